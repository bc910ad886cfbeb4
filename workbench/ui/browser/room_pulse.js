// Says that the connection is gone where no drawing came for a while: a socket may hang half open, and no event tells of it.
const PATIENCE_MS = 9000;
let timer = null;
let bar = null;
export default function (component) {
  alive();
  timer = setTimeout(() => show(component.data.words), PATIENCE_MS);
  return alive;
}
function alive() {
  clearTimeout(timer);
  if (bar) bar.remove();
  bar = null;
}
function show(words) {
  bar = document.createElement("div");
  bar.className = "wb-no-connection";
  bar.setAttribute("role", "status");
  bar.textContent = words;
  document.body.append(bar);
}
