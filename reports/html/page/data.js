// data.js: reads the run that the page carries. See run in data.go: times of a column are differences.

// The phases of a task, by their digit in the data (reports.Phase).
const PHASES = [
  "PROVISIONING", "PENDING", "ACTIVATING", "RUNNING, no verdict", "RUNNING, healthy", "RUNNING, unhealthy",
  "DEACTIVATING", "STOPPING", "DEPROVISIONING", "STOPPED",
];
const PENDING = 1;
const ACTIVATING = 2;
const WAITING = 3;
const HEALTHY = 4;
const UNHEALTHY = 5;
const DEACTIVATING = 6;
const STOPPING = 7;
const STOPPED = 9;
const HOST_STATES = ["ACTIVE", "DRAINING", "REGISTERING", "INACTIVE"];
const HOST_ACTIVE = 0;
const HOST_DRAINING = 1;
const HOST_ABSENT = 2;
const HOST_GONE = 3;

// The text of the run, unpacked if it is packed.
async function runText() {
  const holder = byId("run");
  if (holder.dataset.encoding !== "gzip") {
    return holder.textContent;
  }
  const raw = atob(holder.textContent);
  const bytes = Uint8Array.from(raw, (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).text();
}

// Times from differences.
function times(deltas) {
  const at = new Float64Array(deltas.length);
  let now = 0;
  for (let i = 0; i < deltas.length; i++) {
    now += deltas[i];
    at[i] = now;
  }
  return at;
}

// The columns of the tasks. start[i] to start[i + 1] are task i's bars in at and phase.
function readTasks(t) {
  const n = t.deployment.length;
  const start = new Int32Array(n + 1);
  const at = new Float64Array(t.at.length);
  const phase = Uint8Array.from(t.phases, (c) => c.charCodeAt(0) - 48);
  const told = new Float64Array(n).fill(Infinity);
  const replacedBy = new Int32Array(n).fill(-1);
  const failed = new Uint8Array(n);
  let first = 0;
  let k = 0;
  for (let i = 0; i < n; i++) {
    start[i] = k;
    first += t.at[k];
    at[k] = first;
    for (k++; k < start[i] + t.bars[i]; k++) {
      at[k] = at[k - 1] + t.at[k];
    }
    if (t.told[i] >= 0) {
      told[i] = first + t.told[i];
    }
    if (t.replaces[i] >= 0) {
      replacedBy[t.replaces[i]] = i;
    }
  }
  start[n] = k;
  t.failed.forEach((i) => { failed[i] = 1; });
  return {
    n, start, at, phase, told, replacedBy, failed, ids: t.ids, deployment: t.deployment, definition: t.definition,
    ordinal: t.ordinal, host: t.instance, stop: t.stop, exit: t.exit, replaces: t.replaces,
  };
}

// The run with what is quick to ask. Make one with new Model(JSON.parse(await runText())).
class Model {
  constructor(run) {
    Object.assign(this, run);
    this.tasks = readTasks(run.tasks);
    for (const s of this.services) {
      s.bounds.at = times(s.bounds.at);
    }
    for (const h of this.hosts) {
      h.at = times(h.at);
    }
    this.passes.at = times(run.passes.at);
    this.events.at = times(run.events.at);
    this.several = this.services.length > 1;
    this.passesOf = this.services.map((_, s) => indexes(run.passes.service, s));
  }

  taskId(i) {
    return this.tasks.ids.slice(32 * i, 32 * i + 32);
  }

  // The bar of a task at a time: an index of at and phase, or -1 before its first.
  barAt(i, t) {
    const { start, at } = this.tasks;
    return lastAtMost(at, t, start[i], start[i + 1]);
  }

  // When a bar ends; Infinity if it lasts to the run's end.
  barEnd(i, bar) {
    return bar + 1 < this.tasks.start[i + 1] ? this.tasks.at[bar + 1] : Infinity;
  }

  taskStart(i) {
    return this.tasks.at[this.tasks.start[i]];
  }

  // When a task STOPPED; Infinity if it hasn't.
  taskEnd(i) {
    const last = this.tasks.start[i + 1] - 1;
    return this.tasks.phase[last] === STOPPED ? this.tasks.at[last] : Infinity;
  }

  serviceOf(i) {
    return this.deployments[this.tasks.deployment[i]].service;
  }

  // How a host stands: its state and whether its agent is connected.
  hostAt(h, t) {
    const k = Math.max(lastAtMost(this.hosts[h].at, t), 0);
    return { state: this.hosts[h].states[k], connected: this.hosts[h].connected[k] };
  }

  // The bounds of a service, or null before it has any.
  boundsAt(s, t) {
    const b = this.services[s].bounds;
    const k = lastAtMost(b.at, t);
    return k < 0 ? null : { desired: b.desired[k], floor: b.floor[k], cap: b.cap[k] };
  }

  // The index of the latest pass of a service up to a time, or -1.
  passAt(s, t) {
    const list = this.passesOf[s];
    let low = 0;
    let high = list.length;
    while (low < high) {
      const mid = (low + high) >> 1;
      if (this.passes.at[list[mid]] <= t) {
        low = mid + 1;
      } else {
        high = mid;
      }
    }
    return low > 0 ? list[low - 1] : -1;
  }

  passReasons(p) {
    return this.passes.reasons[p].map((i) => this.passes.texts[i]);
  }

  // A name for a task that people can tell apart: "web:2 #3".
  taskName(i) {
    return `${this.definitions[this.tasks.definition[i]].name} #${this.tasks.ordinal[i]}`;
  }

  // The same where tasks of several services are seen together.
  fullName(i) {
    return this.several ? `${this.services[this.serviceOf(i)].name} ${this.taskName(i)}` : this.taskName(i);
  }
}

// Where a list has a value.
function indexes(list, value) {
  const found = [];
  list.forEach((v, i) => {
    if (v === value) {
      found.push(i);
    }
  });
  return found;
}
