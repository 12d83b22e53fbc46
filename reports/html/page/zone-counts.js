// zone-counts.js: the counts of a service by zone: a strip a zone, in the plot of the counts, with its tasks stacked by state.

// The layers of a strip from the bottom up: the name, the colour and how many, by the counts in the order of COUNTS.
const LAYERS = [
  { name: "healthy", colour: "hue-2", of: (c) => c[2] },
  { name: "running, not healthy", colour: "task-line", of: (c) => c[1] - c[2] },
  { name: "pending", colour: "pending-line", of: (c) => c[0] },
  { name: "stopping", colour: "stopping-line", of: (c) => c[4] },
];

// The zones of a service that have tasks at some time, as indexes.
function zonesOf(counts, s) {
  return indexes(counts.zones[s].map((series) => series.at.length > 0), true);
}

// The most tasks that a zone of a service has at once: the height of every strip.
function zoneMost(counts, s) {
  let most = 1;
  for (const { columns: [pending, running, , , stopping] } of counts.zones[s]) {
    pending.forEach((n, k) => { most = Math.max(most, n + running[k] + stopping[k]); });
  }
  return most;
}

// Draws the strips into uPlot's box. Of the steps within a pixel the last one is seen.
function drawZoneStrips(u, counts, s) {
  const { ctx, bbox } = u;
  const zones = zonesOf(counts, s);
  const most = zoneMost(counts, s);
  const high = bbox.height / Math.max(zones.length, 1);
  const x = (at) => Math.min(Math.max(u.valToPos(at, "x", true), bbox.left), bbox.left + bbox.width);
  ctx.save();
  zones.forEach((z, row) => {
    const series = counts.zones[s][z];
    const floor = bbox.top + (row + 1) * high - 2 * devicePixelRatio;
    const unit = (high - 8 * devicePixelRatio) / most;
    let k = Math.max(lastAtMost(series.at, view.from), 0);
    for (; k < series.at.length && series.at[k] < view.seenTo(); k++) {
      const from = x(series.at[k]);
      const to = x(k + 1 < series.at.length ? series.at[k + 1] : view.end);
      if (to - from < 0.5 && k + 1 < series.at.length && Math.floor(to) === Math.floor(from)) {
        continue;
      }
      const now = series.columns.map((c) => c[k]);
      let y = floor;
      for (const layer of LAYERS) {
        const tall = layer.of(now) * unit;
        ctx.fillStyle = theme.colours[layer.colour];
        ctx.fillRect(from, y - tall, Math.max(to - from, 1), tall);
        y -= tall;
      }
    }
    ctx.strokeStyle = theme.colours.line;
    ctx.lineWidth = devicePixelRatio;
    ctx.beginPath();
    ctx.moveTo(bbox.left, floor);
    ctx.lineTo(bbox.left + bbox.width, floor);
    ctx.stroke();
  });
  ctx.restore();
}

// The counts of each zone at a moment, for the read-out.
function zoneReadout(model, counts, s, at) {
  const head = el("tr", "", ...COUNTS.map((name) => {
    const th = el("th", "", name);
    th.scope = "col";
    return th;
  }));
  const rows = zonesOf(counts, s).flatMap((z) => {
    const th = el("th", "", model.zones[z]);
    th.scope = "rowgroup";
    th.colSpan = COUNTS.length;
    const cells = counts.zones[s][z].read(at).map((n) => el("td", n === 0 ? "zero" : "", count(n)));
    return [el("tr", "name", th), el("tr", "", ...cells)];
  });
  return el("table", "zones", el("thead", "", head), el("tbody", "", ...rows));
}
