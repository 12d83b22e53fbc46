// packing.js: the container instances as boxes and their tasks as blocks in them, at the chosen moment.

// How large boxes are drawn, by how many there are at most.
const BOX_SIZES = [
  { most: 24, width: 118, height: 150, head: 20, foot: 32, gap: 16, text: true },
  { most: 120, width: 62, height: 84, head: 15, foot: 0, gap: 10, text: false },
  { most: Infinity, width: 19, height: 30, head: 0, foot: 0, gap: 5, text: false },
];
const ZONE_LEAST = 170; // pixels, so that a zone's heading can be read
const ZONE_HEAD = 28;
const ZONE_GAP = 22;
const MEASURES = { cpu: { name: "CPU", unit: "CPU units" }, memory: { name: "memory", unit: "MiB" } };

class Packing {
  constructor(model, changes) {
    this.model = model;
    this.changes = changes;
    this.measure = "cpu";
    this.canvas = byId("packing-canvas");
    this.scroll = byId("packing-scroll");
    this.slider = byId("moment");
    model.packingOrder = packingOrder(model);
    this.size = BOX_SIZES.find((s) => model.hosts.length <= s.most);
    this.redraw = onceAFrame(() => this.draw());
    view.on("moment theme", this.redraw);
    view.on("theme", () => this.legend());
    this.controls();
  }

  controls() {
    const { slider } = this;
    slider.min = String(Math.floor(view.first[0]));
    slider.max = String(Math.floor(Math.min(view.first[1], view.end)));
    slider.step = "1";
    slider.addEventListener("input", () => view.setMoment(Number(slider.value)));
    slider.addEventListener("keydown", (e) => {
      const by = { PageUp: 10000, PageDown: -10000, ArrowUp: 1000, ArrowRight: 1000, ArrowDown: -1000, ArrowLeft: -1000 }[e.key];
      if (by) {
        e.preventDefault();
        const to = view.moment + by;
        view.setMoment(Math.min(Math.max(to, Number(slider.min)), Number(slider.max)));
      }
    });
    byId("step-back").addEventListener("click", () => stepMoment(this.changes, -1));
    byId("step-on").addEventListener("click", () => stepMoment(this.changes, 1));
    byId("play").addEventListener("click", () => this.play());
    const list = [...document.querySelectorAll("[data-measure]")];
    for (const b of list) {
      b.addEventListener("click", () => {
        list.forEach((other) => other.setAttribute("aria-pressed", String(other === b)));
        this.measure = b.dataset.measure;
        this.redraw();
        this.shown?.();
      });
    }
    this.canvas.addEventListener("pointermove", (e) => this.moved(e));
    this.canvas.addEventListener("pointerleave", () => tip.hide());
  }

  // Plays the shown part of the run in twenty seconds, or stops.
  play() {
    const button = byId("play");
    const stop = () => {
      cancelAnimationFrame(this.playing);
      this.playing = 0;
      button.textContent = "Play";
      button.setAttribute("aria-pressed", "false");
    };
    if (this.playing) {
      stop();
      return;
    }
    const from = Number(this.slider.min);
    const to = Number(this.slider.max);
    let begun = view.moment < to - 1 ? view.moment : from;
    let last = performance.now();
    button.textContent = "Pause";
    button.setAttribute("aria-pressed", "true");
    const step = (now) => {
      begun += ((now - last) / 20000) * (to - from);
      last = now;
      view.setMoment(Math.min(begun, to));
      if (begun < to) {
        this.playing = requestAnimationFrame(step);
      } else {
        stop();
      }
    };
    this.playing = requestAnimationFrame(step);
  }

  // Where each box is: hosts by zone, each zone under a heading, as many zones side by side as there is room for.
  place(width) {
    this.boxes = [];
    const zones = this.model.zones
      .map((name, zone) => ({ name, hosts: indexes(this.model.hosts.map((h) => h.zone), zone) }))
      .filter((z) => z.hosts.length > 0);
    const least = Math.max(ZONE_LEAST, this.size.width);
    const across = Math.min(Math.max(Math.floor((width + ZONE_GAP) / (least + ZONE_GAP)), 1), zones.length);
    const wide = (width - ZONE_GAP * (across - 1)) / across;
    this.width = this.boxWidth(wide, Math.max(...zones.map((z) => z.hosts.length)));
    let y = 0;
    let next = 0; // where the row below begins
    this.zones = zones.map((z, k) => {
      if (k % across === 0) {
        y = next;
      }
      const x = 1 + Math.round((k % across) * (wide + ZONE_GAP));
      next = Math.max(next, this.placeHosts(z.hosts, x, y + ZONE_HEAD, x + wide) + ZONE_GAP);
      return { ...z, x, y, width: wide };
    });
    return next;
  }

