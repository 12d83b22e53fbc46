// lanes.js: the lanes of the tasks, a bar a phase, under the counts and over the same axis.

const LANES_TALLEST = 440; // pixels of the pane
const ROW_TALL = 15;
const ROW_LEAST = 3; // below it single lanes can't be told apart
const GROUP_GAP = 8;

class LanesPane {
  constructor(model, counts) {
    this.model = model;
    this.pane = counts; // the plot above, whose box this one has
    this.by = "zone";
    this.height = "fit";
    this.scroll = byId("lanes-scroll");
    this.space = byId("lanes-space");
    this.canvas = byId("lanes");
    this.moment = el("div", "moment-line");
    this.cursor = el("div", "cursor-line");
    this.selection = el("div", "selection");
    this.space.append(this.moment, this.cursor, this.selection);
    this.lay();
    this.listen();
  }

  listen() {
    const draw = onceAFrame(() => this.draw());
    this.redraw = draw;
    view.on("window", draw);
    view.on("theme", () => {
      this.legend();
      draw();
    });
    view.on("service", () => {
      this.lay();
      this.legend();
      draw();
    });
    view.on("moment hover", () => this.placeLines());
    this.scroll.addEventListener("scroll", draw);
    this.canvas.addEventListener("pointermove", (e) => this.moved(e));
    this.canvas.addEventListener("pointerleave", () => {
      view.setHover(null);
      tip.hide();
    });
    this.canvas.addEventListener("pointerdown", (e) => this.pressed(e));
    this.canvas.addEventListener("dblclick", () => view.reset());
    chooseOnClick(this.canvas, (x) => this.timeAt(x));
    const buttons = (attribute, set) => {
      const list = [...document.querySelectorAll(`[data-${attribute}]`)];
      for (const b of list) {
        b.addEventListener("click", () => {
          list.forEach((other) => other.setAttribute("aria-pressed", String(other === b)));
          set(b.dataset[attribute]);
          this.scroll.scrollTop = 0;
          this.lay();
          draw();
        });
      }
    };
    buttons("lanes", (by) => { this.by = by; });
    buttons("height", (height) => { this.height = height; });
  }

  // Lays the lanes out.
  lay() {
    this.layout = layOut(this.model, view.service, this.by, false);
    const gapsOf = (groups, gap) => gap * Math.max(groups.length - 1, 0);
    const fits = this.layout.rows * ROW_TALL + gapsOf(this.layout.groups, GROUP_GAP) <= LANES_TALLEST;
    byId("lane-height").hidden = fits;
    this.row = ROW_TALL;
    this.gap = GROUP_GAP;
    if (!fits && this.height === "fit") {
      this.gap = gapsOf(this.layout.groups, GROUP_GAP) > LANES_TALLEST / 3 ? 0 : GROUP_GAP;
      const room = LANES_TALLEST - gapsOf(this.layout.groups, this.gap);
      if (room / this.layout.rows < ROW_LEAST) {
        this.layout = layOut(this.model, view.service, this.by, true);
      }
      this.row = room / this.layout.rows;
    }
    const { rows, groups } = this.layout;
    this.total = Math.max(rows * this.row + gapsOf(groups, this.gap), ROW_TALL) + 8;
    this.groupOf = new Int32Array(rows);
    groups.forEach((g, k) => this.groupOf.fill(k, g.first, g.first + g.rows));
    this.inRow = Array.from({ length: rows }, () => []);
    this.layout.tasks.forEach((i) => this.inRow[this.layout.rowOf[i]].push(i));
  }

  // Where a row begins, from the top of all lanes.
  top(row) {
    return 4 + row * this.row + this.groupOf[row] * this.gap;
  }

  timeAt(x) {
    const { left, width } = this.pane.box();
    return view.from + ((x - left) / width) * (view.to - view.from);
  }

  x(at) {
    const { left, width } = this.pane.box();
    return left + ((at - view.from) / (view.to - view.from)) * width;
  }

