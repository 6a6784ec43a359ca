// Suggests communes while one types; the server finds a name without it. ARIA combobox, list style.
const MOST = 8;
const lists = new Map();

/** As `search.text.fold`: lower case, without accents. */
export function fold(text) {
  const bare = text.normalize("NFD").replace(/[\u0300-\u036f]/g, "");
  return bare.replace(/[đĐ]/g, "d").toLowerCase().replace(/\s+/g, " ").trim();
}

/** The communes, as [name, province's code and name, folded with and without the kind]. */
function load(address) {
  if (!lists.has(address)) {
    const read = fetch(address).then(answer => answer.json()).then(flatten);
    lists.set(address, read.catch(() => lists.delete(address) && []));
  }
  return lists.get(address);
}

function flatten(provinces) {
  return Object.entries(provinces).flatMap(([code, [province, communes]]) =>
    communes.map(([, name]) => {
      const full = fold(name);
      return {name, code, province, full, bare: full.replace(/^(phuong|xa|dac khu) /, "")};
    }));
}

/** Names that begin like what was typed come first, then those with a word that does. */
export function matches(places, typed, province) {
  const wanted = fold(typed).replace(/^p[. ] */, "");
  if (!wanted) return [];
  const rank = place => (place.bare.startsWith(wanted) || place.full.startsWith(wanted)) ? 0
    : ` ${place.full}`.includes(` ${wanted}`) ? 1 : 2;
  const score = place => rank(place) * 2 + (province && place.code !== province ? 1 : 0);
  return places.filter(place => rank(place) < 2)
    .sort((one, other) => score(one) - score(other)).slice(0, MOST);
}

class Combobox {
  constructor(place, number) {
    this.input = place.querySelector("input[type=text]");
    this.select = place.querySelector("select");
    this.place = place;
    this.list = place.insertBefore(document.createElement("ul"), this.input.nextSibling);
    this.list.className = "suggestions";
    this.list.role = "listbox";
    this.list.id = `suggestions-${number}`;
    this.list.hidden = true;
    this.list.ariaLabel = this.input.labels[0]?.textContent ?? "";
    for (const [name, value] of Object.entries({
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false",
      "aria-controls": this.list.id,
    })) this.input.setAttribute(name, value);
    this.input.addEventListener("focus", () => load(place.dataset.places), {once: true});
    this.input.addEventListener("input", () => this.suggest());
    this.input.addEventListener("keydown", event => this.key(event));
    this.input.addEventListener("blur", () => this.close());
    this.list.addEventListener("mousedown", event => event.preventDefault());
    this.list.addEventListener("click", event => this.pick(event.target.closest("li")));
  }

  async suggest() {
    const typed = this.input.value;
    const all = await load(this.place.dataset.places);
    if (typed !== this.input.value || document.activeElement !== this.input) return;
    const here = this.place.dataset.province;
    const within = here ? all.filter(place => place.code === here) : all;
    const found = matches(within, typed, this.select?.value);
    this.list.replaceChildren(...found.map((place, number) => this.option(place, number, here)));
    this.open(found.length > 0);
  }

  option(place, number, here) {
    const line = document.createElement("li");
    line.role = "option";
    line.id = `${this.list.id}-${number}`;
    line.textContent = here ? place.name : `${place.name}, ${place.province}`;
    Object.assign(line.dataset, {name: place.name, province: place.code});
    return line;
  }

  get active() {
    return this.list.querySelector("[aria-selected=true]");
  }

  key(event) {
    const lines = [...this.list.children];
    const at = lines.indexOf(this.active);
    if (event.key === "ArrowDown" && this.list.hidden) this.suggest();
    else if (event.key === "ArrowDown") this.mark(lines[(at + 1) % lines.length]);
    else if (event.key === "ArrowUp" && !this.list.hidden) this.mark(lines.at(at < 1 ? -1 : at - 1));
    else if (event.key === "Enter" && this.active) this.pick(this.active);
    else if (event.key === "Escape" && !this.list.hidden) this.open(false);
    else return;
    event.preventDefault();
  }

  mark(line) {
    this.active?.removeAttribute("aria-selected");
    line?.setAttribute("aria-selected", "true");
    line?.scrollIntoView({block: "nearest"});
    if (line) this.input.setAttribute("aria-activedescendant", line.id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  pick(line) {
    if (!line) return;
    this.input.value = line.dataset.name;
    if (this.select) this.select.value = line.dataset.province;
    this.place.querySelector(".place-choices")?.remove();
    this.open(false);
    this.input.dispatchEvent(new Event("change", {bubbles: true}));
  }

  open(yes) {
    this.mark(null);
    this.list.hidden = !yes;
    this.input.setAttribute("aria-expanded", String(yes));
  }

  close() {
    this.open(false);
  }
}

document.querySelectorAll(".place").forEach((place, number) => new Combobox(place, number));
