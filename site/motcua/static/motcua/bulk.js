// Ticking many rows of the queue: live count, whole pages, ranges with Shift, kept from page to page.
const bar = document.getElementById("bulk");
const status = bar.querySelector("[role=status]");
const all = bar.querySelector("[name=tat-ca]");
const clear = bar.querySelector("[data-clear]");
const whole = document.querySelector("[data-whole-page]");
const boxes = [...document.querySelectorAll("input[form=bulk][name=chon]")];
const STORE = "bulk";
const idOf = (value) => value.split(".")[0];

// By id, what was ticked in this very list, on any of its pages.
const chosen = new Map(remembered());
let last = null;

function remembered() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(STORE));
    return kept.list === bar.dataset.list ? kept.chosen : [];
  } catch {
    return [];
  }
}

function tick(box, on) {
  box.checked = on;
  if (on) chosen.set(idOf(box.value), box.value);
  else chosen.delete(idOf(box.value));
}

function show() {
  const number = chosen.size;
  const { none, some, over } = status.dataset;
  const text = !number ? none : number > Number(bar.dataset.most) ? over : some;
  status.textContent = all?.checked ? status.dataset.all : text.replace("#", number);
  const here = boxes.filter((box) => box.checked).length;
  whole.checked = here === boxes.length;
  whole.indeterminate = here > 0 && !whole.checked;
  clear.hidden = !number && !all?.checked;
  bar.classList.toggle("q-bulk-on", !clear.hidden);
  sessionStorage.setItem(STORE, JSON.stringify({ list: bar.dataset.list, chosen: [...chosen] }));
}

for (const [place, box] of boxes.entries()) {
  box.checked = chosen.has(idOf(box.value));
  box.addEventListener("click", ({ shiftKey }) => {
    const [from, to] = [last ?? place, place].sort((a, b) => a - b);
    const range = shiftKey ? boxes.slice(from, to + 1) : [box];
    for (const one of range) tick(one, box.checked);
    last = place;
    show();
  });
}

whole.addEventListener("change", () => {
  for (const box of boxes) tick(box, whole.checked);
  show();
});
clear.addEventListener("click", () => {
  chosen.clear();
  if (all) all.checked = false;
  for (const box of boxes) box.checked = false;
  show();
  whole.focus();
});
all?.addEventListener("change", show);

// Rows of other pages go along. What is ticked stays so until it is done (bulk-progress.js).
bar.addEventListener("submit", () => {
  for (const one of bar.querySelectorAll("input[type=hidden][name=chon]")) one.remove();
  const here = new Set(boxes.map((box) => idOf(box.value)));
  for (const [id, value] of chosen) {
    if (here.has(id)) continue;
    const hidden = Object.assign(document.createElement("input"), { type: "hidden", name: "chon", value });
    bar.append(hidden);
  }
});

whole.parentElement.hidden = false;
show();
