"use strict";
// Small helps of every page. Each page works without them.

const vietnamese = document.documentElement.lang === "vi";
const grouped = (digits) => digits.replace(/\B(?=(\d{3})+(?!\d))/g, vietnamese ? "." : ",");

// The exact đồng, for as long as this reader wants them.
const exactSwitch = document.querySelector("[data-exact]");
function showExact(on) {
  document.documentElement.classList.toggle("exactly", on);
  exactSwitch?.setAttribute("aria-pressed", String(on));
}
if (exactSwitch) {
  exactSwitch.hidden = false;
  showExact(localStorage.getItem("loans.exact") === "1");
  exactSwitch.addEventListener("click", () => {
    const on = exactSwitch.getAttribute("aria-pressed") !== "true";
    localStorage.setItem("loans.exact", on ? "1" : "");
    showExact(on);
  });
}

// One submit: the button rests until the answer is there; coming back by "Back" wakes it. The server books once anyway.
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method !== "post") return;
  if (event.target.dataset.sent) return event.preventDefault();
  event.target.dataset.sent = "1";
  event.submitter?.setAttribute("aria-busy", "true");
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
  document.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
});

// Enter never books money by accident: in a form marked so it goes to the next field.
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") document.querySelectorAll(".term").forEach((term) => term.classList.add("shut"));
  const form = event.target.form;
  if (event.key !== "Enter" || !form?.hasAttribute("data-books") || event.target.tagName !== "INPUT") return;
  event.preventDefault();
  const fields = [...form.elements].filter((each) => each.type !== "hidden" && !each.disabled);
  fields[fields.indexOf(event.target) + 1]?.focus();
});
for (const leaving of ["pointerleave", "focusout"]) {
  document.addEventListener(leaving, (event) => event.target.classList?.remove("shut"), true);
}

// A section of the navigation shuts when one goes elsewhere; Escape goes back to its heading.
const opened = () => document.querySelector(".sections details[open]");
for (const elsewhere of ["click", "focusin"]) {
  document.addEventListener(elsewhere, (event) => { if (!event.target.closest?.(".sections details[open]")) opened()?.removeAttribute("open"); });
}
document.addEventListener("keydown", (event) => {
  const section = event.key === "Escape" && opened();
  if (!section) return;
  section.removeAttribute("open");
  section.querySelector("summary").focus();
});

// An amount says in words what was typed; a count is grouped.
function amountInWords(text) {
  const digits = text.replace(/[.,\s\u00a0đ]/g, "");
  if (!/^\d{1,18}$/.test(digits)) return "";
  const amount = Number(digits);
  const read = (unit, most) => (amount / unit).toLocaleString(vietnamese ? "vi-VN" : "en-GB", { maximumFractionDigits: most });
  const words = amount >= 1e9 ? `${read(1e9, 2)} ${vietnamese ? "tỷ" : "bn"}` : amount >= 1e6 ? `${read(1e6, 1)} ${vietnamese ? "triệu" : "m"}` : "";
  return `${grouped(digits)} đ${words ? ` = ${words}` : ""}`;
}
document.querySelectorAll("input[data-amount]").forEach((field) => {
  const words = document.createElement("div");
  words.className = "said-amount";
  words.setAttribute("aria-live", "polite");
  field.after(words);
  const say = () => { words.textContent = amountInWords(field.value); };
  field.addEventListener("input", say);
  say();
});

// A day may be typed as 31102026 or 31.10.2026.
document.addEventListener("change", (event) => {
  if (!event.target.matches?.("input[data-day]")) return;
  const found = /^(\d{1,2})[./-]?(\d{1,2})[./-]?(\d{4})$/.exec(event.target.value.trim());
  if (found) event.target.value = `${found[1].padStart(2, "0")}/${found[2].padStart(2, "0")}/${found[3]}`;
});

// Tables marked so are sorted by a heading: figures and days by their value, names as Vietnamese sorts them.
function sortBy(table, column, ascending) {
  const body = table.tBodies[0];
  const value = (row) => {
    const cell = row.cells[column];
    const held = cell?.querySelector("data, time");
    const text = held ? held.value ?? held.dateTime : cell?.dataset.value ?? cell?.textContent.trim() ?? "";
    const number = Number(held || cell?.dataset.value ? text : text.replace(/\./g, "").replace(",", ".").replace(/[%—]/g, ""));
    return text !== "" && !Number.isNaN(number) ? number : text;
  };
  const compared = (a, b) => typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "vi");
  const rows = [...body.rows].map((row) => [value(row), row]).sort(([a], [b]) => compared(a, b) * (ascending ? 1 : -1));
  body.append(...rows.map(([, row]) => row));
}
// A part that came later (the builder's result) is made sortable by its own script.
function sortable(part) {
  part.querySelectorAll("table[data-sortable]").forEach((table) => {
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const ascending = head.getAttribute("aria-sort") !== "ascending";
        [...table.tHead.rows[0].cells].forEach((each) => each.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", ascending ? "ascending" : "descending");
        sortBy(table, column, ascending);
      });
    });
  });
}
sortable(document);

// The summary of errors names the field of each link, in the words of its label.
function nameFaults() {
  document.querySelectorAll(".summary a[href^='#f-']").forEach((link) => {
    const label = document.querySelector(`label[for="${CSS.escape(link.hash.slice(1))}"]`)?.firstChild?.textContent.trim();
    if (label && !link.textContent.startsWith(label)) link.prepend(`${label}: `);
  });
}
nameFaults();

document.querySelector("[data-focus]")?.focus();
document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});
