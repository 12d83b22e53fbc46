// counts.js: the counts of a service over time, drawn by uPlot as stepped lines against floor, desired count and cap.

// The series in the order in which they are drawn. of is an index of COUNTS, or a name in the bounds.
const LINES = [
  { name: "cap", of: "cap", colour: "alarm", width: 1.25, dash: [7, 4], limit: true },
  { name: "floor", of: "floor", colour: "alarm", width: 1.25, dash: [7, 4], limit: true },
  { name: "desired", of: "desired", colour: "soft", width: 1.25, dash: [2, 3], limit: true },
  { name: "stopping", of: 4, colour: "stopping-line", width: 1.5, dash: [4, 2] },
  { name: "pending", of: 0, colour: "pending-line", width: 1.5 },
  { name: "running", of: 1, colour: "task-line", width: 1.75 },
  { name: "healthy", of: 2, colour: "ink", width: 2.75 },
];
const LABEL_WIDTH = 78; // pixels, of the limits' names at the right
const LEGEND = ["healthy", "running", "pending", "stopping", "desired", "floor", "cap"];

// The columns that uPlot draws for a service: the instants and a column a line, held until the run's end.
function columnsOf(model, counts, s) {
  const series = counts.services[s];
  const { bounds } = model.services[s];
  const at = [...new Set([0, ...series.at, ...bounds.at, view.end])].sort((a, b) => a - b);
  const columns = LINES.map(() => new Array(at.length));
  let c = -1;
  let b = -1;
  at.forEach((t, k) => {
    while (c + 1 < series.at.length && series.at[c + 1] <= t) {
      c++;
    }
    while (b + 1 < bounds.at.length && bounds.at[b + 1] <= t) {
      b++;
    }
    LINES.forEach((line, i) => {
      if (line.limit) {
        columns[i][k] = b < 0 ? null : bounds[line.of][b];
      } else {
        columns[i][k] = c < 0 ? 0 : series.columns[line.of][c];
      }
    });
  });
  return [at, ...columns];
}

const BIN = 8; // pixels: where more than two changes fall into a pixel, so many are drawn as one

// The steps that can be seen in a window so many pixels wide, and the bands of where they are too many to be told apart: there
// each line has its last value, and its lowest and highest are the ends of a band.
function thin(data, from, to, width) {
  const [at] = data;
  const begin = Math.max(lastAtMost(at, from), 0);
  const end = Math.min(lastAtMost(at, to) + 2, at.length);
  if (end - begin <= 3 * width) {
    return { data: data.map((c) => c.slice(begin, end)), bands: [] };
  }
  const columnOf = (k) => Math.floor((((at[k] - from) / (to - from)) * width) / BIN);
  const keep = new Set([begin, end - 1]);
  const bands = [];
  for (let k = begin; k < end;) {
    let next = k + 1;
    while (next < end && columnOf(next) === columnOf(k)) {
      next++;
    }
    if (next - k <= 2 * BIN) {
      upTo(next - k).forEach((i) => keep.add(k + i));
    } else {
      keep.add(k).add(next - 1);
      const lines = data.slice(1).map((c) => {
        const values = c.slice(k, next).filter((n) => n !== null);
        return values.length > 0 ? [Math.min(...values), Math.max(...values)] : null;
      });
      bands.push({ from: at[k], to: next < at.length ? at[next] : at[next - 1], lines });
    }
    k = next;
  }
  const list = [...keep].sort((a, b) => a - b);
  return { data: data.map((c) => list.map((k) => c[k])), bands };
}

class CountsPane {
  constructor(model, counts) {
    this.model = model;
    this.counts = counts;
    this.hidden = new Set();
    this.holder = byId("counts");
    this.moment = el("div", "moment-line");
    this.legend();
    this.pick();
    const redraw = onceAFrame(() => this.redraw());
    view.on("window", redraw);
    view.on("theme", () => {
      this.legend();
      this.redraw();
    });
    for (const b of document.querySelectorAll("[data-counts]")) {
      b.addEventListener("click", () => view.setCounts(b.dataset.counts));
    }
    view.on("counts", () => this.switched());
    view.on("service", () => {
      this.pick();
      this.legend();
      this.redraw();
    });
    view.on("moment", () => this.placeMoment());
    view.on("hover", () => this.placeCursor());
  }

  // Takes up the service that is shown.
  pick() {
    this.data = columnsOf(this.model, this.counts, view.service);
    this.top = this.highest();
  }

