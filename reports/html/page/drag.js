// drag.js: what pointers do on the panes: a mouse, a pen, a finger.

// Pans while the button stays down.
function startPan(e, target) {
  if (e.pointerType !== "touch") {
    e.preventDefault(); // of a touch, a tap may come of it
  }
  const width = target.clientWidth;
  let last = e.clientX;
  const move = (m) => {
    view.pan((last - m.clientX) / width);
    last = m.clientX;
  };
  const up = () => {
    ["pointerup", "pointercancel"].forEach((kind) => removeEventListener(kind, up));
    removeEventListener("pointermove", move);
  };
  addEventListener("pointermove", move);
  ["pointerup", "pointercancel"].forEach((kind) => addEventListener(kind, up));
}

// Chooses the moment under a click that wasn't a drag.
function chooseOnClick(target, timeAt) {
  let down = null;
  target.addEventListener("pointerdown", (e) => { down = { x: e.clientX, y: e.clientY, shift: e.shiftKey }; });
  target.addEventListener("click", (e) => {
    if (down && !down.shift && Math.abs(e.clientX - down.x) + Math.abs(e.clientY - down.y) < 5) {
      view.setMoment(timeAt(e.clientX - target.getBoundingClientRect().left));
    }
  });
}