  // How wide a box is: wider where there is room for names in it.
  boxWidth(room, hosts) {
    const { width, gap, text } = this.size;
    return text ? Math.round(Math.min(Math.max((room + gap) / hosts - gap, width), width * 1.6)) : width;
  }

  // Places the hosts of a zone and returns how far down they go.
  placeHosts(hosts, left, top, right) {
    const { size } = this;
    let x = left;
    let y = top;
    let high = 0;
    for (const h of hosts) {
      const { fargate } = this.model.hosts[h];
      const wide = fargate ? right - left - 1 : this.width;
      if (x > left && x + wide > right) {
        x = left;
        y += high + size.gap;
      }
      high = fargate ? this.fargateHeight(wide) : size.head + size.height + size.foot;
      this.boxes[h] = { x, y, width: wide, height: high };
      x += wide + size.gap;
    }
    return y + high;
  }

  // A zone of Fargate is as high as its tasks need at most.
  fargateHeight(width) {
    const across = Math.max(Math.floor(width / CHIP.across), 1);
    return Math.max(Math.ceil(this.fargateMost() / across), 1) * CHIP.down + 8;
  }

  // About the most tasks that a zone of Fargate has at once.
  fargateMost() {
    if (this.most === undefined) {
      const ends = [];
      const { tasks } = this.model;
      for (let i = 0; i < tasks.n; i++) {
        if (this.model.hosts[tasks.host[i]].fargate) {
          ends.push([this.model.taskStart(i), 1, tasks.host[i]], [this.model.taskEnd(i), -1, tasks.host[i]]);
        }
      }
      ends.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
      const now = new Map();
      this.most = 1;
      for (const [, by, host] of ends) {
        now.set(host, (now.get(host) || 0) + by);
        this.most = Math.max(this.most, now.get(host));
      }
    }
    return this.most;
  }

  draw() {
    const width = this.scroll.clientWidth - 40; // its padding, and room for a notch
    if (width < 10) {
      return;
    }
    const height = this.place(width);
    const c = prepare(this.canvas, width + 8, height);
    this.hosts = packingAt(this.model, view.moment);
    for (const row of this.zones) {
      this.drawZone(c, row);
      for (const h of row.hosts) {
        if (this.model.hosts[h].fargate) {
          this.drawFargate(c, h);
        } else {
          this.drawHost(c, h);
        }
      }
    }
    this.tell();
    this.shown?.();
  }

  drawZone(c, row) {
    const there = row.hosts.filter((h) => this.hosts[h].registered);
    const tasks = there.reduce((n, h) => n + this.hosts[h].tasks, 0);
    c.textBaseline = "alphabetic";
    c.fillStyle = theme.colours.ink;
    c.font = `600 13px ${FONT}`;
    c.fillText(row.name, row.x, row.y + 15);
    const after = c.measureText(row.name).width + 12;
    c.fillStyle = theme.colours.soft;
    c.font = `12px ${FONT}`;
    const fargate = this.model.hosts[row.hosts[0]].fargate;
    const hosts = fargate ? "Fargate" : quantity(there.length, "instance");
    c.fillText(fitted(c, `${hosts}, ${quantity(tasks, "task")}`, row.width - after), row.x + after, row.y + 15);
  }

  drawHost(c, h) {
    const { size } = this;
    const state = this.hosts[h];
    const box = this.boxes[h];
    const all = this.model.hosts[h][this.measure];
    const top = box.y + size.head;
    const left = box.x;
    if (size.head > 0) {
      this.drawName(c, h, box);
    }
    c.fillStyle = state.registered ? theme.colours.free : "transparent";
    c.fillRect(left, top, box.width, size.height);
    const scale = size.height / Math.max(all, state.held[this.measure], 1);
    let y = top + size.height;
    for (const block of state.blocks) {
      const high = Math.max(block[this.measure] * scale, 0);
      y -= high;
      block.y = Math.max(y, top); // what waits beyond the top is drawn at it
      block.high = high;
      this.drawBlock(c, block, left, block.y, box.width, high);
    }
    this.drawFrame(c, state, left, top, box.width, size.height);
    if (state.registered && all > 0) {
      this.drawNotch(c, left + box.width, top + size.height - Math.min(state.booked[this.measure] / all, 1) * size.height);
    }
    if (size.foot > 0) {
      this.drawSums(c, state, all, box);
    }
  }

  drawName(c, h, box) {
    c.textBaseline = "alphabetic";
    c.fillStyle = this.hosts[h].registered ? theme.colours.ink : theme.colours.soft;
    c.font = `${this.size.text ? 12 : 10}px ${FONT}`;
    c.fillText(fitted(c, this.model.hosts[h].name, box.width, true), box.x, box.y + this.size.head - 6);
  }

