// Wires the parts. Nothing is sent while a handle is dragged; a release, a click or a key pause sends one `commit`.
const STATES = new WeakMap();

export default function ({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector(".wb");
  let state = STATES.get(parentElement);
  const $ = (selector) => root.querySelector(selector);
  if (!state) {
    state = { mode: "score", reference: null, weights: {}, costs: {}, show: { hull: true, knee: true, all: false }, rev: null, spec: null };
    STATES.set(parentElement, state);
    state.fill = () => fillChart(state, $);
    state.drawNow = () => drawNow(state, $);
    listen(state, $);
  }
  state.send = (message) => {
    clearTimeout(state.timer); // what was waiting to be sent is older than this
    setTriggerValue("commit", { ...message, nonce: Math.random() });
  };
  if (state.sent !== data) {
    state.sent = data;
    state.told = JSON.parse(new TextDecoder().decode(data));
  }
  data = state.told;
  if (state.rev !== data.rev) {
    state.rev = data.rev;
    state.data = data = unpacked(data);
    state.now = data.now;
    state.start = data.start ?? data.now;
    state.recommended = data.recommended;
    state.weights = { ...data.what_if.weights };
    state.costs = { ...data.what_if.costs };
    state.isWhatIf = data.what_if.is_on;
    state.reference ??= data.baseline ? "today" : "start";
    if (state.mode === "step" && !data.frontier.includes(state.now)) state.mode = "score";
    if (!["start", "today", "recommended"].includes(state.reference) && !data.pins.some((p) => p.name === state.reference)) state.reference = "start";
    drawControls(state, $);
    drawChart(state, $);
  }
  drawNow(state, $);
}

function endsOf(state) {
  const data = state.data, here = pointAt(data, state.now), ends = {};
  for (const axis of ["x", "y"]) {
    const extra = state.recommended == null ? [] : [pointAt(data, state.recommended)[axis]];
    const full = focusEnds(data, data.axes[axis], [...extra, pointAt(data, state.start)[axis]]);
    ends[axis] = state.show.all ? [full[2], full[3], full[2], full[3]] : full;
  }
  // A point that leaves the picture takes the picture's edge with it, once it is let go: an edge that moved with
  // the hand would draw everything anew in each frame.
  for (const axis of ["x", "y"]) if (here[axis] != null) {
    ends[axis][0] = Math.min(ends[axis][0], here[axis]);
    ends[axis][1] = Math.max(ends[axis][1], here[axis]);
  }
  return ends;
}
function fillChart(state, $) {
  const { data, view } = state;
  if (!view) return;
  state.sets = dataSets(data, endsOf(state));
  state.stillKey = null;
  state.paths = data.scores.map((name) => state.sets.curve.filter((p) => p.score === name));
  for (const name of ["curve", "blocked", "frontier", "forbidden"]) view.data(name, state.sets[name]);
  view.data("hull", state.show.hull ? state.sets.hull : []);
  drawNow(state, $);
}
function drawNow(state, $) {
  const { data, view } = state;
  if (view && state.sets) {
    if (!state.isDragging) drawStill(state);
    const reference = referenceOf(data, state), here = pointAt(data, state.now);
    const compared = reference ? { x: reference.metrics[data.axes.x], y: reference.metrics[data.axes.y] } : {};
    drawMarks(state, $, [["now", here, nameOf(data, state.now)],
      ["recommended", state.recommended == null ? {} : pointAt(data, state.recommended), "recommended"], ["start", compared, ""]], state.still);
  }
  drawWords(state, $);
}
// What does not move with the hand: the ends of the axes and the marks that stay. Vega runs only when one of them changed.
function drawStill(state) {
  const { data, view } = state, ends = endsOf(state), key = JSON.stringify([state.rev, ends, state.show, state.drawnSize]);
  if (state.stillKey === key) return;
  state.stillKey = key;
  state.ends = ends;
  for (const [name, value] of [["x0", ends.x[0]], ["x1", ends.x[1]], ["y0", ends.y[0]], ["y1", ends.y[1]]]) view.signal(name, value);
  state.still = markRows(data).filter((row) => row.kind !== "knee" || state.show.knee);
  view.data("marks", state.still);
  view.data("crosses", crossesOf(view, ends, [state.sets.frontier]));
  view.run();
}
function drawWords(state, $) {
  const { data } = state, i = state.now;
  write($(".sentence"), sentenceOf(data, state) || `At ${nameOf(data, i, true)}.`);
  const [tone, words] = verdictOf(data, i);
  write($(".verdict"), words);
  dress($(".verdict"), `verdict ${tone}`);
  drawTiles($(".tiles"), data, state);
  drawMatrix($(".matrix"), data, i);
  const steps = stepWords(data, i);
  const list = $(".steps");
  while (list.children.length < 2) list.append(el("li"));
  [0, 1].forEach((k) => { list.children[k].hidden = !steps[k]; write(list.children[k], steps[k] || ""); });
  const [adviceTone, advice] = adviceOf(data, state);
  write($(".advice-words"), advice);
  dress($(".advice"), `advice ${adviceTone}`);
  const goes = state.recommended != null && state.recommended !== i && !data.blocked;
  const go = $("[data-do=recommended]");
  // A button that is hidden under the hand passes the keyboard on, or it would be nowhere.
  if (!goes && go.getRootNode().activeElement === go) $("#wb-threshold").focus();
  go.hidden = !goes;
  const slider = $("#wb-threshold"), track = state.track;
  if (track && !state.isDragging) slider.value = track.at(Math.max(0, track.order.indexOf(i)));
  const share = percent(shareOf(data.points, i)), text = data.points.text[i];
  const said = data.points.threshold[i] == null ? `nobody flagged by ${data.scores[data.points.score[i]]}` : `flag when ${data.scores[data.points.score[i]]} ≥ ${text}: ${share} flagged`;
  write($("#wb-threshold-value"), said);
  const exact = $("#wb-exact");
  if (exact.getRootNode().activeElement !== exact) exact.value = data.points.threshold[i] == null ? "" : text;
  slider.setAttribute("aria-valuetext", said);
}
