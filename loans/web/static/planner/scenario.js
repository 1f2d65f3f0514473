"use strict";
// The builder answers at once: each change is sent to the service, which shares the pool and answers the result.

const builder = document.getElementById("builder");
const trial = document.getElementById("trial");
const state = document.getElementById("trial-state");
let waiting = 0;
let running = null;

function shares() {
  const weights = [...document.querySelectorAll('fieldset[data-for~="proportional"] input[type="number"]')];
  const sum = weights.reduce((all, each) => all + (Number(each.value) || 0), 0);
  for (const each of weights) {
    const out = each.closest(".slider").querySelector("output");
    out.textContent = Number(each.value) && sum ? `${Math.round(Number(each.value) * 100 / sum)}%` : "";
  }
}

function fields() {
  const method = builder.elements.method.value;
  builder.querySelectorAll("[data-for]").forEach((set) => { set.hidden = !set.dataset.for.split(" ").includes(method); });
}

function sent() {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(builder)) if (value !== "" && value !== "0") body.append(name, value);
  return body;
}

async function attempt() {
  running?.abort();
  running = new AbortController();
  state.textContent = state.dataset.working;
  builder.parentElement.querySelector(".outcome").classList.add("stale");
  try {
    const answer = await fetch(builder.dataset.trial, { method: "POST", body: sent(), signal: running.signal, headers: { Accept: "text/html" } });
    if (answer.redirected) { window.location.reload(); return; }
    const part = new DOMParser().parseFromString(await answer.text(), "text/html");
    trial.replaceChildren(...part.body.childNodes);
    sortable(trial); // of pages.js
    state.textContent = answer.ok ? state.dataset.done : "";
    builder.parentElement.querySelector(".outcome").classList.remove("stale");
  } catch (fault) {
    if (fault.name !== "AbortError") state.textContent = state.dataset.failed;
  }
}

function soon() {
  window.clearTimeout(waiting);
  waiting = window.setTimeout(attempt, 150);
}

if (builder) {
  builder.addEventListener("input", (event) => {
    const slid = event.target.dataset.slides;
    if (slid) document.getElementById(slid).value = event.target.value;
    else if (event.target.type === "number") {
      const range = builder.querySelector(`[data-slides="${event.target.id}"]`);
      if (range) range.value = event.target.value || range.max;
    }
    if (event.target.name === "name" || event.target.name === "note") return;
    fields();
    shares();
    soon();
  });
  builder.querySelector("[data-try]").addEventListener("click", (event) => { event.preventDefault(); attempt(); });
  fields();
  shares();
  if (!trial.childElementCount) attempt();
}