  // A block: a task in its deployment's colour, or something else in grey.
  drawBlock(c, block, x, y, width, high) {
    if (high <= 0) {
      return;
    }
    const air = high > 6 ? 1 : 0.4;
    const { colours } = theme;
    if (block.task < 0) {
      c.fillStyle = colours[block.kind];
      c.fillRect(x + 1, y + air, width - 2, high - air);
      this.label(c, block.kind === "reserved" ? "reserved" : `${this.model.definitions[block.definition].name} standalone`, colours[block.kind], x, y, width, high);
      return;
    }
    const hue = hueOf(this.model, this.model.tasks.deployment[block.task]);
    const fill = fillOf(hue, block.phase);
    c.fillStyle = isHatched(block.phase) ? hatchOf(c, hue, block.phase) : fill;
    c.fillRect(x + 1, y + air, width - 2, high - air);
    if (block.phase < HEALTHY && high >= 5) {
      c.strokeStyle = hue;
      c.lineWidth = 1;
      c.setLineDash(block.held ? [] : [3, 2]);
      c.strokeRect(x + 1.5, y + air + 0.5, width - 3, high - air - 1);
      c.setLineDash([]);
    }
    if (!isHatched(block.phase)) {
      this.label(c, this.model.fullName(block.task), fill, x, y, width, high);
    } else if (high >= 15 && this.size.text) {
      const text = this.model.fullName(block.task);
      c.font = `11px ${FONT}`;
      c.fillStyle = theme.colours.panel;
      c.fillRect(x + 5, y + high / 2 - 7, Math.min(c.measureText(text).width + 6, width - 10), 14);
      this.label(c, text, theme.colours.panel, x, y, width, high);
    }
  }

  label(c, text, fill, x, y, width, high) {
    if (this.size.text && high >= 13) {
      c.font = `11px ${FONT}`;
      c.textBaseline = "middle";
      c.fillStyle = inkOn(fill);
      c.fillText(fitted(c, text, width - 14, true), x + 8, y + high / 2 + 0.5);
    }
  }

  // The frame says how the host stands: full, DRAINING in thick amber, disconnected dashed in red, absent or gone faint.
  drawFrame(c, state, x, y, width, high) {
    const { colours } = theme;
    c.lineWidth = 1;
    c.strokeStyle = colours.soft;
    c.setLineDash([]);
    if (!state.registered) {
      c.strokeStyle = colours.faint;
      c.setLineDash([3, 3]);
    } else if (!state.connected) {
      c.strokeStyle = colours.alarm;
      c.lineWidth = 2;
      c.setLineDash([5, 3]);
    } else if (state.state === HOST_DRAINING) {
      c.strokeStyle = colours.warn;
      c.lineWidth = this.size.head > 0 ? 3 : 2;
    }
    c.strokeRect(x + 0.5, y + 0.5, width - 1, high - 1);
    c.setLineDash([]);
    if (state.state === HOST_GONE) {
      c.beginPath();
      c.moveTo(x + 1, y + 1);
      c.lineTo(x + width - 1, y + high - 1);
      c.stroke();
    }
    const word = standing(state);
    if (word && this.size.text) {
      c.font = `600 10px ${FONT}`;
      const w = c.measureText(word).width + 10;
      const colour = { 1: colours.warn }[state.state] || (state.registered ? colours.alarm : colours.soft);
      c.fillStyle = state.registered && state.connected ? colours.warn : colour;
      const top = state.registered ? y + 4 : y + high / 2 - 8;
      c.fillRect(x + width / 2 - w / 2, top, w, 16);
      c.fillStyle = inkOn(c.fillStyle);
      c.textBaseline = "middle";
      c.fillText(word, x + width / 2 - w / 2 + 5, top + 8.5);
    }
  }

  // The notch at the right: as much as placement counts.
  drawNotch(c, x, y) {
    c.fillStyle = theme.colours.ink;
    if (this.size.head === 0) { // a tick, where a notch would be larger than a task
      c.fillRect(x, y - 0.75, 3, 1.5);
      return;
    }
    const r = this.size.text ? 5 : 3;
    c.beginPath();
    c.moveTo(x - 1, y);
    c.lineTo(x + r, y - r);
    c.lineTo(x + r, y + r);
    c.fill();
  }

  drawSums(c, state, all, box) {
    if (!state.registered) {
      return;
    }
    c.font = `11px ${FONT}`;
    c.textBaseline = "alphabetic";
    c.fillStyle = theme.colours.soft;
    const y = box.y + this.size.head + this.size.height;
    c.fillText(fitted(c, `held ${count(state.held[this.measure])} of ${count(all)}`, box.width + 10), box.x, y + 14);
    c.fillText(fitted(c, `booked ${count(state.booked[this.measure])}`, box.width + 10), box.x, y + 28);
  }

