// view.js: what the page shows at present, shared by all of its parts: the window of time, the moment that was chosen, the
// one under the cursor, the service. Who shows something of it listens.

const view = {
  first: [0, 1], // the window to begin with
  end: 1, // of the run: nothing is known after it
  limit: 1, // as far as the window may go, which may be a little more
  from: 0,
  to: 1,
  moment: 0,
  hover: null,
  service: 0,
  counts: "service", // or "zone"
  listeners: { window: [], moment: [], hover: [], service: [], theme: [], paper: [], counts: [] },

  on(what, fn) {
    for (const name of what.split(" ")) {
      this.listeners[name].push(fn);
    }
  },

  tell(what) {
    this.listeners[what].forEach((fn) => fn());
  },

  // Shows a window, no shorter than a fifth of a second and within the run, but for the little more.
  setWindow(from, to) {
    const least = 200;
    const length = Math.min(Math.max(to - from, least), this.limit);
    const middle = (from + to) / 2;
    this.from = Math.min(Math.max(middle - length / 2, 0), this.limit - length);
    this.to = this.from + length;
    this.tell("window");
  },

  zoom(factor, around = (this.from + this.to) / 2) {
    this.setWindow(around - (around - this.from) * factor, around + (this.to - around) * factor);
  },

  pan(share) {
    const by = (this.to - this.from) * share;
    const inside = Math.min(Math.max(by, -this.from), this.limit - this.to);
    this.setWindow(this.from + inside, this.to + inside);
  },

  reset() {
    this.setWindow(...this.first);
  },

  // Chooses a moment; if asked to, moves the window so that it is seen.
  setMoment(at, show) {
    this.moment = Math.min(Math.max(at, 0), this.end);
    if (show && (this.moment < this.from || this.moment > this.to)) {
      const half = (this.to - this.from) / 2;
      this.setWindow(this.moment - half, this.moment + half);
    }
    this.tell("moment");
  },

  // The end of what can be seen of the run.
  seenTo() {
    return Math.min(this.to, this.end);
  },

  // Points at an instant; there is none after the run's end.
  setHover(pointed) {
    const at = pointed === null || pointed > this.end ? null : pointed;
    if (this.hover !== at) {
      this.hover = at;
      this.tell("hover");
    }
  },

  setCounts(by) {
    this.counts = by;
    this.tell("counts");
  },

  setService(s) {
    this.service = s;
    this.tell("service");
  },
};
