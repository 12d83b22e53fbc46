// tables.js: everything that a canvas or a tooltip says, as tables. Each is made when it is opened.

function setUpTables(model, counts, packing) {
  onOpen("tasks", (holder) => tasksTable(model, holder));
  onOpen("counts", (holder) => countsTable(model, counts, holder));
  onOpen("zones", (holder) => zonesTable(model, counts, holder));
  onOpen("bounds", (holder) => boundsTable(model, holder));
  onOpen("passes", (holder) => passesTable(model, holder));
  onOpen("marks", (holder) => marksTable(model, holder));
  onOpen("hosts", (holder) => hostsTable(model, holder));
  onOpen("packing", (holder) => packingTable(model, packing, holder));
}

// The life of a task: its phases and when each begins.
function lifeOf(model, i) {
  const { start, at, phase } = model.tasks;
  const steps = [];
  for (let k = start[i]; k < start[i + 1]; k++) {
    steps.push(`${clock(at[k], true)} ${PHASES[phase[k]]}`);
  }
  return steps.join(" → ");
}

function tasksTable(model, holder) {
  const { tasks } = model;
  const names = ["Task", "Revision", "Service", "Instance", "Zone", "Life", "Told to stop", "Stop code and reason", "Exit code", "Replaces", "Replaced by"];
  const find = el("input");
  find.type = "search";
  find.placeholder = "id, revision, instance, phase or reason";
  const under = el("div");
  holder.append(el("label", "choice", "Find ", find), under);
  const row = (i) => {
    const host = model.hosts[tasks.host[i]];
    const stop = tasks.stop[i] < 0 ? null : model.stops[tasks.stop[i]];
    return [
      el("code", "", model.taskId(i)), model.taskName(i), model.services[model.serviceOf(i)].name, host.name, model.zones[host.zone],
      lifeOf(model, i), tasks.told[i] < Infinity ? timeButton(tasks.told[i]) : "", stop ? `${stop.code}: ${stop.reason}` : "",
      tasks.exit[i] >= 0 ? String(tasks.exit[i]) : "", tasks.replaces[i] >= 0 ? model.taskName(tasks.replaces[i]) : "",
      tasks.replacedBy[i] >= 0 ? model.taskName(tasks.replacedBy[i]) : "",
    ];
  };
  const all = upTo(tasks.n);
  const table = new LazyTable(under, { label: "Tasks", columns: names.map((name) => ({ name, wide: ["Life", "Stop code and reason"].includes(name) })), rows: all, row });
  const text = (i) => {
    const stop = tasks.stop[i] < 0 ? "" : model.stops[tasks.stop[i]].reason;
    return `${model.taskId(i)} ${model.taskName(i)} ${model.hosts[tasks.host[i]].name} ${lifeOf(model, i)} ${stop}`.toLowerCase();
  };
  find.addEventListener("input", () => {
    const want = find.value.trim().toLowerCase();
    table.page = 0;
    table.setRows(want ? all.filter((i) => text(i).includes(want)) : all);
  });
}

function countsTable(model, counts, holder) {
  const rows = [];
  counts.deployments.forEach((series, d) => series.at.forEach((at, k) => rows.push([at, d, k])));
  rows.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  new LazyTable(holder, {
    label: "Counts over time",
    columns: [{ name: "Time" }, { name: "Service" }, { name: "Deployment" }, ...COUNTS.map((name) => ({ name, number: true }))],
    rows,
    row: ([at, d, k]) => [
      timeButton(at), model.services[model.deployments[d].service].name, model.deployments[d].name,
      ...counts.deployments[d].columns.map((c) => count(c[k])),
    ],
  });
}

function zonesTable(model, counts, holder) {
  const rows = [];
  counts.zones.forEach((zones, s) => zones.forEach((series, z) => series.at.forEach((at, k) => rows.push([at, s, z, k]))));
  rows.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]);
  new LazyTable(holder, {
    label: "Counts of each zone over time",
    columns: [{ name: "Time" }, { name: "Service" }, { name: "Zone" }, ...COUNTS.map((name) => ({ name, number: true }))],
    rows,
    row: ([at, s, z, k]) => [timeButton(at), model.services[s].name, model.zones[z], ...counts.zones[s][z].columns.map((c) => count(c[k]))],
  });
}

