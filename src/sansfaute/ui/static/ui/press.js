// Keys of a page: an element with data-press="f" is pressed, or entered, by the key F.
"use strict";

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
