// theme.js: the colours of report.css for the canvases, and the hatches that tell states apart without colour.

// The colours of the present theme, by the names of the style sheet's variables.
const HUES = 8;
const theme = { colours: {}, fills: new Map(), patterns: new Map() };

function readTheme() {
  const style = getComputedStyle(document.documentElement);
  const names = [
    "ink", "soft", "faint", "paper", "panel", "alarm", "warn", "accent", "zone", "task-line", "pending-line", "stopping-line",
    "free", "line", "reserved", "standalone", ...Array.from({ length: HUES }, (_, i) => `hue-${i}`),
  ];
  for (const name of names) {
    theme.colours[name] = style.getPropertyValue(`--${name}`).trim();
  }
  for (let i = 0; i < HUES; i++) { // the same hues darker, and lighter
    for (const [shade, under] of [[1, "#000000"], [2, "#ffffff"]]) {
      const n = shade * HUES + i;
      theme.colours[`hue-${n}`] = mix(theme.colours[`hue-${i}`], under, 0.6);
      document.documentElement.style.setProperty(`--hue-${n}`, theme.colours[`hue-${n}`]);
    }
  }
  theme.fills.clear();
  theme.patterns.clear();
}

// The colour of a deployment.
function hueOf(model, deployment) {
  return theme.colours[`hue-${model.deployments[deployment].hue}`];
}

function rgbOf(hex) {
  return [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
}

// A share of one colour on another.
function mix(over, under, share) {
  const a = rgbOf(over);
  const b = rgbOf(under);
  return `#${a.map((v, i) => Math.round(v * share + b[i] * (1 - share)).toString(16).padStart(2, "0")).join("")}`;
}

// Ink that can be read on a colour.
function inkOn(colour) {
  const [r, g, b] = rgbOf(colour).map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.22 ? "#10171f" : "#ffffff";
}

// How a task is filled: how much of the deployment's colour a phase has, the lighter the farther it is from serving.
// Thousands of bars ask for it, so that each colour is mixed once.
function fillOf(colour, phase) {
  let fills = theme.fills.get(colour);
  if (!fills) {
    const { panel, alarm } = theme.colours;
    const shares = [0.18, 0.18, 0.32, 0.62, 1, 0, 0.2, 0.2, 0.2, 0];
    fills = shares.map((share, p) => (p === UNHEALTHY ? alarm : mix(colour, panel, share)));
    theme.fills.set(colour, fills);
  }
  return fills[phase];
}

// A hatch in a colour on the fill of its phase: rising lines for tasks that stop, crossed ones for unhealthy tasks.
function hatchOf(context, colour, phase) {
  const key = phase === UNHEALTHY ? "" : colour;
  if (!theme.patterns.has(key)) {
    const size = 6;
    const tile = document.createElement("canvas");
    tile.width = tile.height = size;
    const c = tile.getContext("2d");
    c.fillStyle = fillOf(colour, phase);
    c.fillRect(0, 0, size, size);
    c.strokeStyle = phase === UNHEALTHY ? theme.colours.panel : colour;
    c.lineWidth = 1.5;
    c.beginPath();
    for (const x of [-size, 0, size]) {
      c.moveTo(x - 1, size + 1);
      c.lineTo(x + size + 1, -1);
      if (phase === UNHEALTHY) {
        c.moveTo(x - 1, -1);
        c.lineTo(x + size + 1, size + 1);
      }
    }
    c.stroke();
    theme.patterns.set(key, context.createPattern(tile, "repeat"));
  }
  return theme.patterns.get(key);
}

// Whether tasks of a phase are hatched.
function isHatched(phase) {
  return phase === UNHEALTHY || (phase >= DEACTIVATING && phase < STOPPED);
}

// Gives a canvas a size in pixels of the page, and its drawing context, cleared and scaled.
function prepare(canvas, width, height) {
  const ratio = window.devicePixelRatio || 1;
  const w = Math.max(Math.round(width * ratio), 1);
  const h = Math.max(Math.round(height * ratio), 1);
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w;
    canvas.height = h;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const c = canvas.getContext("2d");
  c.setTransform(ratio, 0, 0, ratio, 0, 0);
  c.clearRect(0, 0, width, height);
  return c;
}

const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', Arial, sans-serif";

// A text cut with an ellipsis to fit a width, at its end or in its middle, where the ends of names are what differs.
function fitted(c, text, width, middle) {
  if (c.measureText(text).width <= width) {
    return text;
  }
  const cut = (n) => (middle ? `${text.slice(0, Math.ceil(n / 2))}…${text.slice(text.length - Math.floor(n / 2))}` : `${text.slice(0, n)}…`);
  let low = 0;
  let high = text.length;
  while (low < high) {
    const mid = (low + high + 1) >> 1;
    if (c.measureText(cut(mid)).width <= width) {
      low = mid;
    } else {
      high = mid - 1;
    }
  }
  return low > 0 ? cut(low) : "";
}

// Switches between light, dark and what the system says.
function setUpThemes() {
  const root = document.documentElement;
  const buttons = document.querySelectorAll("[data-theme-choice]");
  const change = () => {
    readTheme();
    view.tell("theme");
  };
  for (const b of buttons) {
    b.addEventListener("click", () => {
      buttons.forEach((other) => other.setAttribute("aria-pressed", String(other === b)));
      root.dataset.theme = b.dataset.themeChoice;
      change();
    });
  }
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", change);
  matchMedia("print").addEventListener("change", (e) => { (e.matches ? paper : screenAgain)(); });
  addEventListener("beforeprint", paper);
  addEventListener("afterprint", screenAgain);
}

// What the screen was like before the page was laid out for paper; null while it is for the screen.
let onScreen = null;
const PAPER_WIDTH = 660; // pixels: an A4 or letter page between its margins

// Lays the page out for paper: white whatever the screen was, as wide as a page, with all metrics and settings. It is drawn at
// once, for the print doesn't wait for a frame.
function paper() {
  if (onScreen) {
    return;
  }
  const root = document.documentElement;
  const open = [...document.querySelectorAll("#metrics, .settings")].map((e) => [e, e.open]);
  onScreen = { theme: root.dataset.theme || "auto", open };
  open.forEach(([e]) => { e.open = true; });
  root.dataset.theme = "light";
  root.dataset.paper = "yes";
  byId("panes").style.width = byId("packing-scroll").style.width = `${PAPER_WIDTH}px`;
  readTheme();
  view.tell("theme");
  view.tell("paper");
}

function screenAgain() {
  if (!onScreen) {
    return;
  }
  const root = document.documentElement;
  onScreen.open.forEach(([e, open]) => { e.open = open; });
  root.dataset.theme = onScreen.theme;
  delete root.dataset.paper;
  byId("panes").style.width = byId("packing-scroll").style.width = "";
  onScreen = null;
  readTheme();
  view.tell("theme");
  view.tell("paper");
}
