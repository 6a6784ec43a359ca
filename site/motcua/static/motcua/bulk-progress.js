// Shows a run's progress smoothly; without it the page loads itself anew every few seconds.
const EVERY = 1000;

sessionStorage.removeItem("bulk"); // what was ticked is being done

async function look() {
  const response = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!response?.ok) return setTimeout(look, EVERY);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const now = page.querySelector("[data-progress]");
  if (!now || !("atWork" in now.dataset)) return location.reload();
  const shown = document.querySelector("[data-progress]");
  const [said, heard] = [now, shown].map((part) => part.querySelector("[role=status]"));
  if (said.textContent !== heard.textContent) heard.textContent = said.textContent;
  const [bar, old] = [now, shown].map((part) => part.querySelector("progress"));
  Object.assign(old, { max: bar.max, value: bar.value });
  shown.querySelector("ul").replaceWith(now.querySelector("ul"));
  setTimeout(look, EVERY);
}

if (document.querySelector("[data-at-work]")) setTimeout(look, EVERY);