  draw() {
    if (!this.pane.plot) {
      return;
    }
    const height = Math.min(this.total, LANES_TALLEST + 8);
    this.scroll.style.height = `${height}px`;
    this.space.style.height = `${this.total}px`;
    const width = this.scroll.clientWidth;
    const c = prepare(this.canvas, width, height);
    this.offset = this.scroll.scrollTop;
    this.drawGrid(c, height);
    c.save();
    const { left, width: inner } = this.pane.box();
    c.beginPath();
    c.rect(left, 0, inner, height);
    c.clip();
    this.drawBars(c, height);
    c.restore();
    this.drawGroups(c, width, height);
    this.describe();
    this.placeLines();
  }

  drawGrid(c, height) {
    if (view.to > view.end) {
      c.fillStyle = theme.colours.free; // after the run's end
      c.fillRect(this.x(view.end), 0, this.x(view.to) - this.x(view.end), height);
    }
    c.strokeStyle = theme.colours.faint;
    c.lineWidth = 1;
    c.beginPath();
    for (const at of timeTicks(view.from, view.to, this.pane.box().width)) {
      const x = Math.round(this.x(at)) + 0.5;
      c.moveTo(x, 0);
      c.lineTo(x, height);
    }
    c.stroke();
    for (const mark of this.model.services[view.service].marks) {
      if (mark.at >= view.from && mark.at <= view.to) {
        const x = Math.round(this.x(mark.at)) + 0.5;
        c.strokeStyle = markColour(mark.kind);
        c.globalAlpha = 0.4;
        c.beginPath();
        c.moveTo(x, 0);
        c.lineTo(x, height);
        c.stroke();
        c.globalAlpha = 1;
      }
    }
  }

  drawBars(c, height) {
    const { tasks } = this.model;
    const thick = this.row >= 7 ? this.row - 3 : Math.max(this.row, 1);
    const hues = this.model.deployments.map((_, d) => hueOf(this.model, d));
    const { left, width } = this.pane.box();
    const scale = width / (view.to - view.from);
    const x = (at) => left + (at - view.from) * scale;
    for (const i of this.seen()) {
      const y = this.top(this.layout.rowOf[i]) - this.offset;
      if (y + this.row < 0 || y > height || this.model.taskStart(i) > view.to) {
        continue;
      }
      const hue = hues[tasks.deployment[i]];
      const last = tasks.start[i + 1];
      for (let k = tasks.start[i]; k < last && tasks.at[k] <= view.to; k++) {
        const end = k + 1 < last ? Math.min(tasks.at[k + 1], view.to) : view.seenTo();
        if (end >= view.from && tasks.phase[k] !== STOPPED) {
          this.drawBar(c, hue, tasks.phase[k], Math.max(x(tasks.at[k]), -5), x(end), y, thick);
        }
      }
      if (tasks.failed[i] && tasks.told[i] >= view.from && tasks.told[i] <= view.to) {
        this.drawFailure(c, x(tasks.told[i]), y, thick);
      }
    }
  }

  // The tasks to draw: where many share a line of pixels, two of each line, evenly, so that what few of them have looks as rare
  // as it is. The table of tasks and the counts have them all.
  seen() {
    const { tasks, rowOf } = this.layout;
    const share = Math.floor(0.5 / this.row);
    if (share < 2) {
      return tasks;
    }
    return tasks.filter((i) => rowOf[i] % share === 0);
  }

  drawBar(c, hue, phase, from, to, y, thick) {
    const width = Math.max(to - from, 0.6);
    c.fillStyle = isHatched(phase) && thick >= 4 && width >= 3 ? hatchOf(c, hue, phase) : fillOf(hue, phase);
    c.fillRect(from, y, width, thick);
    if (phase < HEALTHY && thick >= 6 && width >= 3) { // not serving yet: an outline
      c.strokeStyle = hue;
      c.lineWidth = 1;
      c.strokeRect(from + 0.5, y + 0.5, width - 1, thick - 1);
    }
  }

  // Marks where a task failed.
  drawFailure(c, x, y, thick) {
    c.strokeStyle = theme.colours.alarm;
    c.lineWidth = 2;
    c.beginPath();
    if (thick >= 6) {
      const r = Math.min(thick / 2, 5);
      const middle = y + thick / 2;
      c.moveTo(x - r, middle - r);
      c.lineTo(x + r, middle + r);
      c.moveTo(x - r, middle + r);
      c.lineTo(x + r, middle - r);
    } else {
      c.moveTo(x, y);
      c.lineTo(x, y + Math.max(thick, 1));
    }
    c.stroke();
  }