function boundsTable(model, holder) {
  const rows = model.services.flatMap((s) => upTo(s.bounds.at.length).map((k) => [s, k]));
  new LazyTable(holder, {
    label: "Desired count, floor and cap",
    columns: [
      { name: "From" }, { name: "Service" }, { name: "Desired", number: true }, { name: "Floor", number: true }, { name: "Cap", number: true },
    ],
    rows,
    row: ([s, k]) => [timeButton(s.bounds.at[k]), s.name, count(s.bounds.desired[k]), count(s.bounds.floor[k]), count(s.bounds.cap[k])],
  });
}

function passesTable(model, holder) {
  const { passes } = model;
  new LazyTable(holder, {
    label: "Passes of the scheduler",
    columns: [{ name: "Time" }, { name: "Service" }, { name: "Deployment" }, { name: "Decided", wide: true }, { name: "Held back by", wide: true }],
    rows: upTo(passes.at.length),
    row: (p) => [
      timeButton(passes.at[p]), model.services[passes.service[p]].name,
      passes.deployment[p] < 0 ? "" : model.deployments[passes.deployment[p]].name, decisionText(passes, p),
      el("ul", "reasons", ...model.passReasons(p).map((text) => el("li", "", ...named(text)))),
    ],
  });
}

function marksTable(model, holder) {
  const rows = model.services.flatMap((s) => s.marks.map((m) => [s, m]));
  new LazyTable(holder, {
    label: "Timeline actions and ends of deployments",
    columns: [{ name: "Time" }, { name: "Service" }, { name: "What", wide: true }],
    rows,
    row: ([s, m]) => [timeButton(m.at), s.name, m.text],
  });
}

function hostsTable(model, holder) {
  const rows = model.hosts.flatMap((h, i) => (h.fargate ? [] : upTo(h.at.length).map((k) => [i, k])));
  new LazyTable(holder, {
    label: "Container instances and their states",
    columns: [
      { name: "Instance" }, { name: "Zone" }, { name: "Group" }, { name: "CPU units", number: true }, { name: "MiB", number: true },
      { name: "Reserved", number: true }, { name: "From" }, { name: "State" }, { name: "Agent" },
    ],
    rows,
    row: ([i, k]) => {
      const h = model.hosts[i];
      return [
        h.name, model.zones[h.zone], h.group, h.cpu > 0 ? count(h.cpu) : "no bound", h.memory > 0 ? count(h.memory) : "no bound",
        h.reservedCpu + h.reservedMemory > 0 ? `${count(h.reservedCpu)}, ${count(h.reservedMemory)}` : "", timeButton(h.at[k]),
        HOST_STATES[h.states[k]], h.states[k] > HOST_DRAINING ? "" : h.connected[k] ? "connected" : "disconnected",
      ];
    },
  });
}

function packingTable(model, packing, holder) {
  const table = new LazyTable(holder, {
    label: "Container instances at this moment",
    columns: [
      { name: "Instance" }, { name: "Zone" }, { name: "Stands" }, { name: "CPU held", number: true }, { name: "CPU booked", number: true },
      { name: "of", number: true }, { name: "MiB held", number: true }, { name: "MiB booked", number: true }, { name: "of", number: true },
      { name: "Tasks", wide: true },
    ],
    rows: upTo(model.hosts.length),
    row: (i) => {
      const h = model.hosts[i];
      const s = packing.hosts[i];
      return [
        h.name, model.zones[h.zone], h.fargate ? "" : standing(s) || "ACTIVE", count(s.held.cpu), count(s.booked.cpu), h.cpu > 0 ? count(h.cpu) : "no bound",
        count(s.held.memory), count(s.booked.memory), h.memory > 0 ? count(h.memory) : "no bound",
        s.blocks.filter((b) => b.kind !== "reserved").map((b) => blockText(model, b)).join(", "),
      ];
    },
  });
  packing.shown = () => {
    if (holder.parentElement.open) {
      table.show();
    }
  };
  holder.parentElement.addEventListener("toggle", packing.shown);
}

function blockText(model, block) {
  if (block.task < 0) {
    return `${model.definitions[block.definition].name} (standalone)`;
  }
  return `${model.fullName(block.task)} (${PHASES[block.phase]})`;
}
