// lanes-rows.js: which row each task's lane is in, by group.

// Puts tasks into rows, group below group. Tasks share a row when one has STOPPED before the other one is created, so that
// a replacement may stand behind what it replaces; but where each has its own row, they stand in the order in which they
// come and go, so that thousands are seen as a wave. by is "zone", "host" or "deployment".
function layOut(model, service, by, each) {
  const { tasks } = model;
  const groups = new Map();
  const chosen = [];
  for (let i = 0; i < tasks.n; i++) {
    if (model.serviceOf(i) !== service) {
      continue;
    }
    chosen.push(i);
    const key = groupKey(model, i, by);
    if (!groups.has(key)) {
      groups.set(key, []);
    }
    groups.get(key).push(i);
  }
  const rowOf = new Int32Array(tasks.n).fill(-1);
  const list = [];
  let next = 0;
  for (const [key, members] of [...groups].sort((a, b) => a[0] - b[0])) {
    const leaves = (i) => Math.min(tasks.told[i], Number.MAX_SAFE_INTEGER);
    members.sort((a, b) => model.taskStart(a) - model.taskStart(b) || (each ? leaves(a) - leaves(b) : 0) || a - b);
    let rows = members.length;
    if (each) {
      members.forEach((i, k) => { rowOf[i] = next + k; });
    } else {
      rows = fillRows(model, members, rowOf, next);
    }
    list.push({ ...groupName(model, key, by), first: next, rows, tasks: members.length });
    next += rows;
  }
  return { groups: list, rowOf, rows: next, tasks: chosen };
}

// Gives each task the first row that is free, and returns how many rows that takes.
function fillRows(model, members, rowOf, first) {
  const ends = [];
  for (const i of members) {
    const from = model.taskStart(i);
    let row = 0;
    while (row < ends.length && ends[row] > from) {
      row++;
    }
    ends[row] = model.taskEnd(i);
    rowOf[i] = first + row;
  }
  return ends.length;
}

function groupKey(model, i, by) {
  const host = model.tasks.host[i];
  switch (by) {
    case "zone":
      return model.hosts[host].zone;
    case "host":
      return host;
    default:
      return -model.tasks.deployment[i]; // newest first
  }
}

function groupName(model, key, by) {
  switch (by) {
    case "zone":
      return { name: model.zones[key], deployment: -1, host: -1 };
    case "host":
      return { name: model.hosts[key].name, deployment: -1, host: key };
    default:
      return { name: model.deployments[-key].name, deployment: -key, host: -1 };
  }
}