  drawGroups(c, width, height) {
    const { left } = this.pane.box();
    c.textBaseline = "middle";
    c.textAlign = "right";
    let free = 0;
    for (const g of this.layout.groups) {
      const top = this.top(g.first) - this.offset;
      const bottom = top + g.rows * this.row;
      if (bottom < 0 || top > height) {
        continue;
      }
      if (g.first > 0 && this.gap > 0) {
        c.strokeStyle = theme.colours.faint;
        c.beginPath();
        c.moveTo(8, Math.round(top - this.gap / 2) + 0.5);
        c.lineTo(width - 8, Math.round(top - this.gap / 2) + 0.5);
        c.stroke();
      }
      const middle = Math.min(Math.max((Math.max(top, 0) + Math.min(bottom, height)) / 2, free + 8), height - 8);
      if (middle > bottom + 6 || middle - 8 < free - 1) {
        continue; // it would collide with the one above
      }
      c.fillStyle = theme.colours.ink;
      c.font = `12px ${FONT}`;
      c.fillText(fitted(c, g.name, left - 16, true), left - 10, middle);
      free = middle + 8;
      if (bottom - top >= 34 && left >= 100) {
        c.fillStyle = theme.colours.soft;
        c.font = `11px ${FONT}`;
        c.fillText(quantity(g.tasks, "task"), left - 10, middle + 15);
        free += 15;
      }
    }
    c.textAlign = "left";
  }

  // Says in words what the canvas shows; the tables have the numbers.
  describe() {
    const { groups, tasks } = this.layout;
    const by = { zone: "zone", host: "instance", deployment: "deployment" }[this.by];
    this.canvas.setAttribute("aria-label",
      `Lanes of ${quantity(tasks.length, "task")} in ${quantity(groups.length, by)}, from ${clock(view.from)} to ${clock(view.seenTo())}. The table of tasks has the same.`);
  }

  placeLines() {
    if (!this.pane.plot) {
      return;
    }
    const put = (line, at) => {
      const seen = at !== null && at >= view.from && at <= view.to;
      line.hidden = !seen;
      if (seen) {
        line.style.transform = `translateX(${this.x(at)}px)`;
      }
    };
    put(this.moment, view.moment);
    put(this.cursor, view.hover);
  }

  // The task under a point of the canvas, or -1.
  taskAt(x, y) {
    const at = this.timeAt(x);
    const all = y + this.offset - 4;
    let row = Math.floor(all / this.row);
    if (this.gap > 0) {
      const g = this.layout.groups.findLast((group) => this.top(group.first) - 4 <= all);
      row = g ? g.first + Math.floor((all - (this.top(g.first) - 4)) / this.row) : -1;
      if (g && row >= g.first + g.rows) {
        return -1;
      }
    }
    const found = (this.inRow[row] || []).filter((i) => this.model.taskStart(i) <= at && this.model.taskEnd(i) > at);
    return found.length > 0 ? found[found.length - 1] : -1;
  }

  moved(e) {
    const box = this.canvas.getBoundingClientRect();
    const x = e.clientX - box.left;
    const at = this.timeAt(x);
    const inside = at >= view.from && at <= view.seenTo();
    view.setHover(inside ? at : null);
    const task = inside ? this.taskAt(x, e.clientY - box.top) : -1;
    if (task >= 0) {
      tip.show(e.clientX, e.clientY, taskFacts(this.model, task, at));
    } else {
      tip.hide();
    }
  }

