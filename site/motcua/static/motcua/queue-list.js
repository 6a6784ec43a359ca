// The list by keys: j and k go from case to case, x ticks; and on a phone, the open tab is in sight.
const rows = [...document.querySelectorAll(".q-list tbody tr")];
const STEPS = { j: 1, k: -1 };

document.addEventListener("queue-key", ({ detail: key }) => {
  const at = rows.indexOf(document.activeElement.closest("tr"));
  if (key === "x") rows[at]?.querySelector("[name=chon]")?.click();
  if (key in STEPS) rows.at(Math.min(Math.max(at + STEPS[key], 0), rows.length - 1))?.querySelector("th a").focus();
});

const tab = document.querySelector(".q-tabs [aria-current]");
const strip = tab?.closest("ul");
if (strip) strip.scrollLeft += tab.getBoundingClientRect().left - strip.getBoundingClientRect().left;
