"use strict";
// The collection sheet: totals in sight, typed values kept on this device until the service has said yes, one submit.
// The same sheet is sent with the same key until it is answered, so a lost answer cannot book it twice.

function begin() {
  const form = document.getElementById("sheet");
  if (!form) return;
  const place = `loans.sheet/${form.dataset.keep}`;
  const notice = document.getElementById("kept");
  const key = form.elements.idempotency_key;
  const number = (text) => Number((text || "").replace(/[.,\s\u00a0đ]/g, "")) || 0;
  const shown = (amount) => amount.toLocaleString(document.documentElement.lang === "vi" ? "vi-VN" : "en-GB");
  const tell = (text) => { notice.hidden = !text; notice.textContent = text; };
  const typed = () => [...form.querySelectorAll("input:not([type=hidden])")];

  function sums() {
    const of = { principal: 0, interest: 0, all: 0 };
    for (const field of form.querySelectorAll("[data-money]")) {
      const amount = number(field.value);
      of.all += amount;
      of[field.dataset.money === "interest" ? "interest" : "principal"] += amount;
    }
    for (const each of form.querySelectorAll("[data-sum]")) each.textContent = of[each.dataset.sum] ? shown(of[each.dataset.sum]) : "—";
    const difference = form.querySelector("[data-difference]");
    const apart = of.all - number(form.elements.cash.value);
    difference.textContent = apart ? shown(apart) : of.all ? form.dataset.agrees : "—";
    difference.className = apart ? "differs" : of.all ? "agrees" : "";
  }
  function keep(body) {
    const values = Object.fromEntries(typed().map((each) => [each.name, each.type === "checkbox" ? each.checked : each.value]));
    localStorage.setItem(place, JSON.stringify({ key: key.value, values, sent: body }));
  }
  function restore() {
    const kept = JSON.parse(localStorage.getItem(place) || "null");
    if (!kept) return;
    for (const each of typed()) {
      const value = kept.values[each.name];
      if (value === undefined || (each.name.endsWith("-voucher") && !kept.sent)) continue;
      if (each.type === "checkbox") each.checked = value; else each.value = value;
    }
    key.value = kept.key;
    tell(form.dataset.saidRestored);
  }
  function newKey() {
    key.value = [...crypto.getRandomValues(new Uint8Array(18))].map((each) => each.toString(16).padStart(2, "0")).join("");
  }
  async function send() {
    const kept = JSON.parse(localStorage.getItem(place) || "null");
    if (!kept?.sent || form.dataset.sending) return;
    form.dataset.sending = "1";
    tell(form.dataset.saidSending);
    try {
      const answer = await fetch(form.action, {
        method: "POST", body: new URLSearchParams(kept.sent),
        headers: { Accept: "text/html", "X-CSRF-Token": document.body.dataset.csrf },
      });
      if (answer.ok && answer.redirected && !new URL(answer.url).pathname.startsWith("/sign-in")) {
        localStorage.removeItem(place);
        location.assign(answer.url);
        return;
      }
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const main = page.querySelector("main");
      if (main && page.getElementById("sheet")) {
        document.querySelector("main").replaceWith(main);
        begin.again = true;
        begin();
        nameFaults();
        document.getElementById("summary")?.focus();
        return;
      }
      tell(main?.querySelector(".alert, h1")?.textContent.trim() || `${answer.status}`);
    } catch {
      tell(form.dataset.saidOffline);
    }
    delete form.dataset.sending;
  }

  if (begin.again) { newKey(); keep(""); } else restore();
  sums();
  form.addEventListener("input", (event) => {
    if (event.target.dataset.note) {
      const cash = [...form.querySelectorAll("[data-note]")].reduce((sum, each) => sum + number(each.value) * Number(each.dataset.note), 0);
      form.elements.cash.value = shown(cash);
    }
    if (document.getElementById("e-cash")) { // what it said of the cash no longer holds
      document.getElementById("e-cash").remove();
      document.querySelector("#summary:has(a[href='#f-cash'])")?.remove();
    }
    if (JSON.parse(localStorage.getItem(place) || "null")?.sent) newKey(); // what changed is another sheet; its vouchers still book once
    keep("");
    sums();
  });
  form.addEventListener("change", (event) => {
    if (event.target.matches("[data-money], #f-cash") && number(event.target.value)) event.target.value = shown(number(event.target.value));
    keep("");
  });
  function propose(row) {
    const button = row.querySelector("[data-propose]");
    if (!button) return;
    for (const part of ["principal", "interest"]) {
      const field = row.querySelector(`[data-money="${part}"]`);
      const amount = Number(button.dataset[part]);
      if (field && !field.disabled) field.value = amount ? shown(amount) : "";
    }
    keep("");
    sums();
  }
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-propose]");
    if (button) propose(button.closest("tr"));
  });
  form.addEventListener("keydown", (event) => {
    const row = event.target.closest("tr");
    if (event.key === "F2" && row) { event.preventDefault(); propose(row); }
    if (event.key === "Enter" && event.target.tagName === "INPUT") event.preventDefault();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation();
    const body = new URLSearchParams(new FormData(form));
    body.delete("csrf_token"); // it travels beside: a sheet sent again after a new sign-in is still the same sheet
    keep(body.toString());
    send();
  });
  window.onoffline = () => tell(form.dataset.saidOffline);
  window.ononline = () => {
    if (JSON.parse(localStorage.getItem(place) || "null")?.sent) send(); else tell("");
  };
  if (JSON.parse(localStorage.getItem(place) || "null")?.sent && navigator.onLine) send();
}
begin();
