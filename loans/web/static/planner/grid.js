"use strict";
// The demand grid as a sheet: paste from Excel, arrow keys, sums, and each row checked by the service as one goes on.

const form = document.getElementById("demand-grid");
const body = form.querySelector(".sheet tbody");
const result = document.getElementById("checked");
const COLUMNS = ["beneficiaries", "purpose", "workers", "amount", "jobs"];
const most = Number(form.querySelector(".sheet").dataset.most);
const plain = (text) => text.normalize("NFC").trim().toLocaleLowerCase("vi");
let waiting = 0;
let running = null;

const field = (row, column) => row.querySelector(`[name^="${COLUMNS[column]}_"]`);
const digits = (text) => text.replace(/[.,\s\u00a0đ]/g, "");

function add() {
  const at = body.rows.length;
  if (at >= most) return null;
  const row = body.rows[at - 1].cloneNode(true);
  row.dataset.row = String(at);
  row.className = "";
  row.cells[0].textContent = String(at + 1);
  row.querySelector(".result").textContent = "";
  row.querySelectorAll("input, select").forEach((each) => {
    each.name = each.name.replace(/\d+$/, String(at));
    each.id = `f-${each.name}`;
    each.setAttribute("aria-label", each.getAttribute("aria-label").replace(/\d+$/, String(at + 1)));
    if (each.tagName === "INPUT") each.value = ""; else each.selectedIndex = 0;
  });
  body.append(row);
  return row;
}

function fill(into, text) {
  if (into.tagName === "INPUT") { into.value = text.trim(); return; }
  const found = [...into.options].find((each) => plain(each.text) === plain(text) || each.value === text.trim());
  if (found) into.value = found.value;
}

body.addEventListener("paste", (event) => {
  const text = event.clipboardData.getData("text/plain");
  if (!/[\t\n]/.test(text.trim())) {
    if (event.target.tagName === "SELECT") { fill(event.target, text); soon(); }
    return;
  }
  event.preventDefault();
  const first = event.target.closest("tr").sectionRowIndex;
  const from = COLUMNS.findIndex((name) => event.target.name.startsWith(`${name}_`));
  text.replace(/\r/g, "").replace(/\n$/, "").split("\n").forEach((line, down) => {
    const row = body.rows[first + down] ?? add();
    if (row) line.split("\t").forEach((cell, right) => { if (from + right < COLUMNS.length) fill(field(row, from + right), cell); });
  });
  sums();
  soon();
});

body.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || event.target.tagName !== "INPUT" || event.altKey || event.ctrlKey) return;
  const row = event.target.closest("tr");
  const column = COLUMNS.findIndex((name) => event.target.name.startsWith(`${name}_`));
  const next = body.rows[row.sectionRowIndex + step] ?? (step > 0 ? add() : null);
  if (!next) return;
  event.preventDefault();
  field(next, column).focus();
  field(next, column).select();
});

function sums() {
  for (const name of ["workers", "amount", "jobs"]) {
    const sum = [...body.querySelectorAll(`[name^="${name}_"]`)].reduce((all, each) => all + (Number(digits(each.value)) || 0), 0);
    form.querySelector(`[data-sum="${name}"]`).textContent = sum ? sum.toLocaleString(document.documentElement.lang === "vi" ? "vi-VN" : "en-GB") : "—";
  }
}

function mark() {
  for (const row of body.rows) { row.className = ""; row.querySelector(".result").textContent = ""; }
  result.querySelectorAll("[data-of]").forEach((each) => {
    const row = body.rows[Number(each.dataset.of) - 1];
    if (!row) return;
    row.classList.add(each.dataset.result);
    row.querySelector(".result").append(...[...each.childNodes].map((node) => node.cloneNode(true)));
  });
}

async function check() {
  running?.abort();
  running = new AbortController();
  if (![...body.querySelectorAll("input")].some((each) => each.value.trim()) && !form.elements.without.checked) { result.replaceChildren(); mark(); return; }
  try {
    const answer = await fetch(form.dataset.check, { method: "POST", body: new URLSearchParams(new FormData(form)), signal: running.signal, headers: { Accept: "text/html" } });
    const part = new DOMParser().parseFromString(await answer.text(), "text/html");
    result.replaceChildren(...part.body.childNodes);
    mark();
  } catch (fault) {
    if (fault.name !== "AbortError") result.textContent = result.dataset.failed;
  }
}

function soon() {
  window.clearTimeout(waiting);
  waiting = window.setTimeout(check, 500);
}

form.addEventListener("input", () => { sums(); soon(); });
form.querySelector("[data-try]").addEventListener("click", (event) => { event.preventDefault(); check(); });
const more = form.querySelector("[data-add]");
more.hidden = false;
more.addEventListener("click", () => field(add() ?? body.rows[body.rows.length - 1], 0).focus());
sums();
