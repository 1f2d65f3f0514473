"use strict";
// A grid is typed without a mouse: Enter and the arrows move within a column, a paste out of a workbook fills rows.

function fieldsInColumn(field) {
  const cell = field.closest("td");
  return [...cell.closest("tbody").rows].map((row) => row.cells[cell.cellIndex]?.querySelector("input, select")).filter((each) => each && !each.disabled);
}
function move(field, by) {
  const column = fieldsInColumn(field);
  const next = column[column.indexOf(field) + by];
  next?.focus();
  next?.select?.();
}
document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (!field.matches?.("[data-grid] input")) return;
  if (event.key === "Enter" || event.key === "ArrowDown") { event.preventDefault(); move(field, 1); }
  if (event.key === "ArrowUp") { event.preventDefault(); move(field, -1); }
});
document.addEventListener("paste", (event) => {
  const field = event.target;
  if (!field.matches?.("[data-grid] input")) return;
  const lines = event.clipboardData.getData("text").replace(/\r/g, "").replace(/\n$/, "").split("\n").map((line) => line.split("\t"));
  if (lines.length === 1 && lines[0].length === 1) return;
  event.preventDefault();
  const body = field.closest("tbody");
  const first = field.closest("tr").rowIndex - body.rows[0].rowIndex;
  const column = field.closest("td").cellIndex;
  lines.forEach((cells, down) => {
    while (!body.rows[first + down] && body.dataset.grows !== undefined) grow(body);
    cells.forEach((text, along) => {
      const to = body.rows[first + down]?.cells[column + along]?.querySelector("input, select");
      if (!to || to.disabled || to.type === "hidden") return;
      if (to.tagName === "SELECT") {
        const meant = [...to.options].find((each) => each.value === text.trim() || each.text.trim().toLowerCase() === text.trim().toLowerCase());
        if (meant) to.value = meant.value;
      } else {
        to.value = text.trim();
      }
      to.dispatchEvent(new Event("input", { bubbles: true }));
    });
  });
});
function grow(body) {
  const last = body.rows[body.rows.length - 1];
  const row = last.cloneNode(true);
  const number = body.rows.length;
  for (const each of row.querySelectorAll("[name]")) {
    each.name = each.name.replace(/-\d+-/, `-${number}-`);
    each.id = each.id.replace(/-\d+-/, `-${number}-`);
    each.setAttribute("aria-label", each.getAttribute("aria-label").replace(/\d+$/, number + 1));
    if (each.tagName === "INPUT") each.value = "";
  }
  row.classList.remove("wrong-row");
  row.cells[0].textContent = number + 1;
  row.querySelector("[data-said]")?.replaceChildren();
  body.append(row);
  return row;
}
for (const button of document.querySelectorAll("[data-grow]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    grow(document.querySelector("tbody[data-grows]")).querySelector("input").focus();
  });
}
