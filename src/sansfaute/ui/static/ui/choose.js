// Lists whose lines are chosen: X chooses the line one is on; "keep this form" fills the field it names.
"use strict";

// Rendered disabled, they open once this script and htmx have seen them: a click before would be lost.
document.addEventListener("htmx:load", ({ target }) => {
  for (const keeper of target.querySelectorAll("[data-keep]")) keeper.disabled = false;
});

document.addEventListener("click", (event) => {
  const keeper = event.target.closest("[data-keep]");
  if (!keeper) return;
  const field = document.getElementById(keeper.dataset.keep);
  field.value = keeper.dataset.text;
  document.getElementById(keeper.dataset.take).checked = true;
  field.dispatchEvent(new Event("input", { bubbles: true }));
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "x" || event.ctrlKey || event.metaKey || event.altKey) return;
  const at = document.activeElement;
  if (at.matches("input[type=text], input[type=search], input:not([type]), select, textarea")) return;
  const box = at.matches("[data-choose]") ? at : at.closest("tr, fieldset")?.querySelector("[data-choose]");
  if (!box) return;
  box.checked = !box.checked;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  event.preventDefault();
});