  // How far the axis goes: the highest count, and the cap unless that would press everything else to the ground.
  highest() {
    let top = 1;
    let cap = 0;
    LINES.forEach((line, i) => {
      for (const n of this.data[i + 1]) {
        if (line.of === "cap") {
          cap = Math.max(cap, n);
        } else {
          top = Math.max(top, n);
        }
      }
    });
    return cap > top * 2.5 ? Math.ceil(top * 1.5) : Math.max(top, cap);
  }

  // The left and right margins of both panes.
  static margins(width) {
    return width < 620 ? { left: 62, right: 14 } : { left: 112, right: 84 };
  }

  options(width) {
    const { left, right } = CountsPane.margins(width);
    const grid = { stroke: () => theme.colours.faint, width: 1 };
    const axis = { stroke: () => theme.colours.soft, font: `12px ${FONT}`, ticks: { show: false } };
    return {
      width,
      height: width < 620 ? 220 : 270,
      padding: [22, right, 0, 0],
      legend: { show: false },
      scales: { x: { time: false, range: () => [view.from, view.to] }, y: { range: () => [0, this.top * 1.06] } },
      axes: [
        {
          ...axis, grid, size: 30,
          splits: (u, i, from, to) => timeTicks(from, to, u.bbox.width / devicePixelRatio).filter((t) => t <= view.end),
          values: (u, ticks) => ticks.map((t) => tickText(t, ticks)),
        },
        {
          ...axis, grid, size: left,
          splits: () => this.splits(),
          values: (u, ticks) => (this.byZone() ? this.zoneNames() : ticks.map(count)),
        },
      ],
      series: [{}, ...LINES.map((line) => ({
        label: line.name,
        show: !this.byZone() && !this.hidden.has(line.name),
        stroke: () => theme.colours[line.colour],
        width: line.width,
        dash: line.dash,
        paths: uPlot.paths.stepped({ align: 1 }),
        points: { show: false },
      }))],
      cursor: {
        x: true, y: false, points: { show: false },
        drag: { x: true, y: false, setScale: false, dist: 4 },
        bind: {
          mousedown: (u, target, handle) => (e) => (e.shiftKey || this.touched ? null : handle(e)),
          dblclick: () => () => view.reset(),
        },
      },
      hooks: {
        drawAxes: [(u) => this.drawGround(u)],
        draw: [(u) => this.drawMarks(u), (u) => this.drawLabels(u)],
        setSelect: [(u) => this.select(u)],
        setCursor: [(u) => this.cursorMoved(u)],
      },
    };
  }

  // Makes the plot in the width that there is.
  build() {
    const width = this.holder.clientWidth;
    this.plot?.destroy();
    this.width = width;
    this.plot = new uPlot(this.options(width), this.window(), this.holder);
    this.markButtons = el("div", "");
    this.plot.over.append(this.moment, this.markButtons);
    this.plot.over.addEventListener("pointerdown", (e) => {
      this.touched = e.pointerType === "touch";
      if (e.shiftKey || this.touched) {
        startPan(e, this.plot.over);
      }
    });
    this.plot.over.addEventListener("pointerleave", () => tip.hide());
    this.placeMarks();
    chooseOnClick(this.plot.over, (x) => this.timeAt(x));
    this.placeMoment();
  }

  window() {
    const { data, bands } = thin(this.data, view.from, view.to, Math.max(this.holder.clientWidth, 100));
    this.bands = bands;
    return data;
  }

  redraw() {
    if (this.plot && this.holder.clientWidth === this.width) {
      this.plot.setData(this.window());
      this.placeMarks();
      this.placeMoment();
      this.placeCursor();
    } else {
      this.build();
    }
  }

  // Where the data lie, in pixels of the page from the left of the panes.
  box() {
    const { left, width } = this.plot.bbox;
    return { left: left / devicePixelRatio, width: width / devicePixelRatio };
  }

  timeAt(x) {
    return view.from + (x / this.box().width) * (view.to - view.from);
  }

  placeAt(line, at) {
    const seen = at !== null && at >= view.from && at <= view.to;
    line.hidden = !seen;
    if (seen) {
      line.style.transform = `translateX(${((at - view.from) / (view.to - view.from)) * this.box().width}px)`;
    }
  }

  placeOf(at) {
    return ((at - view.from) / (view.to - view.from)) * this.box().width;
  }

  placeMarks() {
    placeMarkButtons(this.model, this.markButtons, (at) => this.placeOf(at));
  }

  placeMoment() {
    if (this.plot) {
      this.placeAt(this.moment, view.moment);
    }
  }

