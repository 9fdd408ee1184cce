// A form that was refused stays in the page, where scripts run: the field that is wrong is
// marked, says why, and gets the focus.
"use strict";

document.addEventListener("htmx:before:request", () => {
  for (const field of document.querySelectorAll("[aria-invalid]")) {
    field.removeAttribute("aria-invalid");
  }
});

document.addEventListener("htmx:after:swap", (event) => {
  const name = document.getElementById("refusal")?.dataset.field;
  const form = event.detail.ctx.sourceElement;
  const field = name && form.querySelector(`[name="${name}"]`);
  if (!field) return;
  const folded = field.closest("details");
  if (folded) folded.open = true;
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", "refusal");
  field.focus();
});
