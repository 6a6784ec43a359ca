// Shows a job's progress smoothly; without it the page loads itself anew every few seconds.
const EVERY = 1000;

async function look() {
  const response = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!response?.ok) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const now = page.querySelector("[data-progress]");
  if (!now || page.querySelector("form[action$='/lam-lai/']")) return location.reload();
  const shown = document.querySelector("[data-progress]");
  for (const [place, part] of [...now.children].entries()) {
    const old = shown.children[place];
    if (part.tagName === "PROGRESS" && part.hasAttribute("value")) {
      old.max = part.max;
      old.value = part.value;
    } else if (part.tagName !== "PROGRESS" && old.textContent !== part.textContent) {
      old.textContent = part.textContent;
    }
  }
}

if (!document.querySelector("form[action$='/lam-lai/']")) setInterval(look, EVERY);
