"use strict";
// The list of a group as a sheet: paste from Excel, arrow keys, the sum, and a draft kept here until the service has it.

const COLUMNS = ["customer_no", "purpose", "amount", "term_months", "group", "paper", "valid_from"];
const plain = (text) => text.normalize("NFC").trim().toLocaleLowerCase("vi");

// The receipt: rows that were filed leave the draft, those that were left out stay for correction.
const filed = document.querySelector("[data-filed]");
if (filed) {
  const rows = JSON.parse(localStorage.getItem(filed.dataset.filed) || "[]");
  const done = new Set(filed.dataset.rows.split(",").map((number) => Number(number) - 1));
  if (!sessionStorage.getItem(location.search)) {
    sessionStorage.setItem(location.search, "1");
    const left = rows.filter((_, at) => !done.has(at)).filter((row) => row.some((cell, column) => cell && column !== 1));
    if (left.length) localStorage.setItem(filed.dataset.filed, JSON.stringify(left)); else localStorage.removeItem(filed.dataset.filed);
  }
}

const form = document.getElementById("group-list");
if (form) {
  const body = form.querySelector(".member-sheet tbody");
  const most = Number(form.querySelector(".member-sheet").dataset.most);
  const key = form.dataset.draft;
  const field = (row, column) => row.querySelector(`[name^="${COLUMNS[column]}_"]`);
  const columnOf = (target) => COLUMNS.findIndex((name) => target.name.startsWith(`${name}_`));
  const digits = (text) => text.replace(/[.,\s\u00a0đ]/g, "");
  const cells = (row) => COLUMNS.map((_, column) => field(row, column).value);
  const held = (row) => cells(row).some((cell, column) => cell.trim() && column !== 1);

  const add = () => {
    const at = body.rows.length;
    if (at >= most) return null;
    const row = body.rows[at - 1].cloneNode(true);
    row.className = "";
    row.cells[0].textContent = String(at + 1);
    row.querySelector(".result").textContent = "";
    row.querySelectorAll("input, select").forEach((each) => {
      each.name = each.name.replace(/\d+$/, String(at));
      each.id = `f-${each.name}`;
      each.setAttribute("aria-label", each.getAttribute("aria-label").replace(/\d+$/, String(at + 1)));
      each.removeAttribute("aria-invalid");
      if (each.tagName === "INPUT") each.value = ""; else each.selectedIndex = 0;
    });
    body.append(row);
    return row;
  };
  const fill = (into, text) => {
    if (into.tagName === "INPUT") { into.value = text.trim(); return; }
    const found = [...into.options].find((each) => plain(each.text) === plain(text) || each.value === text.trim());
    if (found) into.value = found.value;
  };
  const sums = () => {
    const rows = [...body.rows].filter(held);
    const sum = rows.reduce((all, row) => all + (Number(digits(field(row, 2).value)) || 0), 0);
    form.querySelector("[data-members]").textContent = rows.length ? `(${rows.length})` : "";
    form.querySelector("[data-sum]").textContent = sum ? sum.toLocaleString(document.documentElement.lang === "vi" ? "vi-VN" : "en-GB") : "—";
  };
  const keep = () => {
    const rows = [...body.rows].map(cells);
    while (rows.length && !held(body.rows[rows.length - 1])) rows.pop();
    if (rows.length) localStorage.setItem(key, JSON.stringify(rows)); else localStorage.removeItem(key);
    sums();
  };

  body.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text/plain");
    const from = columnOf(event.target);
    if (!/[\t\n]/.test(text.trim())) {
      if (event.target.tagName === "SELECT") { fill(event.target, text); keep(); }
      return;
    }
    event.preventDefault();
    const first = event.target.closest("tr").sectionRowIndex;
    text.replace(/\r/g, "").replace(/\n$/, "").split("\n").forEach((line, down) => {
      const row = body.rows[first + down] ?? add();
      if (row) line.split("\t").forEach((cell, right) => { if (from + right < COLUMNS.length) fill(field(row, from + right), cell); });
    });
    keep();
  });
  body.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.target.tagName !== "INPUT" || event.altKey || event.ctrlKey) return;
    const row = event.target.closest("tr");
    const next = body.rows[row.sectionRowIndex + step] ?? (step > 0 ? add() : null);
    if (!next) return;
    event.preventDefault();
    const into = field(next, columnOf(event.target));
    into.focus();
    into.select();
  });
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);

  const more = form.querySelector("[data-add]");
  more.hidden = false;
  more.addEventListener("click", () => field(add() ?? body.rows[body.rows.length - 1], 0).focus());
  const draft = JSON.parse(localStorage.getItem(key) || "[]");
  if (draft.length && ![...body.rows].some(held)) {
    draft.forEach((row, at) => {
      const into = body.rows[at] ?? add();
      if (into) row.forEach((cell, column) => fill(field(into, column), cell));
    });
    const told = form.querySelector("[data-restored]");
    told.hidden = false;
    told.querySelector("[data-forget]").addEventListener("click", () => { localStorage.removeItem(key); location.reload(); });
  }
  sums();
}
