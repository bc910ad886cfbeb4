// Chips that put a name into the formula field beside them, at the caret, and the field's text sent while somebody types.
const PAUSE_MS = 450;
const PLACES = new WeakMap();

function fieldOf(key) {
  return document.querySelector(`.st-key-${CSS.escape(key)} input`);
}

function write(field, text, caret) {
  // React keeps its own copy of the value, so the element's own setter is the one that it listens to.
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(field, text);
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
  field.setSelectionRange(caret, caret);
}

function send(field) {
  for (const type of ["keydown", "keypress", "keyup"])
    field.dispatchEvent(new KeyboardEvent(type, { key: "Enter", code: "Enter", keyCode: 13, charCode: 13, which: 13, bubbles: true }));
}

function wordBefore(field) {
  const found = /\[?[A-Za-z_]\w*$/.exec(field.value.slice(0, field.selectionStart ?? field.value.length));
  return found ? found[0] : "";
}

function begins(name, word) { return word && name.toLowerCase().startsWith(word.toLowerCase()) && name !== word; }

function insert(field, text) {
  const start = field.selectionStart ?? field.value.length, end = field.selectionEnd ?? start;
  const word = wordBefore(field), before = field.value.slice(0, start), after = field.value.slice(end);
  const kept = begins(text, word) ? before.slice(0, before.length - word.length) : before;
  const space = /\w$/.test(kept) && /^\w/.test(text) ? " " : "";
  write(field, kept + space + text + after, (kept + space + text).length);
}

export default function ({ parentElement, data }) {
  const root = parentElement.querySelector(".wb-chips"), list = root.querySelector("ul");
  const state = PLACES.get(parentElement) || { timer: null };
  PLACES.set(parentElement, state);
  const shown = JSON.stringify(data.names);
  if (state.shown !== shown) {
    state.shown = shown;
    list.replaceChildren(...data.names.map(({ name, kind, insert: text, says }) => {
      const item = document.createElement("li"), chip = document.createElement("button");
      Object.assign(chip, { type: "button", textContent: name, title: says });
      Object.assign(chip.dataset, { kind, text });
      chip.setAttribute("aria-label", `Insert ${name}: ${says}`);
      item.append(chip);
      return item;
    }));
  }
  const mark = (field) => {
    const word = wordBefore(field);
    for (const chip of list.querySelectorAll("button")) chip.classList.toggle("near", Boolean(begins(chip.dataset.text, word)));
  };
  const later = (field) => { clearTimeout(state.timer); state.timer = setTimeout(() => send(field), PAUSE_MS); };
  root.onmousedown = (event) => event.preventDefault(); // the field keeps its caret
  root.onclick = (event) => {
    const chip = event.target.closest("button"), field = fieldOf(data.field);
    if (!chip || !field) return;
    insert(field, chip.dataset.text);
    mark(field);
    later(field);
  };
  const onInput = (event) => {
    const field = fieldOf(data.field);
    if (event.target !== field) return;
    mark(field);
    if (event.isTrusted) later(field);
  };
  const onKey = (event) => {
    const field = fieldOf(data.field);
    if (event.target !== field || event.key !== "Tab" || event.shiftKey) return;
    const near = list.querySelectorAll("button.near");
    if (near.length !== 1) return; // Tab moves on, unless there is one way to go on
    event.preventDefault();
    insert(field, near[0].dataset.text);
    mark(field);
    later(field);
  };
  state.stop?.(); // each answer of the server comes this way again
  document.addEventListener("input", onInput, true);
  document.addEventListener("keydown", onKey, true);
  state.stop = () => {
    document.removeEventListener("input", onInput, true);
    document.removeEventListener("keydown", onKey, true);
  };
  return () => { clearTimeout(state.timer); state.stop(); };
}
