// A form that was refused stays in the page, where scripts run: the field that is wrong is
// marked, says what would be right, and gets the focus.
"use strict";

const wasSent = (event) => event.detail.ctx.request.method === "POST";

document.addEventListener("htmx:before:request", (event) => {
  if (!wasSent(event)) return;
  for (const field of document.querySelectorAll("[aria-invalid]")) {
    field.removeAttribute("aria-invalid");
    document.getElementById(field.getAttribute("aria-describedby"))?.remove();
  }
});

document.addEventListener("htmx:after:swap", (event) => {
  const refusal = document.getElementById("refusal");
  const name = wasSent(event) && refusal?.dataset.field;
  const field = name && event.detail.ctx.sourceElement.querySelector(`[name="${name}"]`);
  if (!field) return;
  const says = document.createElement("small");
  says.className = "fault";
  says.id = `fault-${name}`;
  says.append(refusal.querySelector(".icon").cloneNode(true));
  says.append(refusal.querySelector("strong").textContent);
  (field.closest(".chips") ?? field).after(says);
  const folded = field.closest("details");
  if (folded) folded.open = true;
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", says.id);
  field.focus();
});
