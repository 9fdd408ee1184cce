// What the lobby adds where scripts run: a tap that failed says so and keeps
// the page, with all that was typed; the list of clerks stays as it is under a
// finger; an undo that is too late goes away; a touch puts off the end of the
// visit. For browsers since 2021, as tests/test_old_browsers.py says.
"use strict";

const refusal = () => document.getElementById("refusal");

function notSaved() {
  const says = document.getElementById("not-saved").content.cloneNode(true);
  refusal().replaceChildren(says);
  refusal().scrollIntoView({ block: "nearest" });
}

// A tile that could not be refreshed in passing is nobody's lost tap.
const isTap = (event) => event.detail.ctx.request.method === "POST";

// A button with an address of its own sends its form there: a grade, beside the cards.
document.addEventListener("htmx:config:request", (event) => {
  const request = event.detail.ctx.request;
  const own = request.submitter?.getAttribute("formaction");
  if (own) request.action = own;
});

document.addEventListener("htmx:before:request", (event) => {
  if (isTap(event)) refusal().replaceChildren();
});
document.addEventListener("htmx:error", (event) => {
  if (isTap(event)) notSaved();
  else restarting(true);
});
document.addEventListener("htmx:response:error", (event) => {
  if (isTap(event) && event.detail.ctx.response.status >= 500) notSaved();
});
document.addEventListener("htmx:after:request", (event) => {
  if (event.detail.ctx.response) restarting(false);
});

// The page that waits says that the station is away, and when it is back.
function restarting(away) {
  document.getElementById("restarting").hidden = !away;
}

document.addEventListener("htmx:after:swap", (event) => {
  const page = event.detail.ctx.response.headers.get("HX-Replace-Url");
  if (page) nowAt(page);
  const thanks = document.querySelector("#thanks[data-title]");
  if (thanks) {
    thanks.focus({ preventScroll: true });
    window.scrollTo(0, 0);
    document.title = thanks.dataset.title;
  }
  watchUndo();
});

// The address is that of the page without scripts: a reload or a switch of the
// language shows the thanks, and going back can't bring the form again.
function nowAt(page) {
  history.replaceState(null, "", page);
  for (const next of document.querySelectorAll("input[name=next]")) next.value = page;
}

// Nothing moves under a finger: the list of clerks, or a slide, is neither asked for nor
// changed while something presses on it, nor until the click that follows has
// come. Its tiles are changed in place, so that a key's focus stays.
const HELD = "#people, #slide";

function holdListWhilePressed() {
  let pressed = false;
  let timer;
  const release = (after) => {
    clearTimeout(timer);
    timer = setTimeout(() => (pressed = false), after);
  };
  document.addEventListener("pointerdown", (event) => {
    if (!event.target.closest(HELD)) return;
    clearTimeout(timer);
    pressed = true;
  });
  for (const end of ["pointerup", "pointercancel"]) {
    document.addEventListener(end, () => release(500));
  }
  window.addEventListener("blur", () => release(0));
  for (const step of ["htmx:before:request", "htmx:before:response", "htmx:before:swap"]) {
    document.addEventListener(step, (event) => {
      if (pressed && event.target.matches(HELD)) event.preventDefault();
    });
  }
}

// Enter in a one-line field files nothing: it leads to the next field. Without scripts it
// presses the form's first button, which does nothing.
document.addEventListener("keydown", (event) => {
  const form = event.target.form;
  if (event.key !== "Enter" || event.isComposing || !event.target.matches("input")) return;
  if (!form?.querySelector("[data-enter=next]")) return;
  event.preventDefault();
  const fields = [...form.elements].filter(
    (one) => one.matches("input, textarea") && one.offsetParent,
  );
  fields[fields.indexOf(event.target) + 1]?.focus();
});

// A switch of the language or to 长辈模式 takes along what stands in the page's form, so that
// the next page shows it again.
document.addEventListener("formdata", (event) => {
  const typed = document.querySelector("main :is(textarea, input:not([type=hidden]))")?.form;
  if (!event.target.matches(".switch") || !typed || typed.method !== "post") return;
  event.formData.append("typed", typed.getAttribute("action"));
  for (const [name, value] of new FormData(typed)) event.formData.append(`typed.${name}`, value);
});

function watchUndo() {
  for (const form of document.querySelectorAll("form[data-gone-after]")) {
    setTimeout(() => form.remove(), Number(form.dataset.goneAfter));
  }
}

