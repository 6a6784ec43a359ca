// Shows a file beside the answers where the screen is wide; elsewhere, and without this, its link
// opens a page of its own. Pictures are made larger and smaller here; a browser's own PDF viewer
// has its buttons. Keys: arrows go from file to file, Escape closes; + - 0 come from queue-keys.js.
const WIDE = matchMedia("(min-width: 62.0625rem)");
const STEPS = [50, 75, 100, 150, 200, 300];

const viewer = document.querySelector("[data-viewer]");
const body = viewer?.querySelector("[data-viewer-body]");
const zoom = viewer?.querySelector("[data-zoom]");
const links = [...document.querySelectorAll("a[data-view]")];
let at = -1;
let step = 2;

const part = (name) => viewer.querySelector(`[data-viewer-${name}]`);
const picture = () => body?.querySelector("img");

function enlarge(by) {
  step = by ? Math.min(Math.max(step + by, 0), STEPS.length - 1) : 2;
  picture().className = `q-zoom-${STEPS[step]}`;
}

function made(link) {
  const isPdf = link.dataset.view === "application/pdf";
  const frame = document.createElement(isPdf ? "iframe" : "img");
  frame.src = link.dataset.content + (isPdf ? "#navpanes=0" : "");
  if (isPdf) frame.title = link.textContent;
  else frame.alt = link.textContent;
  return frame;
}

function show(number) {
  const link = links[number];
  if (!link) return;
  links[at]?.removeAttribute("aria-current");
  link.setAttribute("aria-current", "true");
  at = number;
  part("name").textContent = link.textContent;
  part("place").textContent = `${at + 1}/${links.length}`;
  part("page").href = link.href;
  part("download").href = link.dataset.download;
  for (const button of viewer.querySelectorAll("[data-viewer-by]")) {
    button.disabled = !links[at + Number(button.dataset.viewerBy)];
  }
  body.replaceChildren(made(link));
  zoom.hidden = !picture();
  step = 2;
  viewer.hidden = false;
  document.documentElement.classList.add("q-viewing");
}

function close() {
  viewer.hidden = true;
  body.replaceChildren();
  document.documentElement.classList.remove("q-viewing");
  links[at]?.removeAttribute("aria-current");
  links[at]?.focus();
  at = -1;
}

function click(event) {
  const link = event.target.closest("a[data-view]");
  if (!link || !WIDE.matches || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  show(links.indexOf(link));
  body.focus({ preventScroll: true });
}

const KEYS = {
  ArrowLeft: () => show(at - 1),
  ArrowRight: () => show(at + 1),
  Escape: close,
};

function press(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || !KEYS[event.key]) return;
  if (at < 0) return;
  event.preventDefault();
  KEYS[event.key]();
}

if (viewer) {
  zoom?.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-zoom-by]");
    if (button) enlarge(Number(button.dataset.zoomBy));
  });
  if (picture()) zoom.hidden = false; // a page of its own, which shows one already
}
if (viewer && links.length) {
  document.addEventListener("click", click);
  viewer.addEventListener("keydown", press);
  part("close").addEventListener("click", close);
  for (const button of viewer.querySelectorAll("[data-viewer-by]")) {
    button.addEventListener("click", () => show(at + Number(button.dataset.viewerBy)));
  }
}
