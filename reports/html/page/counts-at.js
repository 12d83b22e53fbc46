// counts-at.js: how many tasks were in which part of their life, over time, computed from the tasks' bars.

// The counts, in the words of reports/README.md. Pending, running and stopping are disjoint; healthy and unhealthy are
// parts of running.
const COUNTS = ["pending", "running", "healthy", "unhealthy", "stopping"];

// Adds a task in a phase to counts, or takes it away.
function tally(counts, phase, by) {
  if (phase <= ACTIVATING) {
    counts[0] += by;
  } else if (phase <= UNHEALTHY) {
    counts[1] += by;
    if (phase === HEALTHY) {
      counts[2] += by;
    } else if (phase === UNHEALTHY) {
      counts[3] += by;
    }
  } else if (phase < STOPPED) {
    counts[4] += by;
  }
}

// A stepped series of counts.
class Series {
  constructor() {
    this.at = [];
    this.columns = COUNTS.map(() => []);
    this.now = COUNTS.map(() => 0);
  }

  // Keeps the present counts as those from a time on.
  keep(at) {
    const k = this.at.length;
    if (k > 0 && this.at[k - 1] === at) {
      this.columns.forEach((c, i) => { c[k - 1] = this.now[i]; });
      return;
    }
    if (k > 0 && this.columns.every((c, i) => c[k - 1] === this.now[i])) {
      return;
    }
    this.at.push(at);
    this.columns.forEach((c, i) => c.push(this.now[i]));
  }

  // The counts at a time, in the order of COUNTS.
  read(t) {
    const k = lastAtMost(this.at, t);
    return this.columns.map((c) => (k < 0 ? 0 : c[k]));
  }
}

// The series of each service, of each zone of it and of each deployment, and all instants at which something changes.
function countTasks(model) {
  const { tasks } = model;
  const services = model.services.map(() => new Series());
  const zones = model.services.map(() => model.zones.map(() => new Series()));
  const deployments = model.deployments.map(() => new Series());
  const owner = new Int32Array(tasks.at.length);
  for (let i = 0; i < tasks.n; i++) {
    owner.fill(i, tasks.start[i], tasks.start[i + 1]);
  }
  // The bars in order of time: numbers sort fastest without a function to compare them, so time and place are one.
  const n = tasks.at.length;
  const order = tasks.at.map((at, k) => at * n + k).sort();
  const changes = [];
  for (let k = 0; k < n;) {
    const at = tasks.at[order[k] % n];
    const touched = new Set();
    const changed = new Set();
    for (; k < n && tasks.at[order[k] % n] === at; k++) {
      const bar = order[k] % n;
      const d = tasks.deployment[owner[bar]];
      const s = model.deployments[d].service;
      const zone = zones[s][model.hosts[tasks.host[owner[bar]]].zone];
      for (const counts of [deployments[d].now, services[s].now, zone.now]) {
        if (bar > tasks.start[owner[bar]]) {
          tally(counts, tasks.phase[bar - 1], -1);
        }
        tally(counts, tasks.phase[bar], 1);
      }
      touched.add(d);
      changed.add(zone);
    }
    for (const d of touched) {
      deployments[d].keep(at);
      services[model.deployments[d].service].keep(at);
    }
    changed.forEach((zone) => zone.keep(at));
    changes.push(at);
  }
  return { services, zones, deployments, changes: allChanges(model, changes) };
}

// The instants at which tasks, hosts or bounds change, each once, in order.
function allChanges(model, ofTasks) {
  const all = [...ofTasks, ...model.hosts.flatMap((h) => [...h.at]), ...model.services.flatMap((s) => [...s.bounds.at])];
  return [...new Set(all)].sort((a, b) => a - b);
}
