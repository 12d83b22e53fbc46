// axis.js: round numbers for both axes.

const TIME_STEPS = [100, 200, 500, ...[1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400]
  .map((s) => s * 1000)];

// Round instants from from to to, so many pixels apart at least.
function timeTicks(from, to, width, apart = 84) {
  const most = Math.max(Math.floor(width / apart), 1);
  let step = TIME_STEPS.find((s) => (to - from) / s <= most);
  if (step === undefined) {
    step = 172800000;
    while ((to - from) / step > most) {
      step *= 2;
    }
  }
  const ticks = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) {
    ticks.push(at);
  }
  return ticks;
}

// How ticks are written: without milliseconds unless they are closer than a second.
function tickText(at, ticks) {
  return clock(at, ticks.length > 1 && ticks[1] - ticks[0] < 1000);
}

// Round counts from 0 to top, at most so many besides 0.
function countTicks(top, most = 5) {
  let step = [1, 2, 3, 4, 5].find((s) => top / s <= most);
  for (let decade = 10; step === undefined; decade *= 10) {
    step = [1, 2, 4, 5].map((s) => s * decade).find((s) => top / s <= most);
  }
  const ticks = [];
  for (let n = 0; n <= top; n += step) {
    ticks.push(n);
  }
  return ticks;
}
