// Speed at a counter: scans are dropped onto their component, and the keyboard leads around.
// Comfort only: the form works without it.
for (const box of document.querySelectorAll("[data-attach]")) {
  const input = box.querySelector("input[type=file]");
  box.querySelector("[data-drop]").hidden = false;
  const over = (event, yes) => {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    box.classList.toggle("q-drop", yes);
  };
  box.addEventListener("dragover", event => over(event, true));
  box.addEventListener("dragleave", event => over(event, false));
  box.addEventListener("drop", event => {
    over(event, false);
    const { files } = event.dataTransfer;
    if (!files.length) return;
    input.files = files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

addEventListener("keydown", event => {
  if (event.altKey && event.shiftKey && event.key === "ArrowUp") {
    document.querySelector("[data-before]")?.click();
  }
});

// The first thing to type in has the focus, unless a mistake or a place of the page asks for it.
if (!location.hash && !document.querySelector(".error-summary")) {
  const first = "input:not([type=hidden]), select, textarea";
  [...document.querySelectorAll(`form[data-autosave] :is(${first})`)]
    .find(one => !one.closest("[hidden]"))?.focus({ preventScroll: true });
}
