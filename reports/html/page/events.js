// events.js: the service events and the refusals of placement, to be searched.

// How many tasks of a message are named before the rest has to be asked for.
const TASKS_NAMED = 3;

// A message as DescribeServices has it: the ids stand for the references of the data.
function messageOf(model, text) {
  return text.replace(/\u0001(\d+)\u0002/g, (_, i) => model.taskId(Number(i)));
}

// A message for a cell: a long list of tasks is cut, with a button for the rest.
function messageCell(model, text) {
  const parts = text.split(/(?= \(task \u0001)/);
  const full = messageOf(model, text);
  if (parts.length <= TASKS_NAMED + 2) {
    return [full];
  }
  const tail = parts[parts.length - 1].replace(/^ \(task \u0001\d+\u0002\)/, "");
  const rest = parts.length - 1 - TASKS_NAMED;
  const short = el("span", "", messageOf(model, parts.slice(0, TASKS_NAMED + 1).join("")));
  const more = el("button", "more", `and ${quantity(rest, "task")} more`);
  more.type = "button";
  const end = el("span", "", tail);
  more.addEventListener("click", () => {
    short.textContent = full;
    more.remove();
    end.remove();
    short.tabIndex = -1;
    short.focus();
  });
  return [short, " ", more, end];
}

function setUpEvents(model) {
  const { events } = model;
  const { several } = model;
  const columns = [{ name: "Time" }, ...(several ? [{ name: "Service" }] : []), { name: "Kind" }, { name: "Message", wide: true }];
  const table = new LazyTable(byId("event-table"), {
    label: "Service events",
    columns,
    rows: upTo(events.at.length),
    empty: "No event has this text and kind.",
    row: (i) => [
      timeButton(events.at[i]), ...(several ? [model.services[events.service[i]].name] : []),
      el("span", `kind kind-${toneOf(events.kinds[events.kind[i]])}`, events.kinds[events.kind[i]]),
      messageCell(model, events.message[i]),
    ],
  });
  const kind = byId("event-kind");
  events.kinds.forEach((name, k) => {
    const n = events.kind.filter((other) => other === k).length;
    const option = el("option", "", `${name} (${count(n)})`);
    option.value = String(k);
    kind.append(option);
  });
  const texts = [];
  const filter = () => {
    const want = byId("event-filter").value.trim().toLowerCase();
    table.page = 0;
    table.setRows(upTo(events.at.length).filter((i) => {
      if (kind.value !== "" && events.kind[i] !== Number(kind.value)) {
        return false;
      }
      if (!want) {
        return true;
      }
      texts[i] ??= messageOf(model, events.message[i]).toLowerCase();
      return texts[i].includes(want);
    }));
  };
  byId("event-filter").addEventListener("input", filter);
  kind.addEventListener("input", filter);
}

// Which events are good news and which bad.
function toneOf(kind) {
  if (["steadyState", "deploymentCompleted", "zonesBalanced"].includes(kind)) {
    return "good";
  }
  if (["unplaced", "unstarted", "startsImpaired", "boundsStuck", "deploymentFailed", "rollingBack", "unhealthyTarget",
    "unhealthyContainer", "protected", "rebalancingUnplaced"].includes(kind)) {
    return "bad";
  }
  return "calm";
}

function setUpRefusals(model) {
  const holder = byId("refusal-table");
  if (model.refusals.length === 0) {
    holder.replaceChildren(el("p", "lesser", "Every task that was to be placed was placed."));
    return;
  }
  const { several } = model;
  new LazyTable(holder, {
    label: "Placement refusals",
    columns: [
      { name: "Time" }, ...(several ? [{ name: "Service" }] : []), { name: "For" }, { name: "Left over", number: true },
      { name: "A task needs" }, { name: "What each instance lacked", wide: true },
    ],
    rows: upTo(model.refusals.length),
    row: (i) => {
      const r = model.refusals[i];
      return [
        timeButton(r.at), ...(several ? [model.services[r.service].name] : []),
        r.deployment < 0 ? "" : model.deployments[r.deployment].name, count(r.wanted),
        `${count(r.cpu)} CPU units, ${count(r.memory)} MiB`, el("ul", "reasons", ...r.lacking.map((text) => el("li", "", text))),
      ];
    },
  });
}
