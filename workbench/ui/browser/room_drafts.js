// Keeps in this browser what somebody is writing, and the ratings that they picked, until the room has it: a reload or a step that goes on loses none of it.
let listener = null;
let told = "";
export default function (component) {
  const { data, setStateValue } = component;
  const name = `workbench-draft-${data.code}-${data.seat}`;
  const hear = (event) => {
    const field = data.fields.find((each) => event.target.closest?.(`.st-key-${each}`));
    if (field) write(name, { ...read(name), [field]: event.target.value });
  };
  if (listener) document.removeEventListener("input", listener);
  document.addEventListener("input", hear);
  listener = hear;
  const drafts = Object.fromEntries(Object.entries(read(name)).filter(([field, text]) =>
    text.trim() && !(data.kept[field] || []).includes(text.trim())));
  write(name, drafts);
  // Told once for each step: in between, the fields themselves have what is written and picked.
  if (told !== `${name} ${data.step}`) {
    told = `${name} ${data.step}`;
    setStateValue("drafts", drafts);
    setStateValue("picks", read(`${name}-picks`));
  } else {
    write(`${name}-picks`, data.picks);
  }
  return () => {
    document.removeEventListener("input", hear);
    told = "";
  };
}
function read(name) {
  try {
    return JSON.parse(localStorage.getItem(name) || "{}");
  } catch (refused) {
    return {};
  }
}
function write(name, drafts) {
  try {
    if (Object.keys(drafts).length) localStorage.setItem(name, JSON.stringify(drafts));
    else localStorage.removeItem(name);
  } catch (refused) {
    // Storage is off: what is written lasts as long as the page stays open.
  }
}