// The next customer starts afresh: at once nothing of the last one is shown, and
// the first page comes once the station answers, so that nobody is left in front
// of the browser's own error page. Twenty seconds before, a banner asks; any touch
// means yes, as often as somebody likes. The first page, where nothing is anyone's, quietly
// gives way to what the hall shows of itself.
function endVisitWhenIdle() {
  const idle = document.querySelector("meta[name=idle-seconds]");
  if (!idle) return;
  const banner = document.getElementById("still-there");
  const touchable = !("fixed" in idle.dataset);
  const quiet = "quiet" in idle.dataset;
  const notice = Math.min(Number(idle.dataset.notice), idle.content / 2);
  let timers = [];
  let over = false;
  const wait = (seconds) => {
    if (over) return;
    timers.forEach(clearTimeout);
    banner.hidden = true;
    timers = [
      touchable && !quiet && setTimeout(() => (banner.hidden = false), 1000 * (seconds - notice)),
      setTimeout(end, 1000 * seconds),
    ];
  };
  const end = () => {
    over = true;
    const remark = remarkLeft();
    if (!quiet) document.body.replaceChildren(document.getElementById("restarting"));
    leave(remark, () => location.replace(idle.dataset.then));
  };
  for (const touch of touchable ? ["pointerdown", "keydown", "input"] : []) {
    document.addEventListener(touch, () => wait(idle.content));
  }
  wait(idle.content);
}

// What stands in the remark of a rating that was given, and where it is sent. Nothing else
// that was left on a page is ever filed: no contact details, and no case.
const HTMX = { "HX-Request": "true" };

function remarkLeft() {
  const form = document.querySelector("form.remark");
  return form && { to: form.action, said: new URLSearchParams(new FormData(form)) };
}

// A way home, back or to help that is taken instead of a button saves it, too.
document.addEventListener("click", (event) => {
  const remark = event.target.closest("a[href^='/']") && remarkLeft();
  if (remark) save(remark, { keepalive: true });
});

const save = (remark, options) =>
  fetch(remark.to, { method: "POST", body: remark.said, headers: HTMX, ...options });

// Leaves once the station answers; what a customer said of a rating is added to it first, if the
// station takes it in three tries.
async function leave(remark, away) {
  for (let tries = 3; ; ) {
    try {
      await fetch("/healthz", limited());
      if (!remark || !tries-- || (await save(remark, limited())).status < 500) return away();
    } catch {
      // no answer
    }
    restarting(true);
    await new Promise((go) => setTimeout(go, 5000));
  }
}

// For a request that is given up after ten seconds.
function limited() {
  const limit = new AbortController();
  setTimeout(() => limit.abort(), 10_000);
  return { signal: limit.signal };
}

// The browser's own voice for the page's language, Mandarin for Chinese; nothing is sent anywhere.
function voice() {
  const language = document.documentElement.lang;
  const spoken = language.startsWith("zh")
    ? /^(zh|cmn)(?!.*(hk|yue))\b/i
    : new RegExp(`^${language.split("-")[0]}\\b`, "i");
  // Of espeak-ng's two Mandarin voices, one reads Chinese as pinyin in English.
  const known = (one) => /latin as pinyin/i.test(one.name);
  const garbled = (one) => /latin as english/i.test(one.name);
  const voices = speechSynthesis
    .getVoices()
    .filter((one) => one.localService && spoken.test(one.lang.replace("_", "-")))
    .filter((one) => !garbled(one));
  return voices.find(known) || voices[0];
}

function say(words, volume = 1) {
  const said = new SpeechSynthesisUtterance(words);
  said.voice = voice();
  said.lang = said.voice.lang;
  said.volume = volume;
  speechSynthesis.speak(said);
}

// Reads the page aloud where there is a voice. It falls silent when the page is left or a tap
// brings another; the list of clerks, which is refreshed in passing, does not interrupt it.
function offerVoice() {
  const button = document.getElementById("speak");
  if (!button || !("speechSynthesis" in window)) return;
  const offer = () => (button.hidden = !voice());
  const silence = () => speechSynthesis.cancel();
  const speak = () => {
    silence();
    const words = [...document.querySelectorAll("main h1, main .lead, main strong")]
      .filter((element) => element.offsetParent)
      .map((element) => element.innerText);
    say(words.join(document.documentElement.lang.startsWith("zh") ? "。" : ". "));
  };
  button.addEventListener("click", speak);
  speechSynthesis.addEventListener?.("voiceschanged", offer);
  window.addEventListener("pagehide", silence);
  document.addEventListener("htmx:before:swap", (event) => {
    if (isTap(event)) silence();
  });
  offer();
}

holdListWhilePressed();
watchUndo();
endVisitWhenIdle();
offerVoice();
