// keys.js: the time line by keyboard and wheel. Keys work while it has the focus, so that none is taken from the page.

function setUpKeys(changes) {
  const panes = byId("panes");
  const scroll = byId("lanes-scroll");
  panes.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey) {
      return;
    }
    const inside = view.moment >= view.from && view.moment <= view.to;
    const around = inside ? view.moment : (view.from + view.to) / 2;
    const does = {
      ArrowLeft: () => view.pan(-0.1),
      ArrowRight: () => view.pan(0.1),
      ArrowUp: () => view.zoom(0.8, around),
      ArrowDown: () => view.zoom(1.25, around),
      "+": () => view.zoom(0.8, around),
      "=": () => view.zoom(0.8, around),
      "-": () => view.zoom(1.25, around),
      0: () => view.reset(),
      Home: () => view.reset(),
      ",": () => stepMoment(changes, -1),
      ".": () => stepMoment(changes, 1),
      "<": () => stepMoment(changes, -10),
      ">": () => stepMoment(changes, 10),
      ";": () => stepMoment(changes, -10),
      ":": () => stepMoment(changes, 10),
      PageUp: () => scroll.scrollBy(0, -scroll.clientHeight * 0.8),
      PageDown: () => scroll.scrollBy(0, scroll.clientHeight * 0.8),
    }[e.key];
    if (does) {
      e.preventDefault();
      does();
    }
  });
}

// The wheel zooms around the cursor with Ctrl, or while the time line has the focus and the lanes don't scroll; sideways, or
// with Shift, it pans.
function setUpWheel(counts) {
  const panes = byId("panes");
  const scroll = byId("lanes-scroll");
  panes.addEventListener("wheel", (e) => {
    const { left, width } = counts.box();
    const x = e.clientX - panes.getBoundingClientRect().left - left;
    const sideways = e.shiftKey ? e.deltaY || e.deltaX : e.deltaX;
    if (Math.abs(sideways) > Math.abs(e.shiftKey ? 0 : e.deltaY)) {
      e.preventDefault();
      view.pan(Math.sign(sideways) * 0.08);
      return;
    }
    const overLanes = scroll.contains(e.target) && scroll.scrollHeight > scroll.clientHeight;
    if (e.ctrlKey || e.altKey || (panes.contains(document.activeElement) && !overLanes)) {
      e.preventDefault();
      view.zoom(e.deltaY > 0 ? 1.25 : 0.8, counts.timeAt(Math.min(Math.max(x, 0), width)));
    }
  }, { passive: false });
}

function setUpButtons() {
  byId("zoom-in").addEventListener("click", () => view.zoom(0.5));
  byId("zoom-out").addEventListener("click", () => view.zoom(2));
  byId("zoom-reset").addEventListener("click", () => view.reset());
  byId("zoom-all").addEventListener("click", () => view.setWindow(0, view.end));
  const tell = () => {
    byId("window").textContent = `${clock(view.from)} to ${clock(view.seenTo())}`;
  };
  view.on("window", tell);
}

// Copies the texts that have a button for that.
function setUpCopying() {
  for (const copy of document.querySelectorAll("[data-copy]")) {
    copy.addEventListener("click", async () => {
      const text = byId(copy.dataset.copy);
      getSelection().selectAllChildren(text); // what remains where the clipboard is refused
      await navigator.clipboard?.writeText(text.textContent).then(() => { copy.textContent = "Copied"; }, () => {});
    });
  }
}
