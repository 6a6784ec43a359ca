// Says every 20 seconds that this page is looked at, and shows who else looks; the server shows
// the same when the page loads. A hidden tab is silent, a server that refuses is left alone.
const EVERY = 20_000;

const form = document.querySelector("form[data-presence]");
const line = form.querySelector("[role=status]");
let timer = 0;

async function tell() {
  let answer;
  try {
    answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
  } catch {
    return; // no connection: the next one may find it again
  }
  if (answer.redirected || !answer.ok) return stop();
  const { body } = new DOMParser().parseFromString(await answer.text(), "text/html");
  // What reads as before is left alone, so that nobody hears it twice.
  if (body.textContent.trim() !== line.textContent.trim()) line.replaceChildren(...body.childNodes);
}

function stop() {
  clearInterval(timer);
  document.removeEventListener("visibilitychange", watch);
}

function watch() {
  clearInterval(timer);
  if (document.hidden) return;
  timer = setInterval(tell, EVERY);
  tell();
}

document.addEventListener("visibilitychange", watch);
timer = setInterval(tell, EVERY);
