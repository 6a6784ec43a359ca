// Keys for what a page of the queue offers. A control names its key: data-key="n". Two keys, one
// after the other: data-key="g l". What no control names is told as "queue-key" to whoever listens
// (queue-list.js). `?` lists what there is. Keys of one character can be turned off (WCAG 2.1.4),
// which this browser remembers; nobody needs them.
const STORED = "queue-keys";
const PATIENCE = 1500; // between two keys

const dialog = document.querySelector("dialog[data-keys]");
const list = dialog?.querySelector("[data-keys-list]");
const told = [...(list?.children ?? [])];
const toggle = dialog?.querySelector("[data-keys-on]");
let before = "";
let since = 0;

function isOn() {
  try {
    return localStorage.getItem(STORED) !== "off";
  } catch {
    return true;
  }
}

function turn(on) {
  try {
    localStorage.setItem(STORED, on ? "on" : "off");
  } catch {
    // Forbidden here: it holds as long as the page.
  }
}

const isThere = (control) => control.checkVisibility?.() ?? control.offsetParent !== null;

/** What a key does on this page: the first control of that key which is there and not forbidden. */
function controlOf(keys) {
  return [...document.querySelectorAll("[data-key]")].find(
    (control) => control.dataset.key === keys && control.getAttribute("aria-disabled") !== "true",
  );
}

function use(control) {
  for (let fold = control.closest("details"); fold; fold = fold.parentElement.closest("details")) {
    fold.open = true;
  }
  if (control.matches("input, textarea, select")) control.focus();
  else control.click();
}

function typing(target) {
  return target.isContentEditable || target.matches?.("input:not([type=checkbox]), textarea, select");
}

function name(control) {
  const labelled = control.labels?.[0] ?? control;
  return (control.dataset.keyName || labelled.textContent).trim().replace(/\s+/g, " ");
}

function fill() {
  const seen = new Set();
  list.replaceChildren(...told);
  for (const control of document.querySelectorAll("[data-key]")) {
    const keys = control.dataset.key;
    if (seen.has(keys) || (!isThere(control) && !control.closest("details"))) continue;
    seen.add(keys);
    const line = document.createElement("div");
    const term = document.createElement("dt");
    const meaning = document.createElement("dd");
    for (const key of keys.split(" ")) {
      const cap = document.createElement("kbd");
      cap.textContent = key;
      term.append(cap, " ");
    }
    meaning.textContent = name(control);
    line.append(term, meaning);
    list.append(line);
  }
}

function open() {
  fill();
  toggle.checked = isOn();
  dialog.showModal();
}

function press(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (typing(event.target) || document.querySelector("dialog[open]") || event.key.length !== 1) return;
  if (!isOn()) return;
  const both = Date.now() - since < PATIENCE && before ? `${before} ${event.key}` : "";
  const control = (both && controlOf(both)) || controlOf(event.key);
  before = event.key;
  since = Date.now();
  if (event.key === "?" && dialog) {
    event.preventDefault();
    return open();
  }
  if (!control) return document.dispatchEvent(new CustomEvent("queue-key", { detail: event.key }));
  event.preventDefault();
  before = "";
  use(control);
}

document.addEventListener("keydown", press);
toggle?.addEventListener("change", () => turn(toggle.checked));
for (const button of document.querySelectorAll("[data-keys-open]")) {
  button.hidden = false;
  button.addEventListener("click", open);
}
