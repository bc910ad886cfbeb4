// Keeps the secret of a seat in this browser, and tells the app which seat this browser has, and which one it left
// before it took another. Where the browser
// keeps nothing (storage is off), the seat lasts as long as the page stays open.
export default function (component) {
  const { data, setStateValue } = component;
  const name = `workbench-seat-${data.code}`;
  const leftName = `workbench-left-${data.code}`;
  let seat = data.keep || "";
  let left = "";
  try {
    if (data.forget) {
      localStorage.removeItem(name);
      const draft = `workbench-draft-${data.code}-`;
      Object.keys(localStorage).filter((key) => key.startsWith(draft)).forEach((key) => localStorage.removeItem(key));
    }
    if (data.forget && data.left) localStorage.setItem(leftName, JSON.stringify(data.left));
    if (data.keep) {
      localStorage.setItem(name, data.keep);
      localStorage.removeItem(leftName);
    }
    seat = localStorage.getItem(name) || "";
    left = localStorage.getItem(leftName) || "";
  } catch (refused) {
    seat = data.keep || "";
  }
  setStateValue("seat", seat);
  setStateValue("left", left);
}
