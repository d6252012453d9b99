// Keys that act: an element with data-act-key is clicked by its key, wherever the focus is but in a text.
"use strict";

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.target.closest("input:not([type=radio]):not([type=checkbox]), select, textarea")) return;
  if (document.querySelector("dialog[open]")) return;
  const act = document.querySelector(`[data-act-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!act) return;
  event.preventDefault();
  act.click();
});
