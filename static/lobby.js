// What the lobby adds where scripts run: a tap that failed says so and keeps
// the page; an undo that is too late goes away.
"use strict";

function notSaved() {
  const refusal = document.getElementById("refusal");
  const says = document.getElementById("not-saved");
  refusal.replaceChildren(says.content.cloneNode(true));
  refusal.scrollIntoView({ block: "nearest" });
}

document.addEventListener("htmx:error", notSaved);
document.addEventListener("htmx:response:error", (event) => {
  if (event.detail.ctx.response.status >= 500) notSaved();
});

document.addEventListener("htmx:after:swap", () => {
  const thanks = document.querySelector(".thanks");
  if (thanks) thanks.focus();
  watchUndo();
});

function watchUndo() {
  for (const form of document.querySelectorAll("form[data-gone-after]")) {
    setTimeout(() => form.remove(), Number(form.dataset.goneAfter));
  }
}

watchUndo();
