// Saves a step while it is being filled in. All of it is comfort: the form works without.
//
// What was typed lies in sessionStorage until the server has it. One request runs at a time; one
// that fails is tried again, later and later, and at once when the connection is back. Whoever
// saved the same step elsewhere is not overwritten: then this page only keeps what is typed.
const PAUSE = 2000; // after the last key
const LONGEST = 15000; // of typing without a pause
const PATIENCE = 5000; // of a submission for a save that is under way
const NOT_TYPED = ["csrfmiddlewaretoken", "seen", "key", "was", "act", "clerk"];

const form = document.querySelector("form[data-autosave]");
const status = document.querySelector("[data-autosave-status]");
const offer = document.querySelector("[data-autosave-offer]");

let unsaved = 0; // since when, while there is anything
let timer = 0;
let failures = 0;
let saving = null;
let leaving = false;
let stopped = "newer" in form.dataset;

/** What was typed, as pairs of name and value; files and what the page itself sends are left out. */
const typed = () =>
  [...new FormData(form)].filter(
    ([name, value]) => typeof value === "string" && !NOT_TYPED.includes(name),
  );

/** Names what the server held when the page was made; the first page of a form names its draft. */
const seen = () => (form.elements.seen ?? form.elements.key).value;

const place = () => `typed:${new URL(form.action).pathname}`;

function keep(sent = false) {
  try {
    sessionStorage.setItem(place(), JSON.stringify({ seen: seen(), typed: typed(), sent }));
  } catch {
    // No room, or forbidden: the server will have it in a moment.
  }
}

function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(place()));
  } catch {
    return null;
  }
}

const drop = () => sessionStorage.removeItem(place());

function tell(text) {
  if (status.textContent !== text) status.textContent = text;
}

function changed(event) {
  if (event?.target.type === "file") return; // upload.js sends those
  leaving = false;
  unsaved ||= Date.now();
  keep();
  if (!stopped && !failures) later(Math.min(PAUSE, unsaved + LONGEST - Date.now()));
}

function later(milliseconds) {
  clearTimeout(timer);
  timer = setTimeout(save, milliseconds);
}

function save({ keepalive = false } = {}) {
  clearTimeout(timer);
  if (unsaved && !saving && !stopped) {
    saving = send(keepalive).finally(() => {
      saving = null;
    });
  }
  return saving;
}

async function send(keepalive) {
  const own = NOT_TYPED.flatMap((name) =>
    name in form.elements && name !== "act" ? [[name, form.elements[name].value]] : [],
  );
  const body = new URLSearchParams([...own, ...typed(), ["act", "typing"]]);
  unsaved = 0;
  let answer;
  try {
    answer = await fetch(form.action, { method: "POST", body, redirect: "manual", keepalive });
    if (answer.ok) return saved(await answer.json());
  } catch {
    return again();
  }
  if (answer.status === 429 || answer.status >= 500) {
    return again(Number(answer.headers.get("Retry-After")));
  }
  stopped = true;
  unsaved ||= Date.now();
  tell(answer.status === 409 ? form.dataset.conflict : form.dataset.refused);
}

function again(seconds = 0) {
  if (!seconds) tell(form.dataset.lost);
  failures += 1;
  unsaved ||= Date.now();
  later(1000 * Math.max(seconds, Math.min(60, 2 ** failures)));
}

function saved({ seen, saved_at, action }) {
  failures = 0;
  drop();
  if (form.elements.key) {
    // The draft has just begun: from here on this page is that of its first step.
    form.elements.key.name = "seen";
    form.action = action;
    history.replaceState(null, "", action);
  }
  form.elements.seen.value = seen;
  tell(form.dataset.saved.replace("{time}", saved_at));
  if (unsaved) changed();
}

function putBack(pairs) {
  for (const control of form.elements) {
    if (!control.name || ["hidden", "file", "submit", "fieldset"].includes(control.type)) continue;
    const values = pairs.filter(([name]) => name === control.name).map(([, value]) => value);
    if (control.type === "checkbox" || control.type === "radio") {
      control.checked = values.includes(control.value);
    } else if (values.length) {
      [control.value] = values;
    } else continue;
    control.dispatchEvent(new Event("change", { bubbles: true }));
  }
  changed();
  tell(form.dataset.recovered);
}

/** A page that was reloaded, or whose browser crashed, may know more than the server does. */
function recover() {
  if ("unsaved" in form.dataset) return changed(); // the server gave it back itself
  const found = kept();
  if (!found) return;
  const taken = found.sent && found.seen !== seen();
  if (taken || JSON.stringify(found.typed) === JSON.stringify(typed())) return drop();
  if (found.seen === seen()) return putBack(found.typed);
  offer.hidden = false;
  offer.addEventListener("click", ({ target }) => {
    if (!target.matches("button")) return;
    offer.hidden = true;
    if ("putBack" in target.dataset) putBack(found.typed);
    else drop();
  });
}

async function submit(event) {
  if (event.defaultPrevented) return; // upload.js waits for a file
  if (!navigator.onLine) {
    event.preventDefault();
    return tell(form.dataset.lost);
  }
  if (saving) {
    event.preventDefault();
    await Promise.race([saving, new Promise((done) => setTimeout(done, PATIENCE))]);
    saving = null;
    return form.requestSubmit(event.submitter);
  }
  clearTimeout(timer);
  leaving = true;
  keep(true);
}

const leave = () => leaving || save({ keepalive: true });

form.addEventListener("input", changed);
form.addEventListener("change", changed);
form.addEventListener("submit", submit);
addEventListener("online", () => save());
addEventListener("pagehide", leave);
document.addEventListener("visibilitychange", () => document.hidden && leave());
recover();
