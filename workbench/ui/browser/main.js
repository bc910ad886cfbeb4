// Wires the parts. Nothing is sent while a handle is dragged; a release, a click or a key pause sends one `commit`.
const STATES = new WeakMap();

export default function ({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector(".wb");
  let state = STATES.get(parentElement);
  const $ = (selector) => root.querySelector(selector);
  if (!state) {
    state = { mode: "score", reference: null, weights: {}, costs: {}, show: { hull: true, knee: true, all: false }, rev: null, spec: null };
    STATES.set(parentElement, state);
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

function drawChart(state, $) {
  const dark = isDark($(".chart")), data = state.data;
  $(".chart").closest(".wb").classList.toggle("dark", dark);
  const key = dark + JSON.stringify(data.spec);
  state.sets = null;
  if (state.key === key && state.view) return fillChart(state, $);
  state.key = key;
  state.library = state.library || import(new URL(data.vega, document.baseURI));
  const spec = JSON.parse(JSON.stringify(data.spec), (_, value) => (dark && Object.hasOwn(data.dark_colours, value) ? data.dark_colours[value] : value));
  spec.config.axisY = { titleLimit: $(".chart").clientHeight - 70 };
  spec.config.axisX = { titleLimit: $(".chart").clientWidth - 90 };
  if ($(".chart").clientWidth < 500) Object.assign(spec.config.axis, { titleFontSize: 11, labelFontSize: 11, titlePadding: 3 });
  state.library.then(() => vegaEmbed($(".chart"), spec, { actions: false, renderer: "canvas", mode: "vega-lite", logLevel: 1, tooltip: { theme: dark ? "dark" : "light" } }))
    .then((result) => {
      if (state.view) state.view.finalize();
      state.view = result.view;
      state.drawnSize = "";
      fillChart(state, $);
      new ResizeObserver(() => fit(state, $)).observe($(".chart"));
      fit(state, $);
    });
}
function isDark(node) {
  const [r, g, b] = (getComputedStyle(node).getPropertyValue("--st-background-color").trim().match(/[0-9a-f]{2}/gi) || ["ff", "ff", "ff"]).map((h) => parseInt(h, 16));
  return 0.3 * r + 0.59 * g + 0.11 * b < 128;
}
function fit(state, $) {
  const box = $(".chart"), width = Math.floor(box.clientWidth), height = Math.floor(box.clientHeight);
  if (!state.view || width < 100 || `${width}x${height}` === state.drawnSize) return;
  state.drawnSize = `${width}x${height}`;
  state.view.width(width).height(height).runAsync().then(() => drawNow(state, $));
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
  for (const name of ["curve", "blocked", "frontier", "forbidden"]) view.data(name, state.sets[name]);
  view.data("hull", state.show.hull ? state.sets.hull : []);
  drawNow(state, $);
}
function drawNow(state, $) {
  const { data, view } = state;
  if (view && state.sets) {
    if (!state.isDragging) drawStill(state);
    const reference = referenceOf(data, state), here = pointAt(data, state.now);
    place(state, $(".mark.now"), here, nameOf(data, state.now));
    place(state, $(".mark.recommended"), state.recommended == null ? {} : pointAt(data, state.recommended), "recommended");
    place(state, $(".mark.start"), reference ? { x: reference.metrics[data.axes.x], y: reference.metrics[data.axes.y] } : {}, "");
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
  view.data("marks", markRows(data).filter((row) => row.kind !== "knee" || state.show.knee));
  view.run();
}
// Where the plotted area begins inside the chart's box.
function cornerOf(view) {
  const [left, top] = view.origin(), padding = view.padding();
  return [left + padding.left, top + padding.top];
}
// A mark laid over the chart. Outside the picture it waits at the edge and says so.
function place(state, mark, point, label) {
  mark.hidden = point.x == null || point.y == null;
  if (mark.hidden) return;
  const { view, ends } = state, [left, top] = cornerOf(view);
  const seen = (axis) => Math.min(Math.max(point[axis], ends[axis][0]), ends[axis][1]);
  const [x, y] = [seen("x"), seen("y")], isBeyond = x !== point.x || y !== point.y;
  const [px, py] = [left + view.scale("x")(x), top + view.scale("y")(y)];
  mark.style.transform = `translate(${px.toFixed(1)}px, ${py.toFixed(1)}px)`;
  const isLeftward = px > left + view.width() - 130;
  if (mark.classList.contains("leftward") !== isLeftward) mark.classList.toggle("leftward", isLeftward);
  const text = label + (label && isBeyond ? " (beyond the picture)" : "");
  write(mark.lastChild, text);
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
  $("[data-do=recommended]").hidden = !goes;
  const slider = $("#wb-threshold"), track = state.track;
  if (track && !state.isDragging) slider.value = track.at(Math.max(0, track.order.indexOf(i)));
  const share = percent(shareOf(data.points, i)), text = data.points.text[i];
  const said = data.points.threshold[i] == null ? `nobody flagged by ${data.scores[data.points.score[i]]}` : `flag when ${data.scores[data.points.score[i]]} ≥ ${text}: ${share} flagged`;
  write($("#wb-threshold-value"), said);
  const exact = $("#wb-exact");
  if (exact.getRootNode().activeElement !== exact) exact.value = data.points.threshold[i] == null ? "" : text;
  slider.setAttribute("aria-valuetext", said);
}