  // Puts the cursor where it is in the other pane.
  placeCursor() {
    if (!this.plot || this.moving) {
      return;
    }
    const seen = view.hover !== null && view.hover >= view.from && view.hover <= view.to;
    const left = seen ? ((view.hover - view.from) / (view.to - view.from)) * this.box().width : -10;
    this.moving = true;
    this.plot.setCursor({ left, top: 10 }, false);
    this.moving = false;
  }

  cursorMoved(u) {
    if (!this.moving && this.plot) {
      this.moving = true;
      view.setHover(u.cursor.left >= 0 ? this.timeAt(u.cursor.left) : null);
      this.moving = false;
      this.tellMarks(u);
    }
  }

  // Says what the marks under the cursor are.
  tellMarks(u) {
    const near = u.cursor.left >= 0 ? marksNear(this.model, u.cursor.left, (at) => this.placeOf(at)) : [];
    if (near.length > 0) {
      const box = u.over.getBoundingClientRect();
      tip.show(box.left + u.cursor.left, box.top + u.cursor.top, near);
    } else if (!this.markButtons.contains(document.activeElement)) {
      tip.hide();
    }
  }

  select(u) {
    const { left, width } = u.select;
    if (width > 4) {
      const from = this.timeAt(left);
      const to = this.timeAt(left + width);
      u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
      view.setWindow(from, to);
    }
  }

  // Draws what is behind the lines: the strips of the zones, or where counts may not be and the bands of many changes.
  drawGround(u) {
    this.drawLimits(u);
    if (this.byZone()) {
      drawZoneStrips(u, this.counts, view.service);
    } else {
      this.drawBands(u);
    }
  }

  // Draws from the lowest to the highest count where there are more changes than pixels.
  drawBands(u) {
    const { ctx } = u;
    ctx.save();
    ctx.globalAlpha = 0.3;
    for (const { from, to, lines } of this.bands) {
      const x = u.valToPos(from, "x", true);
      const wide = u.valToPos(Math.min(to, view.seenTo()), "x", true) - x;
      LINES.forEach((line, i) => {
        if (lines[i] && lines[i][0] < lines[i][1] && !this.hidden.has(line.name)) {
          const top = u.valToPos(lines[i][1], "y", true);
          ctx.fillStyle = theme.colours[line.colour];
          ctx.fillRect(x, top, wide, u.valToPos(lines[i][0], "y", true) - top);
        }
      });
    }
    ctx.restore();
  }

  byZone() {
    return view.counts === "zone";
  }

  // Shows the service's counts, or those of its zones.
  switched() {
    for (const b of document.querySelectorAll("[data-counts]")) {
      b.setAttribute("aria-pressed", String(b.dataset.counts === view.counts));
    }
    this.legend();
    this.build();
  }

  // Where the axis has texts: at round counts, or in the middle of each zone's strip.
  splits() {
    if (!this.byZone()) {
      return countTicks(this.top);
    }
    const n = zonesOf(this.counts, view.service).length;
    return upTo(n).map((k) => ((n - k - 0.5) / n) * this.top * 1.06).reverse();
  }

  zoneNames() {
    const most = this.width < 620 ? 8 : 15;
    const short = (name) => (name.length > most ? `…${name.slice(1 - most)}` : name);
    return zonesOf(this.counts, view.service).map((z) => short(this.model.zones[z])).reverse();
  }

  // Tints the time after the end, and where the service's counts may not be: above the cap and below the floor.
  drawLimits(u) {
    const { ctx, bbox } = u;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    const after = u.valToPos(view.end, "x", true);
    ctx.fillStyle = theme.colours.free; // after the run's end
    ctx.fillRect(after, bbox.top, Math.max(bbox.left + bbox.width - after, 0), bbox.height);
    if (this.byZone()) {
      ctx.restore();
      return;
    }
    ctx.fillStyle = theme.colours.zone;
    const [at, cap, floor] = u.data;
    const { top } = bbox;
    const bottom = top + bbox.height;
    for (const [limit, from] of [[cap, top], [floor, bottom]]) {
      for (let k = 0; k < at.length;) { // stretches of one height at once, so that no seams are seen
        let next = k + 1;
        while (next < at.length && limit[next] === limit[k]) {
          next++;
        }
        const x = u.valToPos(at[k], "x", true);
        const end = next < at.length ? u.valToPos(at[next], "x", true) : Math.min(after, bbox.left + bbox.width);
        const y = limit[k] === null ? from : Math.min(Math.max(u.valToPos(limit[k], "y", true), top), bottom);
        ctx.fillRect(x, Math.min(y, from), end - x, Math.abs(y - from));
        k = next;
      }
    }
    ctx.restore();
  }

