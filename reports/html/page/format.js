// format.js: numbers and times as words, and elements of the page. Names from the scenario become text here, never markup.

// An instant as m:ss, or as h:mm:ss all over the page if the run takes an hour or more; with milliseconds where they matter.
function clock(at, exact) {
  const ms = exact ? Math.round(at) : Math.round(at / 1000) * 1000;
  const two = (n) => String(n).padStart(2, "0");
  const s = Math.floor(ms / 1000);
  const hours = Math.floor(s / 3600);
  const text = hours > 0 || view.end >= 3600000
    ? `${hours}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`
    : `${Math.floor(s / 60)}:${two(s % 60)}`;
  const rest = ms % 1000;
  return exact && rest > 0 ? `${text}.${String(rest).padStart(3, "0")}` : text;
}

// A span for people: 41.2 s, 3 min 41 s.
function span(ms) {
  if (ms < 59950) {
    return `${Math.round(ms / 100) / 10} s`;
  }
  const s = Math.round(ms / 1000);
  const parts = [[Math.floor(s / 3600), "h"], [Math.floor(s / 60) % 60, "min"], [s % 60, "s"]];
  return parts.filter(([n]) => n > 0).map(([n, unit]) => `${n} ${unit}`).join(" ");
}

// A whole number with a comma at the thousands.
function count(n) {
  return String(n).replace(/\B(?=(\d{3})+$)/g, ",");
}

function quantity(n, one) {
  return n === 1 ? `1 ${one}` : `${count(n)} ${one}s`;
}

// An element with a class and children, which are elements or texts.
function el(tag, className, ...children) {
  const e = document.createElement(tag);
  if (className) {
    e.className = className;
  }
  e.append(...children);
  return e;
}

function byId(id) {
  return document.getElementById(id);
}

// A button that moves the moment to a time.
function timeButton(at) {
  const b = el("button", "time", clock(at, true));
  b.type = "button";
  b.title = "Show this moment";
  b.addEventListener("click", () => view.setMoment(at, true));
  return b;
}

// Calls fn once in a frame, however often it is asked for.
function onceAFrame(fn) {
  let asked = false;
  return () => {
    if (!asked) {
      asked = true;
      requestAnimationFrame(() => {
        asked = false;
        fn();
      });
    }
  };
}

// The index of the last element that is at most x; -1 if there is none. The list rises.
function lastAtMost(list, x, from = 0, to = list.length) {
  let low = from;
  let high = to;
  while (low < high) {
    const mid = (low + high) >> 1;
    if (list[mid] <= x) {
      low = mid + 1;
    } else {
      high = mid;
    }
  }
  return low - 1 < from ? -1 : low - 1;
}
