// Suggests colleagues after an @ in a note. Without it, they are ticked in the list below the note.
import {fold} from "./place.js";

const MOST = 6;
//: What stands before the caret, from the last @ that begins a word on.
const NAME = /(?:^|[^\p{L}\p{N}@.])@([\p{L}\p{M}\p{N}.\- ]{0,40})$/u;

class Suggestions {
  constructor(note) {
    this.note = note;
    this.list = document.createElement("ul");
    Object.assign(this.list, {className: "q-suggestions", role: "listbox", id: `${note.id}-goi-y`, hidden: true});
    this.list.ariaLabel = note.dataset.suggestions;
    note.after(this.list);
    note.setAttribute("aria-controls", this.list.id);
    note.setAttribute("aria-autocomplete", "list");
    note.addEventListener("focus", () => this.load(), {once: true});
    note.addEventListener("input", () => this.suggest());
    note.addEventListener("keydown", event => this.key(event));
    note.addEventListener("blur", () => this.close());
    this.list.addEventListener("mousedown", event => event.preventDefault());
    this.list.addEventListener("click", event => this.pick(event.target.closest("li")));
  }

  load() {
    this.people ??= fetch(this.note.dataset.colleagues, {headers: {accept: "application/json"}})
      .then(answer => answer.ok ? answer.json() : {colleagues: []})
      .then(found => found.colleagues.map(one => ({...one, folded: ` ${fold(one.name)}`})))
      .catch(() => []);
    return this.people;
  }

  get typed() {
    const before = this.note.value.slice(0, this.note.selectionStart);
    return NAME.exec(before)?.[1];
  }

  async suggest() {
    const people = await this.load();
    const typed = this.typed;
    if (typed === undefined) return this.close();
    const wanted = ` ${fold(typed)}`.trimEnd();
    const found = people.filter(one => one.folded.includes(wanted || " ")).slice(0, MOST);
    this.list.replaceChildren(...found.map((one, number) => this.line(one, number)));
    this.list.hidden = !found.length;
    this.list.scrollIntoView({block: "nearest", behavior: "instant"});
    this.choose(found.length ? 0 : -1);
  }

  line(one, number) {
    const line = document.createElement("li");
    Object.assign(line, {role: "option", id: `${this.list.id}-${number}`, textContent: one.name});
    line.append(Object.assign(document.createElement("small"), {textContent: one.username}));
    line.dataset.id = one.id;
    line.dataset.name = one.name;
    return line;
  }

  choose(number) {
    const lines = [...this.list.children];
    this.chosen = lines.length ? (number + lines.length) % lines.length : -1;
    lines.forEach((line, at) => line.setAttribute("aria-selected", String(at === this.chosen)));
    if (lines.length) this.note.setAttribute("aria-activedescendant", lines[this.chosen].id);
    else this.note.removeAttribute("aria-activedescendant");
  }

  key(event) {
    if (this.list.hidden) return;
    const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
    if (step) this.choose(this.chosen + step);
    else if (event.key === "Enter" || event.key === "Tab") this.pick(this.list.children[this.chosen]);
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  pick(line) {
    if (!line) return;
    const start = this.note.selectionStart - this.typed.length;
    this.note.setRangeText(`${line.dataset.name} `, start, this.note.selectionStart, "end");
    const box = this.note.form.querySelector(`input[name=told][value="${line.dataset.id}"]`);
    if (box) box.checked = true;
    this.close();
  }

  close() {
    this.list.hidden = true;
    this.note.removeAttribute("aria-activedescendant");
  }
}

for (const note of document.querySelectorAll("textarea[data-colleagues]")) new Suggestions(note);
