// Puts a canned reply where the cursor stands; without this the page comes back with it at the end.
const MANY = 8;
const fold = (text) =>
  text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("đ", "d");

// The box of the form that was written in last, else the one that the replies are for.
function target(form, field) {
  return form.contains(form.lastBox) ? form.lastBox : form.elements[field];
}

async function put(picker, form) {
  const select = picker.querySelector("select");
  if (!select.value) return select.focus();
  const body = new FormData();
  body.set("mau", select.value);
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  const response = await fetch(picker.dataset.fill, { method: "POST", body }).catch(() => null);
  if (response?.redirected) return select.focus(); // to a login: nothing of it is a reply
  if (!response?.ok) return form.requestSubmit(picker.querySelector("button"));
  const box = target(form, picker.dataset.field);
  const [start, end] = [box.selectionStart, box.selectionEnd];
  box.focus();
  box.setRangeText(await response.text(), start, end, "end");
  box.dispatchEvent(new Event("input", { bubbles: true }));
  const status = picker.querySelector("[role=status]");
  status.textContent = status.dataset.done;
}

function find(input, select) {
  const options = [...select.options].slice(1);
  input.hidden = false;
  input.addEventListener("input", () => {
    const words = fold(input.value).split(/\s+/);
    const fits = options.filter((one) => words.every((word) => fold(one.text).includes(word)));
    select.replaceChildren(select.options[0], ...fits);
    select.selectedIndex = fits.length && input.value ? 1 : 0;
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
}

for (const picker of document.querySelectorAll(".q-replies:not([data-ready])")) {
  picker.dataset.ready = "";
  const form = picker.closest("form");
  const select = picker.querySelector("select");
  if (select.options.length > MANY) find(picker.querySelector("input"), select);
  if (!picker.dataset.fill) continue;
  form.addEventListener("focusin", ({ target: box }) => {
    if (box.tagName === "TEXTAREA") form.lastBox = box;
  });
  picker.querySelector("button").addEventListener("click", (event) => {
    event.preventDefault();
    put(picker, form);
  });
}
