// packing-state.js: what is on each container instance at a moment, by what the hosts hold and by what placement counts.

// A task is on the host's books from its creation until it is told to stop; its containers hold their share from ACTIVATING
// until they have ended, which is when DEPROVISIONING begins (see reports.Phase.Holds and package sim/fleet).
function isBooked(tasks, i, t) {
  return t < tasks.told[i];
}

function isHeld(phase) {
  return phase >= ACTIVATING && phase <= STOPPING;
}

// The hosts at a moment, in order: how each stands, and its blocks from the bottom up. A block has a task, or -1 and what it
// is; the ones that aren't held yet come last.
function packingAt(model, t) {
  const { tasks } = model;
  const hosts = model.hosts.map((host, h) => {
    const stands = model.hostAt(h, t);
    const reserved = { cpu: host.reservedCpu, memory: host.reservedMemory };
    const registered = stands.state <= HOST_DRAINING;
    const blocks = [];
    if (registered && (reserved.cpu > 0 || reserved.memory > 0)) {
      blocks.push({ task: -1, kind: "reserved", ...reserved, held: true, booked: true });
    }
    return { ...stands, registered, host: h, blocks, booked: { ...reserved }, held: { ...reserved }, tasks: 0, waiting: 0 };
  });
  for (const s of model.standalone) {
    const h = hosts[s.instance];
    if (h.registered) {
      put(h, { task: -1, kind: "standalone", ...sizeOf(model, s.definition), definition: s.definition, held: true, booked: true });
    }
  }
  for (const i of model.packingOrder) {
    if (t < model.taskStart(i) || t >= model.taskEnd(i)) {
      continue;
    }
    const phase = tasks.phase[model.barAt(i, t)];
    put(hosts[tasks.host[i]], {
      task: i, kind: "task", phase, ...sizeOf(model, tasks.definition[i]), held: isHeld(phase), booked: isBooked(tasks, i, t),
    });
  }
  hosts.forEach((h) => h.blocks.sort((a, b) => b.held - a.held));
  return hosts;
}

function sizeOf(model, definition) {
  const { cpu, memory } = model.definitions[definition];
  return { cpu, memory };
}

// Adds a block that is there in some way; one that holds nothing and is booked no more takes no room.
function put(h, block) {
  if (!block.held && !block.booked) {
    return;
  }
  h.blocks.push(block);
  h.tasks++;
  h.waiting += block.held ? 0 : 1;
  for (const sum of ["booked", "held"]) {
    if (block[sum]) {
      h[sum].cpu += block.cpu;
      h[sum].memory += block.memory;
    }
  }
}

// The order in which tasks are stacked: standing from the oldest deployment up, by creation.
function packingOrder(model) {
  const { tasks } = model;
  return Array.from({ length: tasks.n }, (_, i) => i).sort((a, b) => tasks.deployment[a] - tasks.deployment[b] || a - b);
}

// How a host stands, in a word or two; empty for one that takes tasks.
function standing(h) {
  if (h.state === HOST_ABSENT) {
    return "not there yet";
  }
  if (h.state === HOST_GONE) {
    return "INACTIVE";
  }
  const words = [];
  if (h.state === HOST_DRAINING) {
    words.push("DRAINING");
  }
  if (!h.connected) {
    words.push("disconnected");
  }
  return words.join(", ");
}
