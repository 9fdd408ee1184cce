// Desk and office, where scripts run: what is typed is kept, typing keeps the
// session, and its end is announced half a minute before. For browsers since
// 2021, as tests/test_old_browsers.py says.
"use strict";

const NOTICE_S = 30;
const SAVE_MS = 1_500;
const PING_MS = 30_000;
const banner = document.getElementById("ending");
const goOn = banner.querySelector("a");

let timer;
let heard = performance.now();

// The machine answers with the seconds left, or with the page to go to.
async function ask(path, options = {}) {
  try {
    const answer = await fetch(path, { ...options, headers: { "HX-Request": "true" } });
    const page = answer.headers.get("HX-Redirect");
    if (page) location.assign(page);
    else if (answer.ok) expect(Number(await answer.text()));
  } catch {
    timer = setTimeout(look, 5_000); // it restarts; the page stays as it is
  }
}

function expect(seconds) {
  heard = performance.now();
  const soon = seconds <= NOTICE_S;
  banner.hidden = !soon;
  clearTimeout(timer);
  timer = setTimeout(look, 1000 * (soon ? seconds + 1 : seconds - NOTICE_S));
}

// Another window of this browser may have been used meanwhile.
const look = () => ask("/left");

goOn.addEventListener("click", (event) => {
  event.preventDefault();
  ask("/stay").then(() => (goOn.hidden = !banner.hidden)); // at most half an hour in all
});

// What is typed, form by form; contact details and secrets stay in the page.
const waiting = new Map();

function typedInto(form) {
  const body = new URLSearchParams({ form_action: form.getAttribute("action") });
  for (const [name, value] of new FormData(form)) {
    const secret = form.querySelector(`[name="${name}"]:is([type=password], [type=tel])`);
    if (!secret && typeof value === "string") body.append(name, value);
  }
  return body;
}

function save(form, options = {}) {
  forget(form);
  ask("/drafts", { method: "POST", body: typedInto(form), ...options });
}

function forget(form) {
  clearTimeout(waiting.get(form));
  waiting.delete(form);
}

document.addEventListener("input", (event) => {
  const form = event.target.closest("form");
  if (form && "draft" in form.dataset) {
    if (!waiting.has(form)) waiting.set(form, setTimeout(() => save(form), SAVE_MS));
  } else if (performance.now() - heard > PING_MS) {
    ask("/stay");
  }
});
document.addEventListener("submit", (event) => forget(event.target), true);
window.addEventListener("pagehide", () => {
  for (const form of [...waiting.keys()]) save(form, { keepalive: true });
});

expect(Number(banner.dataset.left));
