// readout.js: the table beside the time line: the counts, the bounds and the scheduler's latest decision at the moment under
// the cursor, or else at the chosen one.

class Readout {
  constructor(model, counts) {
    this.model = model;
    this.counts = counts;
    this.holder = byId("readout");
    const show = onceAFrame(() => this.show());
    view.on("moment hover service counts", show);
  }

  show() {
    const at = view.hover === null ? view.moment : view.hover;
    const s = view.service;
    const [which, shown] = view.hover === null ? ["chosen moment", at] : ["under the cursor", Math.round(at / 100) * 100];
    const title = el("h3", "", el("span", "at", clock(shown, true)), el("span", "lesser", which));
    this.holder.replaceChildren(title, this.tasks(s, at), ...(view.counts === "zone" ? [zoneReadout(this.model, this.counts, s, at)] : []), this.limits(s, at), ...this.decision(s, at));
  }

  // The counts of the service's deployments that have tasks, and their sum.
  tasks(s, at) {
    const head = el("tr", "", ...COUNTS.map((name) => {
      const th = el("th", "", name);
      th.scope = "col";
      return th;
    }));
    const rows = [];
    const add = (counts, className, ...name) => {
      const th = el("th", "", ...name);
      th.scope = "rowgroup";
      th.colSpan = COUNTS.length;
      rows.push(el("tr", "name", th), el("tr", className, ...counts.map((n) => el("td", n === 0 ? "zero" : "", count(n)))));
    };
    this.model.deployments.forEach((d, k) => {
      const counts = this.counts.deployments[k].read(at);
      if (d.service === s && counts.some((n) => n > 0)) {
        add(counts, "", el("span", `hue hue-${d.hue} dot`), d.name);
      }
    });
    if (rows.length !== 2) {
      add(this.counts.services[s].read(at), "sum", "All");
    }
    return el("table", "counts", el("thead", "", head), el("tbody", "", ...rows));
  }

  limits(s, at) {
    const b = this.model.boundsAt(s, at);
    if (!b) {
      return el("p", "lesser", "The scheduler knows nothing of the service yet.");
    }
    const part = (name, n) => el("div", "", el("dt", "", name), el("dd", "", count(n)));
    return el("dl", "limits", part("floor", b.floor), part("desired", b.desired), part("cap", b.cap));
  }

  // The latest pass that acted or found something new in its way, and what held it back.
  decision(s, at) {
    const p = this.model.passAt(s, at);
    if (p < 0) {
      return [el("p", "lesser", "No pass has acted yet.")];
    }
    const reasons = this.model.passReasons(p);
    const list = reasons.length > 0
      ? el("ul", "reasons", ...reasons.map((text) => el("li", "", ...named(text))))
      : el("p", "lesser", "Nothing held it back.");
    return [
      el("h4", "", `Pass at ${clock(this.model.passes.at[p], true)}`),
      el("p", "decision", decisionText(this.model.passes, p)),
      list,
    ];
  }
}

// A reason with its name, which is before the colon, in bold.
function named(text) {
  const at = text.indexOf(":");
  return at < 0 ? [text] : [el("b", "", text.slice(0, at)), text.slice(at)];
}

// What a pass decided.
function decisionText(passes, p) {
  const parts = [];
  const add = (n, text) => {
    if (n > 0) {
      parts.push(text(count(n)));
    }
  };
  add(passes.starts[p], (n) => `started ${n}`);
  add(passes.stops[p], (n) => `stopped ${n}`);
  add(passes.wanted[p], (n) => `wanted to start ${n} more`);
  add(passes.surplus[p], (n) => `wanted to stop ${n} more`);
  const text = parts.join(", ");
  return text ? `${text[0].toUpperCase()}${text.slice(1)}.` : "Found nothing to do.";
}
