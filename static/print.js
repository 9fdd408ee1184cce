// Where scripts run, a button prints; without them the browser's own does.
"use strict";

const button = document.getElementById("print");
button.hidden = false;
button.addEventListener("click", () => window.print());
