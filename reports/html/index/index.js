// index.js: the table of a batch, filtered and sorted.
(() => {
"use strict";

const body = document.querySelector("tbody");
const step = 300; // how many rows are shown at first, and more each time
const rows = [...body.rows].map((element) => ({ element, order: Number(element.dataset.order), text: "" }));
let ordered = rows; // as the table is sorted
let room = step;
const shown = document.getElementById("shown");
const more = document.getElementById("more");
const find = document.getElementById("find");
let status = "";

// Show the rows of the chosen status that have the text that is looked for, as far as there is room.
function filter() {
  const wanted = find.value.trim().toLowerCase();
  let count = 0;
  for (const row of ordered) {
    if (wanted && !row.text) {
      row.text = row.element.textContent.toLowerCase();
    }
    const fits = (!status || row.element.dataset.status === status) && (!wanted || row.text.includes(wanted));
    row.element.hidden = !fits || count >= room;
    count += fits ? 1 : 0;
  }
  const visible = Math.min(count, room);
  shown.textContent = visible === rows.length ? "" : `${visible} of ${rows.length} shown`;
  if (visible < count && count < rows.length) {
    shown.textContent += `, ${count} fit`;
  }
  more.parentElement.hidden = visible === count;
  more.textContent = `Show ${Math.min(step, count - visible)} more of ${count - visible}`;
}

// Sort by a column; a column that it is sorted by already, the other way round. Equal rows stay in the order of the batch.
function sort(head) {
  const column = head.cellIndex;
  const down = head.getAttribute("aria-sort") === "ascending";
  for (const other of document.querySelectorAll("[aria-sort]")) {
    other.removeAttribute("aria-sort");
  }
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  const numeric = head.dataset.sort === "number";
  for (const row of rows) {
    const cell = row.element.cells[column];
    row.key = numeric ? Number(cell.dataset.value) : cell.textContent.trim();
  }
  const compare = numeric ? (a, b) => a.key - b.key : (a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
  const sorted = [...rows].sort((a, b) => (down ? compare(b, a) : compare(a, b)) || a.order - b.order);
  ordered = sorted;
  room = step;
  filter();
  body.append(...sorted.map((row) => row.element));
}

for (const head of document.querySelectorAll("th[data-sort]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = head.textContent;
  button.addEventListener("click", () => sort(head));
  head.replaceChildren(button);
}
for (const button of document.querySelectorAll("[data-show]")) {
  button.addEventListener("click", () => {
    status = button.dataset.show;
    room = step;
    for (const other of document.querySelectorAll("[data-show]")) {
      other.setAttribute("aria-pressed", String(other === button));
    }
    filter();
  });
}
find.addEventListener("input", () => {
  room = step;
  filter();
});
more.addEventListener("click", () => {
  room += step;
  filter();
});
for (const part of document.querySelectorAll(".scripted")) {
  part.hidden = false;
}
for (const part of document.querySelectorAll(".unscripted")) {
  part.hidden = true;
}
filter();
document.documentElement.dataset.ready = "";
})();
