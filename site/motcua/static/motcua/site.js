// Comfort only: every page works without it.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
// Whoever comes back to one place of a page stays there.
if (!location.hash) document.querySelector(".error-summary")?.focus();
// What autosave.js kept is not for whoever uses this device next.
for (const form of document.querySelectorAll("form[data-forget]")) {
  form.addEventListener("submit", () => sessionStorage.clear());
}

// Questions that other answers on the page rule out are hidden; what was typed in them stays. The
// server judges the same conditions (`forms/kinds/traits.py`) and keeps nothing that is not asked.

/** What is answered under a name; the empty text where nothing is, or where it is not asked. */
function answers(form, name) {
  const controls = [...form.elements].filter(one => one.name === name && !one.closest("[hidden]"));
  const chosen = controls.filter(one => !["radio", "checkbox"].includes(one.type) || one.checked);
  return chosen.length ? chosen.map(one => one.value) : [""];
}

function holds(form, condition) {
  if (condition.any) return condition.any.some(one => holds(form, one));
  const given = answers(form, condition.field);
  return given.some(value => condition.in.includes(value)) !== condition.not;
}

for (const form of document.querySelectorAll("form:has([data-asked])")) {
  const parts = [...form.querySelectorAll("[data-asked]")]
    .map(part => [part, JSON.parse(part.dataset.asked)]);
  const show = () => {
    for (const [part, asked] of parts) part.hidden = !asked.every(one => holds(form, one));
  };
  form.addEventListener("input", show);
  form.addEventListener("change", show);
  addEventListener("pageshow", show);  // answers that the browser itself put back
  show();
}
