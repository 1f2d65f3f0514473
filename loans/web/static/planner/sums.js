"use strict";
// Sums of what is being typed: the pool, and how far the lines are from it. The service checks it anyway.

const amount = (field) => {
  const text = field.value.replace(/[.\s\u00a0,đ]/g, "").replace("\u2212", "-");
  return /^-?\d{1,15}$/.test(text) ? Number(text) : 0;
};
const written = (sum) => `${sum.toLocaleString(document.documentElement.lang === "vi" ? "vi-VN" : "en-GB")} đ`;

for (const part of document.querySelectorAll("[data-sums]")) {
  const total = part.querySelector("[data-total]");
  const balance = part.querySelector("[data-balance]");
  const say = () => {
    const pool = [...part.querySelectorAll('[name^="pool_"], [name^="part_"]')].reduce((sum, field) => sum + amount(field), 0);
    if (total) {
      const wanted = total.dataset.wanted ? amount({ value: total.dataset.wanted }) : null;
      const off = wanted === null ? 0 : pool - wanted;
      total.textContent = `${total.dataset.words}: ${written(pool)}${off ? ` (${total.dataset.off} ${written(off)})` : wanted === null ? "" : " ✓"}`;
      total.classList.toggle("off", off !== 0);
    }
    if (balance) {
      const lines = [...part.querySelectorAll('[name^="line_"]')].reduce((sum, field) => sum + amount(field), 0);
      balance.textContent = lines === pool ? `✓ ${balance.dataset.ok}: ${written(pool)}` : `${balance.dataset.off}: ${written(lines - pool)}`;
      balance.classList.toggle("off", lines !== pool);
    }
  };
  part.addEventListener("input", say);
  say();
}