  // Draws a line through each mark, and its text where there is room.
  drawMarks(u) {
    const { ctx, bbox } = u;
    const ratio = devicePixelRatio;
    ctx.save();
    ctx.font = `${11 * ratio}px ${FONT}`;
    ctx.textBaseline = "bottom";
    ctx.textAlign = "left";
    let free = 0;
    for (const mark of this.model.services[view.service].marks) {
      if (mark.at < view.from || mark.at > view.to) {
        continue;
      }
      const x = Math.round(u.valToPos(mark.at, "x", true));
      ctx.strokeStyle = ctx.fillStyle = markColour(mark.kind);
      ctx.lineWidth = ratio;
      ctx.beginPath();
      ctx.moveTo(x + 0.5, bbox.top - 4 * ratio);
      ctx.lineTo(x + 0.5, bbox.top + bbox.height);
      ctx.globalAlpha = 0.65;
      ctx.stroke();
      ctx.globalAlpha = 1;
      const room = bbox.left + bbox.width + u.bbox.left * 0.6;
      const text = fitted(ctx, `${clock(mark.at)} ${mark.text}`, Math.min(240 * ratio, room - x));
      const w = ctx.measureText(text).width;
      const left = Math.max(Math.min(x + 3 * ratio, u.width * ratio - w - 2 * ratio), free);
      if (left - x < 12 * ratio && left + w <= u.width * ratio) {
        ctx.fillText(text, left, bbox.top - 5 * ratio);
        free = left + w + 10 * ratio;
      }
    }
    ctx.restore();
  }

  // Names the limits at the right edge, those of one height together.
  drawLabels(u) {
    const { ctx, bbox } = u;
    const ratio = devicePixelRatio;
    if (CountsPane.margins(u.width).right < 50 || this.byZone()) {
      return;
    }
    const bounds = this.model.boundsAt(view.service, view.seenTo());
    if (!bounds) {
      return;
    }
    const heights = new Map();
    for (const name of ["cap", "desired", "floor"].filter((n) => !this.hidden.has(n))) {
      const n = bounds[name];
      heights.set(n, [...(heights.get(n) || []), name]);
    }
    ctx.save();
    ctx.font = `${11 * ratio}px ${FONT}`;
    ctx.textBaseline = "middle";
    ctx.textAlign = "left";
    let last = -Infinity;
    const list = [...heights].sort((a, b) => b[0] - a[0]);
    for (const [n, names] of list) {
      const above = n > this.top * 1.06;
      const y = Math.max(above ? bbox.top : u.valToPos(n, "y", true), last + 13 * ratio);
      ctx.fillStyle = names.every((name) => name === "desired") ? theme.colours.soft : theme.colours.alarm;
      const text = `${names.join(" = ")} ${count(n)}${above ? " ↑" : ""}`;
      const lines = ctx.measureText(text).width <= LABEL_WIDTH * ratio
        ? [text]
        : [...names.slice(0, -1).map((name) => `${name} =`), `${names[names.length - 1]} ${count(n)}`];
      lines.forEach((line, i) => {
        ctx.fillText(line, bbox.left + bbox.width + 5 * ratio, y + i * 13 * ratio);
      });
      last = y + (lines.length - 1) * 13 * ratio;
    }
    ctx.restore();
  }

  // The legend: a button a line, which hides it.
  legend() {
    if (this.byZone()) {
      byId("counts-legend").replaceChildren(...LAYERS.map(({ name, colour }) => {
        const swatch = el("span", "swatch");
        swatch.style.background = `var(--${colour})`;
        return el("span", "key", swatch, name);
      }), el("span", "key lesser", `a strip is ${quantity(zoneMost(this.counts, view.service), "task")} high`));
      return;
    }
    const list = LEGEND.map((name) => {
      const i = LINES.findIndex((line) => line.name === name);
      const b = el("button", `key line-${name}`, el("span", "swatch"), name);
      b.type = "button";
      b.setAttribute("aria-pressed", String(!this.hidden.has(name)));
      b.addEventListener("click", () => {
        if (!this.hidden.delete(name)) {
          this.hidden.add(name);
        }
        b.setAttribute("aria-pressed", String(!this.hidden.has(name)));
        this.plot.setSeries(i + 1, { show: !this.hidden.has(name) });
      });
      return b;
    });
    byId("counts-legend").replaceChildren(...list);
  }
}

function markColour(kind) {
  const { ink, alarm } = theme.colours;
  return { completed: theme.colours["hue-2"], failed: alarm }[kind] || ink;
}