  // Each task on Fargate has a host of its own: chips in a row.
  drawFargate(c, h) {
    const box = this.boxes[h];
    const across = Math.max(Math.floor(box.width / CHIP.across), 1);
    this.hosts[h].blocks.forEach((block, k) => {
      block.x = box.x + (k % across) * CHIP.across;
      block.y = box.y + Math.floor(k / across) * CHIP.down;
      block.high = CHIP.down - 4;
      const text = this.size.text;
      this.size.text = true;
      this.drawBlock(c, block, block.x, block.y, CHIP.across - 4, block.high);
      this.size.text = text;
    });
  }

  // The moment in words, for the slider and the canvas.
  tell() {
    const there = this.hosts.filter((h) => h.registered && !this.model.hosts[h.host].fargate);
    const place = this.model.hosts.every((h) => h.fargate) ? "Fargate, each on a host of its own," : quantity(there.length, "container instance");
    const tasks = this.hosts.reduce((n, h) => n + h.tasks, 0);
    this.slider.value = String(view.moment);
    this.slider.setAttribute("aria-valuetext", clock(view.moment));
    byId("moment-text").textContent = clock(view.moment, true);
    this.canvas.setAttribute("aria-label",
      `${quantity(tasks, "task")} on ${place} at ${clock(view.moment)}. The table below has the same.`);
  }

  moved(e) {
    const at = this.canvas.getBoundingClientRect();
    const x = e.clientX - at.left;
    const y = e.clientY - at.top;
    const h = (this.boxes || []).findIndex((b) => b && x >= b.x && x <= b.x + b.width + 4 && y >= b.y && y <= b.y + b.height);
    if (h < 0) {
      tip.hide();
      return;
    }
    const state = this.hosts[h];
    const { fargate } = this.model.hosts[h];
    const block = state.blocks.findLast((b) => y >= b.y && y <= b.y + b.high && (!fargate || (x >= b.x && x < b.x + CHIP.across)));
    if (block && block.task >= 0) {
      tip.show(e.clientX, e.clientY, taskFacts(this.model, block.task, view.moment));
    } else {
      tip.show(e.clientX, e.clientY, hostFacts(this.model, state));
    }
  }

  legend() {
    const key = (className, text) => el("span", `key ${className}`, el("span", "swatch"), text);
    const list = this.model.deployments
      .filter((d, k) => this.model.tasks.deployment.includes(k))
      .map((d) => key(`hue hue-${d.hue}`, this.model.several ? `${this.model.services[d.service].name}/${d.name}` : d.name))
      .reverse();
    const others = [];
    if (this.model.hosts.some((h) => h.reservedCpu > 0 || h.reservedMemory > 0)) {
      others.push(key("reserved", "reserved"));
    }
    if (this.model.standalone.length > 0) {
      others.push(key("standalone", "standalone task"));
    }
    const states = (s) => this.model.hosts.some((h) => h.states.includes(s));
    if (states(HOST_DRAINING)) {
      others.push(key("draining", "DRAINING"));
    }
    if (this.model.hosts.some((h) => h.connected.some((yes, k) => !yes && h.states[k] <= HOST_DRAINING))) {
      others.push(key("disconnected", "disconnected"));
    }
    if (states(HOST_GONE) || states(HOST_ABSENT)) {
      others.push(key("absent", "not there"));
    }
    if (this.model.hosts.some((h) => !h.fargate)) {
      others.push(key("notch", "booked"));
    }
    byId("packing-legend").replaceChildren(...cutKeys(list), ...phaseKeys(key).slice(0, 5), ...others);
  }
}

const CHIP = { across: 92, down: 26 };

function hostFacts(model, state) {
  const host = model.hosts[state.host];
  if (host.fargate) {
    return [["On", host.name], ["Tasks", String(state.tasks)]];
  }
  const facts = [["Instance", host.name], ["Zone", model.zones[host.zone]], ["Group", host.group]];
  const word = standing(state);
  facts.push(["Stands", word || "ACTIVE"]);
  if (state.registered && host.cpu > 0) {
    for (const m of ["cpu", "memory"]) {
      const { name, unit } = MEASURES[m];
      facts.push([`${name} held`, `${count(state.held[m])} of ${count(host[m])} ${unit}`]);
      facts.push([`${name} booked`, `${count(state.booked[m])} ${unit}`]);
    }
  }
  facts.push(["Tasks", state.waiting > 0 ? `${state.tasks}, ${state.waiting} of them not holding anything yet` : String(state.tasks)]);
  return facts;
}

// Moves the moment by so many changes.
function stepMoment(changes, by) {
  const k = lastAtMost(changes, view.moment);
  const onChange = k >= 0 && changes[k] === view.moment;
  const to = by < 0 && !onChange ? k + by + 1 : k + by;
  view.setMoment(changes[Math.min(Math.max(to, 0), changes.length - 1)], true);
}
