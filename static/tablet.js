// The pixels of a tablet, where its size is asked: the browser knows them, and no one has to.
"use strict";

for (const field of document.querySelectorAll("[data-screen-size]:not([aria-invalid])")) {
  field.value = String(screen[field.dataset.screenSize]);
  field.closest("label").hidden = true;
}
