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
