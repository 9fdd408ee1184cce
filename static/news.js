// Speaks an announcement once, where the hall has set a volume and the browser has a voice of its
// own. It is silent when the slides are left.
"use strict";

let announcedLast = "";

function announce() {
  const slide = document.getElementById("slide");
  const words = [...slide.querySelectorAll("[data-say]")].map((one) => one.innerText).join(" ");
  const volume = Number(slide.dataset.volume) / 100;
  if (!words || !volume || words === announcedLast) return;
  if (!("speechSynthesis" in window) || !voice()) return;
  announcedLast = words;
  say(words, volume);
}

document.addEventListener("htmx:after:swap", announce);
announce();
