// The keyboard of the screen: its keys are buttons that the station sends for the field that was
// touched. Nothing that is typed is kept here: it is in the field, like from any other keyboard.
"use strict";

window.screenKeyboard = (() => {
  const PADS = { numeric: "digits", decimal: "decimal", tel: "phone" };
  const fragments = new Map();
  let field;
  let keys;

  const padOf = (one) => one.dataset.pad ?? PADS[one.getAttribute("inputmode")];

  async function open(touched, from) {
    const pad = padOf(touched);
    if (!pad) return close();
    const found = await fragment(from + pad);
    if (!found || !touched.isConnected || document.activeElement !== touched) return;
    if (field !== touched) release();
    field = touched;
    // No second keyboard beside this one.
    field.dataset.inputmode ??= field.getAttribute("inputmode") ?? "";
    field.setAttribute("inputmode", "none");
    if (!keys || keys.dataset.pad !== pad) show(found);
    makeRoom();
  }

  async function fragment(address) {
    if (!fragments.has(address)) {
      const answer = await fetch(address).catch(() => undefined);
      if (!answer?.ok) return undefined; // the next touch tries again
      const template = document.createElement("template");
      template.innerHTML = await answer.text();
      fragments.set(address, template.content.firstElementChild);
    }
    return fragments.get(address);
  }

  function show(made) {
    keys?.remove();
    keys = made;
    document.body.append(keys);
    document.body.classList.add("typing");
  }

  // The page can be scrolled as far as the keys cover it. It does not move unless they cover the
  // field.
  function makeRoom() {
    document.body.style.marginBottom = `${keys.offsetHeight}px`;
    const hidden = field.getBoundingClientRect().bottom + 24 - keys.getBoundingClientRect().top;
    if (hidden > 0) window.scrollBy(0, hidden);
  }

  function close() {
    release();
    keys?.remove();
    keys = undefined;
    document.body.style.marginBottom = "";
    document.body.classList.remove("typing");
  }

  function release() {
    if (!field) return;
    const before = field.dataset.inputmode;
    if (before) field.setAttribute("inputmode", before);
    else field.removeAttribute("inputmode");
    delete field.dataset.inputmode;
    field = undefined;
  }

  function put(text) {
    const [start, end] = [field.selectionStart, field.selectionEnd];
    const most = field.maxLength < 0 ? Infinity : field.maxLength;
    const room = most - (field.value.length - (end - start));
    if (text.length > room) return;
    field.setRangeText(text, start, end, "end");
    changed("insertText", text);
  }

  function erase() {
    const [start, end] = [field.selectionStart, field.selectionEnd];
    const last = [...field.value.slice(0, start)].pop() ?? "";
    field.setRangeText("", start === end ? start - last.length : start, end, "end");
    changed("deleteContentBackward", null);
  }

  // The visit goes on, and what is typed stays in sight.
  function changed(inputType, data) {
    field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType, data }));
    if (field.selectionEnd < field.value.length) return;
    field.scrollLeft = field.scrollWidth;
    field.scrollTop = field.scrollHeight;
  }

  // A key leaves the focus in the field.
  document.addEventListener("pointerdown", (event) => {
    if (event.target.closest("#keys")) event.preventDefault();
  });
  document.addEventListener("mousedown", (event) => {
    if (event.target.closest("#keys")) event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    const key = event.target.closest("#keys button");
    if (!key || !field) return;
    if (key.dataset.key) put(key.dataset.key);
    else if (key.dataset.step === "delete") erase();
    else if (key.dataset.step === "done") close();
  });

  document.addEventListener("htmx:after:swap", () => {
    if (field && !field.isConnected) close();
  });

  return { open, close };
})();
