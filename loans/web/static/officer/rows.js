"use strict";
// One more row of fields, numbered on from the last.

for (const button of document.querySelectorAll("[data-add-row]")) {
  const rows = button.parentElement.querySelector("[data-rows]");
  button.hidden = false;
  button.addEventListener("click", () => {
    const last = rows.querySelector("[data-row]:last-of-type");
    const next = rows.querySelectorAll("[data-row]").length;
    const row = last.cloneNode(true);
    const renumbered = (text) => text.replace(/-\d+(?=-)/, `-${next}`);
    for (const each of row.querySelectorAll("[id], [name], [for]")) {
      for (const mark of ["id", "name", "for", "aria-describedby"]) {
        if (each.hasAttribute(mark)) each.setAttribute(mark, renumbered(each.getAttribute(mark)));
      }
      if ("value" in each && each.tagName !== "OPTION") each.value = "";
    }
    rows.append(row);
    row.querySelector("select, input").focus();
  });
}
