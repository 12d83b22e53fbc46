// table.js: tables of any length, a page of rows at a time, so that thousands of tasks cost nothing until they are asked
// for, and all of them can be.

const PAGE_ROWS = 100;

class LazyTable {
  // columns are { name, number, wide } in order, wide those of texts that are wrapped; row(i) gives the cells of a row, texts or elements.
  constructor(holder, { label, columns, rows, row, empty }) {
    this.row = row;
    this.empty = empty || "Nothing to show.";
    this.page = 0;
    this.table = el("table");
    const head = el("tr");
    for (const c of columns) {
      const cell = el("th", c.number ? "number" : "", c.name);
      cell.scope = "col";
      head.append(cell);
    }
    this.columns = columns;
    this.body = el("tbody");
    this.table.append(el("thead", "", head), this.body);
    this.scroll = el("div", "scroll", this.table);
    this.scroll.tabIndex = 0;
    this.scroll.setAttribute("role", "group");
    this.scroll.setAttribute("aria-label", label);
    this.status = el("span", "pages");
    this.status.setAttribute("role", "status");
    const button = (text, go) => {
      const b = el("button", "", text);
      b.type = "button";
      b.setAttribute("aria-label", `${text}: a page of ${label}`);
      b.addEventListener("click", () => {
        this.page = go();
        this.show();
        this.scroll.scrollTop = 0;
      });
      return b;
    };
    this.buttons = [
      button("« First", () => 0), button("‹ Back", () => this.page - 1),
      button("Next ›", () => this.page + 1), button("Last »", () => this.pages() - 1),
    ];
    this.pager = el("div", "pager", this.status, ...this.buttons);
    holder.replaceChildren(this.scroll, this.pager);
    this.setRows(rows);
  }

  pages() {
    return Math.max(Math.ceil(this.rows.length / PAGE_ROWS), 1);
  }

  // Shows other rows, by their numbers.
  setRows(rows) {
    this.rows = rows;
    this.page = Math.min(this.page, this.pages() - 1);
    this.show();
  }

  show() {
    const from = this.page * PAGE_ROWS;
    const to = Math.min(from + PAGE_ROWS, this.rows.length);
    const list = [];
    for (let k = from; k < to; k++) {
      const tr = el("tr");
      this.row(this.rows[k]).forEach((cell, i) => {
        const { number, wide } = this.columns[i];
        const td = el("td", number ? "number" : wide ? "wide" : "short");
        if (Array.isArray(cell)) {
          td.append(...cell);
        } else {
          td.append(cell);
        }
        tr.append(td);
      });
      list.push(tr);
    }
    if (list.length === 0) {
      const td = el("td", "nothing", this.empty);
      td.colSpan = this.columns.length;
      list.push(el("tr", "", td));
    }
    this.body.replaceChildren(...list);
    this.pager.hidden = this.rows.length <= PAGE_ROWS;
    this.status.textContent = `${count(from + 1)} to ${count(to)} of ${count(this.rows.length)}`;
    this.buttons[0].disabled = this.buttons[1].disabled = this.page === 0;
    this.buttons[2].disabled = this.buttons[3].disabled = this.page === this.pages() - 1;
  }
}

// The numbers from 0 to n - 1.
function upTo(n) {
  return Array.from({ length: n }, (_, i) => i);
}

// Makes a table when its details are opened for the first time.
function onOpen(name, make) {
  const details = document.querySelector(`details[data-table="${name}"]`);
  details?.addEventListener("toggle", () => {
    if (details.open && !details.dataset.made) {
      details.dataset.made = "yes";
      make(details.querySelector(".lazy"));
    }
  });
}
