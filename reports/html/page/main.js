// main.js: reads the run and puts the page together.

async function main() {
  const model = new Model(JSON.parse(await runText()));
  const counts = countTasks(model);
  view.end = Math.max(model.end, 1);
  view.limit = Math.max(view.end, model.window[1]);
  view.first = model.window;
  [view.from, view.to] = view.first;
  view.moment = beginning(model, counts);
  document.querySelectorAll(".scripted").forEach((section) => { section.hidden = false; });
  readTheme();
  setUpThemes();
  setUpCopying();
  setUpEvents(model);
  setUpRefusals(model);
  if (model.services.length === 0) {
    ["timeline", "events", "packing", "refusals", "tables"].forEach((id) => { byId(id).hidden = true; });
    return;
  }
  chooseService(model);
  const pane = new CountsPane(model, counts);
  pane.build();
  const lanes = new LanesPane(model, pane);
  const packing = new Packing(model, counts.changes);
  setUpTables(model, counts, packing);
  setUpKeys(counts.changes);
  setUpWheel(pane);
  setUpButtons();
  const readout = new Readout(model, counts);
  lanes.legend();
  packing.legend();
  lanes.draw();
  packing.draw();
  readout.show();
  view.tell("window");
  const redraw = () => {
    pane.redraw();
    lanes.draw();
    packing.draw();
  };
  view.on("paper", redraw);
  new ResizeObserver(onceAFrame(redraw)).observe(byId("panes"));
  requestAnimationFrame(() => {
    performance.mark("ecssim drawn");
    document.documentElement.dataset.ready = "yes";
  });
}

// The moment to show first: when most tasks were starting or stopping; the end of a run that got stuck or was cut short, where
// the reasons are.
function beginning(model, counts) {
  let best = 0;
  let moment = Math.min(model.window[1], model.end);
  if (model.services.some((s) => s.outcome === "stuck" || s.outcome === "unfinished")) {
    return moment;
  }
  for (const { at, columns: [pending, , , unhealthy, stopping] } of counts.services) {
    at.forEach((t, k) => {
      const moving = pending[k] + unhealthy[k] + stopping[k];
      if (t > 0 && moving > best) {
        best = moving;
        moment = t;
      }
    });
  }
  return moment;
}

// The choice of the service that the time line shows.
function chooseService(model) {
  const select = byId("service");
  byId("service-choice").hidden = model.services.length < 2;
  model.services.forEach((s, i) => {
    const option = el("option", "", s.name);
    option.value = String(i);
    select.append(option);
  });
  select.addEventListener("input", () => view.setService(Number(select.value)));
}

main().catch((err) => {
  const notice = el("p", "notice", `The charts can't be drawn: ${err.message}`);
  notice.setAttribute("role", "alert");
  byId("reproduce").after(notice);
  throw err;
});
