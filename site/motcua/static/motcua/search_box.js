// Suggests what the queue's search box may go on with; without it, the help below lists the same.
// ARIA combobox with a list; the text is posted, so that half a name lands in no log.
const PAUSE = 150;

class SearchBox {
  constructor(input) {
    this.input = input;
    this.list = document.createElement("ul");
    this.list.className = "q-suggestions";
    this.list.role = "listbox";
    this.list.id = `${input.id}-suggestions`;
    this.list.hidden = true;
    this.list.ariaLabel = input.labels[0]?.textContent ?? "";
    input.after(this.list);
    for (const [name, value] of Object.entries({
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false",
      "aria-controls": this.list.id,
    })) input.setAttribute(name, value);
    input.addEventListener("input", () => this.later());
    input.addEventListener("keydown", event => this.key(event));
    input.addEventListener("blur", () => this.open(false));
    this.list.addEventListener("mousedown", event => event.preventDefault());
    this.list.addEventListener("click", event => this.pick(event.target.closest("li")));
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.suggest(), PAUSE);
  }

  async suggest() {
    const {input} = this;
    const typed = input.value;
    if (input.selectionStart !== typed.length) return this.open(false);
    const body = new FormData();
    body.set("q", typed);
    body.set("csrfmiddlewaretoken", input.form.elements.csrfmiddlewaretoken.value);
    const answer = await fetch(input.dataset.suggest, {method: "POST", body}).catch(() => null);
    const found = answer?.ok ? (await answer.json()).suggestions : [];
    if (typed !== input.value || document.activeElement !== input) return;
    this.list.replaceChildren(...found.map((one, number) => this.option(one, number)));
    this.mark();
    this.open(found.length > 0);
  }

  option({text, name, hint}, number) {
    const line = document.createElement("li");
    line.role = "option";
    line.id = `${this.list.id}-${number}`;
    line.dataset.text = text;
    line.append(name);
    if (hint) line.append(Object.assign(document.createElement("small"), {textContent: hint}));
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
    else if (event.key === "Enter" && !this.list.hidden && this.active) this.pick(this.active);
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
    this.input.value = line.dataset.text;
    this.open(false);
    if (line.dataset.text.endsWith(":")) this.suggest();
  }

  open(shown) {
    clearTimeout(this.timer);
    this.list.hidden = !shown;
    this.input.setAttribute("aria-expanded", String(shown));
    if (!shown) this.mark();
  }
}

for (const input of document.querySelectorAll("input[data-suggest]")) new SearchBox(input);
