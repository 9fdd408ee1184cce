// Where a touched field gets the keyboard of the screen, which is loaded then and not before
// (docs/typing.md). It stays away from devices that bring a keyboard of their own, and from the
// page on which a real one was used.
"use strict";

{
  const asked = document.querySelector("meta[name=screen-keyboard]").dataset;
  const setting = document.querySelector("meta[name=screen-keyboard]").content;
  const FIELD =
    "textarea, input:not([type=hidden]):not([type=checkbox]):not([type=radio]):not([type=file])";
  // Android, iPad, Windows, macOS and ChromeOS show their own; a kiosk under Linux has none.
  const ownKeyboard = !/X11; Linux/.test(navigator.userAgent);
  let away = setting === "auto" && ownKeyboard;
  let pointer = "";
  let loading;

  const load = () => (loading ??= Promise.all([style(asked.style), script(asked.script)]));

  function style(href) {
    const link = document.createElement("link");
    return loaded(Object.assign(link, { rel: "stylesheet", href }));
  }

  function script(src) {
    return loaded(Object.assign(document.createElement("script"), { src }));
  }

  function loaded(element) {
    return new Promise((done, failed) => {
      element.onload = done;
      element.onerror = () => {
        loading = undefined; // the next touch tries again
        element.remove();
        failed(new Error(element.outerHTML));
      };
      document.head.append(element);
    });
  }

  document.addEventListener("pointerdown", (event) => (pointer = event.pointerType), true);

  // After the click, not when the focus goes: a button must not move from under the finger.
  document.addEventListener("click", async (event) => {
    if (away || event.target.closest("#keys")) return;
    const field = event.target.closest(FIELD);
    if (field && (asked.pointers === "any" || pointer === asked.pointers)) {
      await load().catch(() => {});
      window.screenKeyboard?.open(field, asked.keys);
    } else window.screenKeyboard?.close();
  });

  document.addEventListener("keydown", (event) => {
    if (!event.isTrusted || !event.target.matches?.(FIELD)) return;
    away = true;
    window.screenKeyboard?.close();
  });
}