  // Zooms to what is dragged over; with Shift it pans.
  pressed(e) {
    if (e.button !== 0) {
      return;
    }
    if (e.shiftKey || e.pointerType === "touch") {
      startPan(e, this.canvas);
      return;
    }
    const box = this.canvas.getBoundingClientRect();
    const from = e.clientX;
    const show = (to) => {
      this.selection.hidden = Math.abs(to - from) < 4;
      this.selection.style.transform = `translateX(${Math.min(from, to) - box.left}px)`;
      this.selection.style.width = `${Math.abs(to - from)}px`;
    };
    const move = (m) => show(m.clientX);
    const up = (m) => {
      removeEventListener("pointermove", move);
      removeEventListener("pointerup", up);
      removeEventListener("pointercancel", up);
      this.selection.hidden = true;
      if (Math.abs(m.clientX - from) >= 5) {
        const ends = [this.timeAt(from - box.left), this.timeAt(m.clientX - box.left)].sort((a, b) => a - b);
        view.setWindow(Math.max(ends[0], view.from), Math.min(ends[1], view.to));
      }
    };
    addEventListener("pointermove", move);
    addEventListener("pointerup", up);
    addEventListener("pointercancel", up);
    e.preventDefault();
    byId("panes").focus({ preventScroll: true });
  }

  legend() {
    const key = (className, text) => el("span", `key ${className}`, el("span", "swatch"), text);
    const list = this.model.deployments
      .filter((d) => d.service === view.service)
      .map((d) => key(`hue hue-${d.hue}`, d.name)).reverse();
    byId("lanes-legend").replaceChildren(...cutKeys(list), ...phaseKeys(key));
  }
}

const MOST_KEYS = 14;

// The keys of deployments, newest first; of very many the rest are in a tooltip, and in the table of the counts.
function cutKeys(list) {
  if (list.length <= MOST_KEYS) {
    return list;
  }
  const rest = list.slice(MOST_KEYS - 1);
  const more = el("span", "key more-keys", `and ${count(rest.length)} more`);
  more.title = rest.map((key) => key.textContent).join(", ");
  return [...list.slice(0, MOST_KEYS - 1), more];
}

// The keys of the states, shared with the packing.
function phaseKeys(key) {
  return [
    key("phase phase-pending", "starting"), key("phase phase-waiting", "running, no verdict"), key("phase phase-healthy", "healthy"),
    key("phase phase-unhealthy", "unhealthy"), key("phase phase-stopping", "stopping"), key("phase phase-failed", "failed or lost"),
  ];
}

// What a tooltip says of a task at a time, as pairs of name and value.
function taskFacts(model, i, at) {
  const { tasks } = model;
  const bar = model.barAt(i, at);
  const phase = bar < 0 ? STOPPED : tasks.phase[bar];
  const host = model.hosts[tasks.host[i]];
  const facts = [
    ["Task", model.taskId(i)],
    ...(model.several ? [["Service", model.services[model.serviceOf(i)].name]] : []),
    ["Revision", `${model.definitions[tasks.definition[i]].name}, task ${tasks.ordinal[i]} of it`],
    ["Instance", host.fargate ? host.name : `${host.name}, ${model.zones[host.zone]}`],
    ["Phase", PHASES[phase]],
  ];
  if (bar >= 0) {
    const since = tasks.at[bar];
    facts.push(["Since", `${clock(since, true)}, for ${span(Math.min(model.barEnd(i, bar), view.end) - since)}`]);
  }
  if (tasks.stop[i] >= 0) {
    facts.push(["Stop", `${clock(tasks.told[i], true)}: ${model.stops[tasks.stop[i]].reason}`]);
  }
  if (tasks.exit[i] >= 0) {
    facts.push(["Exit code", String(tasks.exit[i])]);
  }
  if (tasks.replacedBy[i] >= 0) {
    facts.push(["Replaced by", model.taskName(tasks.replacedBy[i])]);
  }
  if (tasks.replaces[i] >= 0) {
    facts.push(["Replaces", model.taskName(tasks.replaces[i])]);
  }
  return facts;
}

// The tooltip: what it says stands in the tables as well, so that nobody depends on it.
const tip = {
  show(x, y, facts) {
    const box = byId("tip");
    box.replaceChildren(...facts.map(([name, value]) => el("div", "", el("span", "name", name), el("span", "", value))));
    box.hidden = false;
    const left = x + 18 + box.offsetWidth > innerWidth ? x - box.offsetWidth - 14 : x + 18;
    const top = Math.min(y + 14, innerHeight - box.offsetHeight - 8);
    box.style.transform = `translate(${Math.max(left, 4)}px, ${Math.max(top, 4)}px)`;
  },
  hide() {
    byId("tip").hidden = true;
  },
};
