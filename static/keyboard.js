// The keyboard of the screen: its keys are buttons that the station sends for the field that was
// touched. What is typed is in the field, like from any other keyboard; letters of pinyin wait above
// the keys until a candidate is chosen. Nothing of it is kept.
"use strict";

window.screenKeyboard = (() => {
  const PADS = { numeric: "digits", decimal: "decimal", tel: "phone" };
  const HTMX = { "HX-Request": "true" };
  const fragments = new Map();
  let field;
  let keys;
  let source;
  let queue = Promise.resolve();

  const padOf = (one) => {
    const mode = one.dataset.inputmode ?? one.getAttribute("inputmode");
    return one.dataset.pad ?? PADS[mode] ?? "words";
  };

  async function open(touched, from) {
    source = from;
    const pad = padOf(touched);
    const found = await fragment(from + pad);
    if (!found || !touched.isConnected || document.activeElement !== touched) return;
    if (field !== touched) {
      compose.leave();
      release();
    }
    field = touched;
    // No second keyboard beside this one.
    field.dataset.inputmode ??= field.getAttribute("inputmode") ?? "";
    field.setAttribute("inputmode", "none");
    if (!keys || keys.dataset.pad !== pad) show(found);
    makeRoom();
  }

  // To another pad for the same field.
  async function change(pad) {
    compose.leave();
    const found = await fragment(source + pad);
    if (!found || !field) return;
    show(found);
    pen.clear();
    makeRoom();
  }

  // What was answered; undefined where that failed or was broken off, even while it was read.
  const said = (asked) =>
    asked.then((answer) => (answer.ok ? answer.text() : undefined)).catch(() => undefined);

  async function fragment(address) {
    if (!fragments.has(address)) {
      const found = await said(fetch(address));
      if (!found) return undefined; // the next touch tries again
      const template = document.createElement("template");
      template.innerHTML = found;
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
    compose.leave();
    pen.clear();
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
    // A key that follows a choice waits until the choice is written.
    if (key) queue = queue.then(() => field && press(key)).catch(() => {});
  });

  function press(key) {
    const { step, key: sign, choice, page, drawn } = key.dataset;
    if (choice) return compose.choose(choice);
    if (drawn) return pen.choose(drawn);
    if (page) return compose.turn(page);
    return sign ? type(sign) : steps[step](key);
  }

  function type(sign) {
    const letter = /[a-z]/.test(sign);
    const upper = letter && keys.dataset.shift !== undefined;
    if (upper) steps.shift();
    if (letter && !upper && compose.on()) return compose.add(sign);
    return compose.finish(sign) || put(upper ? sign.toUpperCase() : sign);
  }

  const toggle = (name, key) => {
    const on = keys.dataset[name] === undefined;
    if (on) keys.dataset[name] = "";
    else delete keys.dataset[name];
    (key ?? keys.querySelector(`[data-step=${name}]`)).setAttribute("aria-pressed", on);
  };

  const steps = {
    draw: () => change("strokes"),
    pinyin: () => change("words"),
    undo: () => pen.undo(),
    clear: () => pen.clear(),
    delete: () => compose.erase() || erase(),
    done: close,
    shift: () => toggle("shift"),
    latin: (key) => (compose.leave(), toggle("latin", key)),
    signs: (key) => {
      toggle("signs", key);
      for (const row of keys.querySelectorAll("[data-layer]")) row.hidden = !row.hidden;
    },
  };

  // Letters of pinyin, and the numbers of the candidates chosen for them. The station answers each
  // change from nothing but these.
  const compose = (() => {
    let letters = "";
    let chosen = [];
    let wanted;
    let running;

    const on = () => keys?.dataset.composing && keys.dataset.latin === undefined;

    // One request at a time; letters that came meanwhile are asked for together.
    function ask(page = 0, then = "") {
      wanted = { page, then };
      return (running ??= run());
    }

    async function run() {
      while (wanted) {
        const { page, then } = wanted;
        wanted = undefined;
        const text = await answer(page);
        if (wanted || !letters) continue;
        if (text === undefined) leave(); // the letters, where nothing else is to be had
        else take(text, then);
      }
      running = undefined;
    }

    async function answer(page) {
      const body = new URLSearchParams({ letters, page });
      for (const one of chosen) body.append("chosen", one);
      return said(fetch(keys.dataset.composing, { method: "POST", body, headers: HTMX }));
    }

    function take(text, then) {
      const made = document.createElement("template");
      made.innerHTML = text;
      const candidates = made.content.firstElementChild;
      if (candidates.dataset.done) {
        letters = "";
        chosen = [];
        put(candidates.dataset.done + then);
      } else if ("unavailable" in candidates.dataset) {
        leave();
        steps.latin(keys.querySelector("[data-step=latin]"));
      }
      document.getElementById("candidates")?.replaceWith(candidates);
    }

    function add(letter) {
      if (letters.length < 40) letters += letter;
      ask();
    }

    function choose(number) {
      chosen.push(number);
      return ask();
    }

    function erase() {
      if (!letters) return false;
      if (!chosen.pop()) letters = letters.slice(0, -1);
      if (letters) ask();
      else leave();
      return true;
    }

    // A blank takes the first candidate, and a mark takes it and follows it.
    function finish(sign) {
      const first = letters && document.querySelector("#candidates [data-choice]");
      if (!first) return leave();
      chosen.push(first.dataset.choice);
      return ask(0, sign === " " ? "" : sign);
    }

    // The letters themselves, where no candidate was chosen.
    function leave() {
      wanted = undefined;
      const left = letters;
      letters = "";
      chosen = [];
      if (left && field?.isConnected) put(left);
      document.getElementById("candidates")?.replaceChildren();
    }

    return { on, add, choose, erase, finish, leave, turn: (page) => ask(page) };
  })();

  // A character that is drawn. The station is asked after each stroke, for all of them.
  const pen = (() => {
    let strokes = [];
    let line;
    let asking = new AbortController();

    const box = () => keys?.querySelector("svg[data-drawn]");

    function place(event) {
      const { left, top, width, height } = box().getBoundingClientRect();
      const inside = (part) => Math.round(Math.min(Math.max(part, 0), 0.999) * 1000);
      return [inside((event.clientX - left) / width), inside((event.clientY - top) / height)];
    }

    document.addEventListener("pointerdown", (event) => {
      if (!event.target.closest("svg[data-drawn]") || line) return;
      box().setPointerCapture(event.pointerId);
      line = document.createElementNS("http://www.w3.org/2000/svg", "polyline");
      strokes.push({ pointer: event.pointerId, points: [place(event)], line });
      box().append(line);
      draw();
    });

    document.addEventListener("pointermove", (event) => {
      if (!line || strokes[strokes.length - 1].pointer !== event.pointerId) return;
      const { points } = strokes[strokes.length - 1];
      if (points.length < 150) points.push(place(event));
      draw();
    });

    for (const end of ["pointerup", "pointercancel"]) {
      document.addEventListener(end, () => {
        if (!line) return;
        line = undefined;
        ask();
      });
    }

    function draw() {
      const { points } = strokes[strokes.length - 1];
      line.setAttribute("points", points.map(String).join(" "));
    }

    async function ask() {
      asking.abort();
      if (!strokes.length) return;
      asking = new AbortController();
      const { signal } = asking;
      const drawn = strokes.map(({ points }) => points.map(String).join(" ")).join(";");
      const body = new URLSearchParams({ strokes: drawn });
      const to = box().dataset.drawn;
      const found = await said(fetch(to, { method: "POST", body, headers: HTMX, signal }));
      if (!found || signal.aborted) return;
      const made = document.createElement("template");
      made.innerHTML = found;
      if (box()) {
        document.getElementById("candidates").replaceWith(made.content.firstElementChild);
      }
    }

    function undo() {
      strokes.pop()?.line.remove();
      if (strokes.length) ask();
      else clear();
    }

    function clear() {
      asking.abort();
      line = undefined;
      for (const stroke of strokes) stroke.line.remove();
      strokes = [];
      if (box()) document.querySelector("#candidates .candidate-row")?.remove();
    }

    function choose(character) {
      clear();
      put(character);
    }

    return { undo, clear, choose };
  })();

  document.addEventListener("htmx:after:swap", () => {
    if (field && !field.isConnected) close();
  });

  return { open, close };
})();
