// marks.js: what the vertical marks in the counts say, on hover and on focus. The table of timeline actions has the same.

const MARK_NEAR = 5; // pixels

// The marks of the shown service within some pixels of a place in uPlot's box, as facts for the tooltip.
function marksNear(model, x, placeOf) {
  return model.services[view.service].marks
    .filter((m) => m.at >= view.from && m.at <= view.seenTo() && Math.abs(placeOf(m.at) - x) <= MARK_NEAR)
    .map((m) => [clock(m.at, true), m.text]);
}

// Puts a button on each mark that is seen: marks at one pixel share one.
function placeMarkButtons(model, holder, placeOf) {
  const buttons = new Map();
  for (const m of model.services[view.service].marks) {
    if (m.at >= view.from && m.at <= view.seenTo()) {
      const x = Math.round(placeOf(m.at));
      buttons.set(x, [...(buttons.get(x) || []), m]);
    }
  }
  const focused = holder.contains(document.activeElement) ? document.activeElement.dataset.at : "";
  const list = [...buttons].map(([x, marks]) => {
    const b = el("button", "mark-button");
    b.type = "button";
    b.dataset.at = String(marks[0].at);
    b.style.left = `${x}px`;
    b.setAttribute("aria-label", marks.map((m) => `${clock(m.at, true)} ${m.text}`).join(", "));
    const show = () => {
      const box = b.getBoundingClientRect();
      tip.show(box.left, box.bottom, marks.map((m) => [clock(m.at, true), m.text]));
    };
    b.addEventListener("focus", show);
    b.addEventListener("blur", () => tip.hide());
    b.addEventListener("click", () => view.setMoment(marks[0].at));
    return b;
  });
  holder.replaceChildren(...list);
  list.find((b) => b.dataset.at === focused)?.focus({ preventScroll: true });
}
