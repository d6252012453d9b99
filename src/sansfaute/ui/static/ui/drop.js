// Files dropped, pasted or chosen: <form data-drop>. Without this script the form still sends and answers.
"use strict";

{
  const PATIENCE = 2000; // milliseconds before a progress figure is shown
  const form = document.querySelector("form[data-drop]");
  const input = form.querySelector("input[type=file]");
  const trouble = form.querySelector("[data-drop-trouble]");
  const progress = form.querySelector("[data-drop-progress]");
  let waiting = 0;

  const complain = (text) => {
    trouble.textContent = text;
    trouble.hidden = !text;
  };

  const isFair = () => {
    const size = [...input.files].reduce((sum, file) => sum + file.size, 0);
    const tooLarge = size > Number(form.dataset.largest);
    complain(tooLarge ? trouble.dataset.tooLarge : "");
    return !tooLarge;
  };

  const take = (files) => {
    const held = new DataTransfer();
    for (const file of input.multiple ? files : files.slice(0, 1)) held.items.add(file);
    input.files = held.files;
    if (isFair()) form.requestSubmit();
  };

  input.addEventListener("change", () => {
    if (input.files.length && isFair()) form.requestSubmit();
  });
  form.addEventListener("submit", (event) => {
    if (isFair()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);

  // --- dropped anywhere on the page.

  const carriesFile = (event) => event.dataTransfer?.types.includes("Files");
  document.addEventListener("dragover", (event) => {
    if (!carriesFile(event)) return;
    event.preventDefault();
    form.classList.add("drop--over");
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) form.classList.remove("drop--over");
  });
  document.addEventListener("drop", (event) => {
    if (!carriesFile(event)) return;
    event.preventDefault();
    form.classList.remove("drop--over");
    if (event.dataTransfer.files.length) take([...event.dataTransfer.files]);
  });

  // --- pasted: a file, or the text of an XML or JSON document.

  document.addEventListener("paste", (event) => {
    const files = [...event.clipboardData.files];
    const text = event.clipboardData.getData("text").trim();
    if (files.length) take(files);
    else if (/^[<{]/.test(text) && !isTyping(event.target)) {
      take([new File([text], text[0] === "{" ? "texte.json" : "texte.xml")]);
    }
  });

  // --- how far the file is on its way; then the result, and the same file for what is saved from it.

  const show = (share) => {
    progress.querySelector("progress").value = share;
    progress.querySelector("[data-share]").textContent = `${share} %`;
    progress.querySelector("[data-sending]").hidden = share === 100;
    progress.querySelector("[data-judging]").hidden = share !== 100;
  };
  form.addEventListener("htmx:beforeRequest", () => {
    complain("");
    show(0);
    waiting = setTimeout(() => (progress.hidden = false), PATIENCE);
  });
  form.addEventListener("htmx:xhr:progress", ({ detail }) => {
    if (detail.lengthComputable && progress.querySelector("progress").value < 100) show(Math.round((100 * detail.loaded) / detail.total));
  });
  form.addEventListener("htmx:afterRequest", ({ detail }) => {
    clearTimeout(waiting);
    progress.hidden = true;
    if (!detail.successful) complain(trouble.dataset.failed);
  });
  document.addEventListener("htmx:afterSettle", () => {
    const again = document.querySelector("[data-drop-again]");
    if (again && input.files.length) {
      again.querySelector("input").files = input.files;
      again.hidden = true;
    }
    document.querySelector("[data-drop-result]")?.focus();
  });
}
