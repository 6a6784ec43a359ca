// Comfort for the page of one case; all of it works without.

/** Unfolds what an address or a link of the page points into. */
function unfold() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  for (let part = target.closest("details"); part; part = part.parentElement.closest("details")) {
    part.open = true;
  }
  target.scrollIntoView();
}

addEventListener("hashchange", unfold);
unfold();
