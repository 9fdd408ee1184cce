// What the wall adds where scripts run: it says when the station does not answer, instead of
// showing what was true before; and it rings while a call waits and no one is on the way or arrives, once
// someone has allowed it. For browsers since 2021, as tests/test_old_browsers.py says.
"use strict";

const SILENT_MS = 6000; // four polls without an answer
const RING_EVERY_MS = 8000;
let answered = performance.now();

// The station's voice -----------------------------------------------------------------

function showAway(away) {
  document.getElementById("away").hidden = !away;
  document.getElementById("main").classList.toggle("away", away);
}

document.addEventListener("htmx:after:request", (event) => {
  const response = event.detail.ctx.response;
  if (response && response.status < 400) {
    answered = performance.now();
    showAway(false);
  } else if (response) {
    showAway(true);
  }
});
document.addEventListener("htmx:error", () => showAway(true));
setInterval(() => {
  if (performance.now() - answered > SILENT_MS) showAway(true);
}, 1000);

// The bell ----------------------------------------------------------------------------

const button = document.getElementById("sound");
let voice; // the browser's sound, once it was asked for
let wanted = localStorage.getItem("wall-sound") === "on";
let rung = { newest: "0", at: -RING_EVERY_MS };

const isOn = () => wanted && voice !== undefined && voice.state === "running";

function showSound() {
  for (const part of document.querySelectorAll("#sound [data-when], #silent [data-when]")) {
    part.hidden = (part.dataset.when === "on") !== isOn();
  }
  button.setAttribute("aria-pressed", String(isOn()));
}

function ask() {
  if (voice === undefined) {
    voice = new AudioContext();
    voice.addEventListener("statechange", showSound);
  }
  return voice.resume().then(showSound, showSound);
}

function tone(pitch, after, seconds) {
  const begin = voice.currentTime + after;
  const swing = voice.createOscillator();
  const loudness = voice.createGain();
  swing.frequency.value = pitch;
  loudness.gain.setValueAtTime(0, begin);
  loudness.gain.linearRampToValueAtTime(0.4, begin + 0.02);
  loudness.gain.exponentialRampToValueAtTime(0.001, begin + seconds);
  swing.connect(loudness).connect(voice.destination);
  swing.start(begin);
  swing.stop(begin + seconds);
}

function ring() {
  tone(880, 0, 0.5);
  tone(660, 0.35, 0.9);
}

// At once for a new call, then every few seconds until a clerk is on the way.
function ringWhileWaiting() {
  const { ringing, newest } = document.getElementById("wall").dataset;
  const due = newest !== rung.newest || performance.now() - rung.at >= RING_EVERY_MS;
  if (ringing === "0" || !due || !isOn()) return;
  rung = { newest, at: performance.now() };
  ring();
}

button.addEventListener("click", () => {
  wanted = !isOn();
  localStorage.setItem("wall-sound", wanted ? "on" : "off");
  if (!wanted) return showSound();
  ask().then(() => isOn() && ring());
});
if (window.AudioContext) {
  button.hidden = false;
  if (wanted) ask();
  showSound();
  setInterval(ringWhileWaiting, 500);
}
