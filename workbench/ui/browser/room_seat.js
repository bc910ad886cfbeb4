// Keeps the secret of a seat in this browser, and tells the app which seat this browser has. Where the browser
// keeps nothing (storage is off), the seat lasts as long as the page stays open.
export default function (component) {
  const { data, setStateValue } = component;
  const name = `workbench-seat-${data.code}`;
  let seat = data.keep || "";
  try {
    if (data.forget) {
      localStorage.removeItem(name);
      const draft = `workbench-draft-${data.code}-`;
      Object.keys(localStorage).filter((key) => key.startsWith(draft)).forEach((key) => localStorage.removeItem(key));
    }
    if (data.keep) localStorage.setItem(name, data.keep);
    seat = localStorage.getItem(name) || "";
  } catch (refused) {
    seat = data.keep || "";
  }
  setStateValue("seat", seat);
}
