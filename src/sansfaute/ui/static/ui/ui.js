// Dialogs, toasts, keys and the palette. Pages work without it; nothing here decides anything.
"use strict";

// The Content-Security-Policy forbids what these would do.
if (window.htmx) Object.assign(htmx.config, { includeIndicatorStyles: false, allowEval: false, selfRequestsOnly: true });

const first = (selector, within = document) => within.querySelector(selector);
const isTyping = (target) => target.closest("input, select, textarea, [contenteditable]") !== null;

// --- dialogs: <button data-opens="id">; inside, <button data-closes>. Data of the opener fills [data-fill].

function openDialog(id, opener) {
  const dialog = document.getElementById(id);
  if (!dialog || dialog.open) return;
  for (const element of dialog.querySelectorAll("[data-fill]")) {
    element.textContent = opener?.dataset[element.dataset.fill] ?? "";
  }
  if (opener?.dataset.action) first("form[method=post]", dialog).action = opener.dataset.action;
  dialog.showModal();
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) openDialog(opener.dataset.opens, opener);
  if (event.target.closest("[data-closes]")) closeNearest(event.target);
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

function closeNearest(target) {
  const nearest = target.closest("dialog, .toast");
  if (nearest.tagName === "DIALOG") nearest.close();
  else nearest.remove();
}

// --- palette: the lines of a list, filtered by their words and synonyms.

function filterPalette(input) {
  const words = fold(input.value).split(/\s+/).filter(Boolean);
  const lines = [...document.querySelectorAll("#palette-list li")];
  for (const line of lines) {
    const known = fold(line.textContent + " " + (line.dataset.synonyms ?? ""));
    line.hidden = line.dataset.search === undefined && !words.every((word) => known.includes(word));
    if (line.dataset.search !== undefined) {
      line.hidden = words.length === 0;
      first("[data-typed]", line).textContent = input.value;
      first("a", line).href = line.dataset.search + encodeURIComponent(input.value);
    }
  }
  choose(lines.filter((line) => !line.hidden), 0);
}

const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();

function choose(lines, index) {
  for (const link of document.querySelectorAll("#palette-list a")) link.setAttribute("aria-selected", "false");
  const line = lines[Math.max(0, Math.min(index, lines.length - 1))];
  if (!line) return;
  first("a", line).setAttribute("aria-selected", "true");
  first("#palette-input").setAttribute("aria-activedescendant", first("a", line).id);
}

function movePalette(event) {
  const lines = [...document.querySelectorAll("#palette-list li:not([hidden])")];
  const at = lines.findIndex((line) => first("a", line).getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown") choose(lines, at + 1);
  else if (event.key === "ArrowUp") choose(lines, at - 1);
  else if (event.key === "Enter" && lines[at]) window.location.href = first("a", lines[at]).href;
  else return;
  event.preventDefault();
}

const paletteInput = first("#palette-input");
paletteInput?.addEventListener("input", () => filterPalette(paletteInput));
paletteInput?.addEventListener("keydown", movePalette);

// --- keys: palette, search, rows, "g" then a letter, help.

let wentG = -Infinity;

function moveRow(step) {
  const links = [...document.querySelectorAll("[data-row-link]")];
  const at = links.indexOf(document.activeElement);
  links[Math.max(0, Math.min(at + step, links.length - 1))]?.focus();
}

function goTo(key) {
  const link = first(`[data-key="${CSS.escape(key)}"]`);
  link?.click();
  return Boolean(link);
}

function pressed(event) {
  if (event.key === "/") first("[data-search-field]")?.focus();
  else if (event.key === "?") openDialog("keys");
  else if (event.key === "j") moveRow(1);
  else if (event.key === "k") moveRow(-1);
  else if (event.key === "g") wentG = event.timeStamp;
  else if (event.timeStamp - wentG < 1500 && goTo(event.key)) wentG = -Infinity;
  else return;
  event.preventDefault();
}

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    openDialog("palette");
    if (paletteInput) filterPalette(paletteInput);
  } else if (event.key === "Escape") {
    for (const menu of document.querySelectorAll("details.menu[open]")) menu.open = false;
  } else if (!event.ctrlKey && !event.metaKey && !event.altKey && !isTyping(event.target) && !first("dialog[open]")) {
    pressed(event);
  }
});

// --- what the system calls it: Ctrl or ⌘.

if (/Mac|iP(hone|ad)/.test(navigator.platform)) {
  for (const key of document.querySelectorAll("[data-ctrl]")) key.textContent = "⌘";
}

// --- on a phone the navigation is wider than the screen: the page one is on is shown.

for (const here of document.querySelectorAll(".nav [aria-current], .tabs [aria-current]")) {
  // Sideways only: the page itself opens at its top, whatever else is marked as current further down.
  let bar = here.parentElement;
  while (bar.localName !== "nav" && getComputedStyle(bar).overflowX === "visible") bar = bar.parentElement;
  const [one, frame] = [here.getBoundingClientRect(), bar.getBoundingClientRect()];
  bar.scrollLeft += one.left + one.width / 2 - frame.left - frame.width / 2;
}

// --- a refused decision comes back with its dialog open.

first("dialog[data-open-now]")?.showModal();
