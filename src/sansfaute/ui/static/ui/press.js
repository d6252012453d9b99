// Keys of a page: an element with data-press="f" is pressed, or entered, by the key F.
"use strict";

// Enter in a field presses the button that stands with it, not the first one of the form, which does something else.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches("input:not([type=checkbox])")) return;
  const own = event.target.closest("[data-enter], details")?.querySelector("button");
  if (!own) return;
  event.preventDefault();
  own.click();
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || document.querySelector("dialog[open]")) return;
  if (event.target.closest("input:not([type=checkbox]), select, textarea")) return;
  const element = document.querySelector(`[data-press="${CSS.escape(event.key)}"]:not([disabled])`);
  if (!element) return;
  if (element.matches("summary")) {
    element.parentElement.open = true;
    (element.parentElement.querySelector("input, select, textarea") ?? element).focus();
  } else if (element.matches("button, a")) element.click();
  else element.focus();
  event.preventDefault();
});
