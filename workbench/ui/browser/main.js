// Wires the parts. Nothing is sent while a handle is dragged; a release, a click or a key pause sends one `commit`.
const STATES = new WeakMap();
const KEY_PAUSE_MS = 250;

export default function ({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector(".wb");
  let state = STATES.get(parentElement);
  const $ = (selector) => root.querySelector(selector);
  if (!state) {
    state = { mode: "score", reference: null, weights: {}, costs: {}, show: { hull: true, knee: true, all: false }, rev: null, spec: null };
    STATES.set(parentElement, state);
    listen(state, $);
  }
  state.send = (message) => setTriggerValue("commit", { ...message, nonce: Math.random() });
  if (state.rev !== data.rev) {
    state.rev = data.rev;
    state.data = data;
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
  const key = dark + JSON.stringify(data.spec[dark ? "dark" : "light"]);
  state.sets = null;
  if (state.key === key && state.view) return fillChart(state, $);
  state.key = key;
  state.library = state.library || import(new URL(data.vega, document.baseURI));
  state.library.then(() => vegaEmbed($(".chart"), data.spec[dark ? "dark" : "light"], { actions: false, renderer: "canvas", mode: "vega-lite", logLevel: 1, tooltip: { theme: dark ? "dark" : "light" } }))
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
  state.view.width(width - 78).height(height - 58).runAsync().then(() => drawNow(state, $));
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
function drawControls(state, $) {
  const { data } = state;
  state.track = trackOf(data, state);
  $(".zones").style.backgroundImage = blockedGradient(data, state.track, "var(--wb-forbidden)");
  for (const radio of $(".modes").querySelectorAll("input")) radio.checked = radio.value === state.mode;
  const models = $("#wb-model");
  models.replaceChildren(...data.scores.map((name, code) => el("option", { value: code, text: name })));
  models.value = String(data.points.score[state.now]);
  models.closest("label").hidden = data.scores.length < 2;
  const references = [["start", "where I started"], ...(data.baseline ? [["today", `today (${data.baseline.name})`]] : []),
    ...(data.recommended != null ? [["recommended", "recommended"]] : []), ...data.pins.map((p) => [p.name, `pin ${p.name}`])];
  $("#wb-reference").replaceChildren(...references.map(([value, text]) => el("option", { value, text })));
  $("#wb-reference").value = state.reference;
  for (const [id, name] of [["#wb-x", "x"], ["#wb-y", "y"], ["#wb-third", "third"]]) {
    const options = Object.entries(data.choices).map(([value, text]) => el("option", { value, text }));
    if (name === "third") options.unshift(el("option", { value: "", text: "nothing" }));
    $(id).replaceChildren(...options);
    $(id).value = data.axes[name] ?? "";
  }
  $("#wb-rule").replaceChildren(...data.rules.map(([value, text]) => el("option", { value, text })));
  $("#wb-rule").value = data.rule ?? "";
  $("#wb-rule").closest("label").hidden = data.rules.length < 2;
  $(".title").textContent = titleOf(data);
  $(".chart").setAttribute("aria-label", `Chart: ${titleOf(data)}. The sentence beside it and the slider say the same in words; the frontier is a table below.`);
  drawKey($(".key"), data, state);
  drawWhatIf(state, $);
  $(".pins").replaceChildren(...data.pins.map((pin) => el("button", { type: "button", "data-pin": pin.name, "aria-label": `Go to pin ${pin.name}`, text: pin.name })));
  $("[data-do=pin]").disabled = data.pins.length >= 8;
}
function titleOf(data) {
  const [x, y] = [data.axes.x, data.axes.y].map((name) => data.metrics.find((m) => m.name === name).label);
  const shown = data.points.ok.length < data.candidates_count ? `, ${count(data.points.ok.length)} of ${count(data.candidates_count)} thresholds shown` : "";
  return `${y} against ${x.slice(0, 1).toLowerCase()}${x.slice(1)}${shown}`;
}
function drawKey(box, data, state) {
  const entry = (sign, text) => el("span", {}, el("b", { "aria-hidden": "true", text: sign }), ` ${text}`);
  const palette = data.palette[isDark(box) ? "dark" : "light"];
  const models = data.scores.length < 2 ? [] : data.scores.map((name, k) => {
    const line = document.createElementNS("http://www.w3.org/2000/svg", "svg"), path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    for (const [key, value] of [["width", 30], ["height", 10], ["aria-hidden", "true"]]) line.setAttribute(key, value);
    for (const [key, value] of [["d", "M0 5H30"], ["stroke", palette[k % 5]], ["stroke-width", 2.5], ["stroke-dasharray", data.dashes[k % 5].join(" ")]]) path.setAttribute(key, value);
    line.append(path);
    return el("span", {}, line, ` ${name}`);
  });
  box.replaceChildren(
    ...models,
    entry("●", "you"), entry("◌", "compared with"), ...(data.recommended != null ? [entry("◆", "recommended")] : []),
    ...(data.baseline ? [entry("■", "today")] : []), ...(data.knee != null && state.show.knee ? [entry("▲", "knee: bends most, a suggestion")] : []),
    ...(state.show.hull ? [entry("○", "some weighting picks it; other points need a limit to justify them")] : []),
    entry("━", "frontier: nothing beats it"), entry("┄", "the rest, dominated"),
    ...(data.metrics.some((m) => m.limit != null) ? [entry("▒", "red: breaks a limit")] : []));
}
function drawWhatIf(state, $) {
  const { data } = state, rows = [];
  const row = (id, label, value, min, max, step, said) => {
    const out = el("span", { class: "said", text: said(value) });
    const input = el("input", { type: "range", id, min, max, step, value, "aria-label": label, "aria-valuetext": said(value) });
    rows.push(el("label", {}, el("span", { text: label }), out, input));
    return [input, (v) => { out.textContent = said(v); input.setAttribute("aria-valuetext", said(v)); }];
  };
  state.whatIf = [];
  if (data.rule === "payoff") {
    for (const [cell, name] of [["FN", "a missed event"], ["FP", "a false alarm"]]) {
      if (!data.points.payoff || !data.points.payoff[cell]) continue;
      const said = (v) => `${number(10 ** Number(v))} × as agreed`;
      const [input, tell] = row(`wb-cost-${cell}`, `Cost of ${name}`, Math.log10(state.costs[cell] ?? 1), -1, 1, 0.01, said);
      state.whatIf.push([input, tell, () => { state.costs[cell] = 10 ** Number(input.value); }]);
    }
  } else if (data.rule === "contract") {
    for (const metric of data.metrics.filter((m) => m.worst != null && (m.role === "primary" || m.role === "secondary"))) {
      const said = (v) => `${number(Number(v))} (agreed: ${number(metric.weight)})`;
      const [input, tell] = row(`wb-weight-${metric.name}`, `Weight of ${metric.label.toLowerCase()}`, state.weights[metric.name] ?? metric.weight, 0, 3, 0.01, said);
      state.whatIf.push([input, tell, () => { state.weights[metric.name] = Number(input.value); }]);
    }
  }
  $(".what-if").hidden = !rows.length;
  $(".what-if-sliders").replaceChildren(...rows);
  $("[data-do=reset]").hidden = !state.isWhatIf;
  for (const [input, tell, take] of state.whatIf) {
    input.oninput = () => {
      tell(input.value);
      take();
      state.isWhatIf = true;
      state.recommended = recommend(data, state.weights, state.costs);
      drawNow(state, $);
    };
    input.onchange = () => later(state, () => state.send({ type: "what_if", weights: state.weights, costs: state.costs }));
  }
}
function later(state, act) {
  clearTimeout(state.timer);
  state.timer = setTimeout(act, state.byKey ? KEY_PAUSE_MS : 0);
}
function moveTo(state, $, i, { isSettled }) {
  const changedModel = state.data.points.score[i] !== state.data.points.score[state.now];
  state.now = i;
  if (changedModel) {
    $("#wb-model").value = String(state.data.points.score[i]);
    if (state.mode !== "step") drawControls(state, $);
  }
  drawNow(state, $);
  if (isSettled) settle(state, $);
}
function settle(state, $) {
  later(state, () => {
    const { data } = state, i = state.now;
    $(".announce").textContent = `${$(".sentence").textContent} ${$(".verdict").textContent}`;
    state.send({ type: "select", score: data.scores[data.points.score[i]], threshold: data.points.threshold[i] });
  });
}
function listen(state, $) {
  const slider = $("#wb-threshold");
  slider.addEventListener("pointerdown", () => { state.isDragging = true; state.byKey = false; });
  slider.addEventListener("input", () => {
    const i = state.track.order[nearestOnTrack(state.track, Number(slider.value))];
    if (i !== state.now) moveTo(state, $, i, { isSettled: false });
  });
  slider.addEventListener("change", () => { state.isDragging = false; drawNow(state, $); settle(state, $); });
  slider.addEventListener("pointercancel", () => { state.isDragging = false; drawNow(state, $); });
  slider.addEventListener("keydown", (event) => {
    const track = state.track, here = Math.max(0, track.order.indexOf(state.now)), last = track.order.length - 1;
    const jump = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10, Home: -last, End: last }[event.key];
    if (jump === undefined) return;
    event.preventDefault();
    state.byKey = true;
    state.isDragging = false;
    moveTo(state, $, track.order[Math.min(Math.max(here + jump, 0), last)], { isSettled: true });
  });
  const exact = $("#wb-exact");
  exact.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const value = Number(exact.value.trim().replace(",", ".")), score = state.data.scores[state.data.points.score[state.now]];
    if (exact.value.trim() === "" || !Number.isFinite(value)) {
      exact.setAttribute("aria-invalid", "true");
      $(".announce").textContent = "Type a number such as 0.35.";
      return;
    }
    exact.removeAttribute("aria-invalid");
    state.byKey = false;
    state.send({ type: "exact", score, threshold: value });
  });
  $(".modes").addEventListener("change", (event) => {
    state.mode = event.target.value;
    state.reference ??= data.baseline ? "today" : "start";
    if (state.mode === "step" && !state.data.frontier.includes(state.now)) {
      const share = shareOf(state.data.points, state.now);
      const near = [...state.data.frontier].sort((a, b) => Math.abs(shareOf(state.data.points, a) - share) - Math.abs(shareOf(state.data.points, b) - share))[0];
      drawControls(state, $);
      return moveTo(state, $, near, { isSettled: true });
    }
    drawControls(state, $);
    drawNow(state, $);
  });
  $("#wb-model").addEventListener("change", (event) => {
    const { points } = state.data, code = Number(event.target.value), share = shareOf(points, state.now);
    let best = null;
    for (let i = 0; i < points.ok.length; i++)
      if (points.score[i] === code && (best === null || Math.abs(shareOf(points, i) - share) < Math.abs(shareOf(points, best) - share))) best = i;
    if (state.mode === "step") state.mode = "score";
    state.now = best;
    drawControls(state, $);
    moveTo(state, $, best, { isSettled: true });
  });
  $("#wb-reference").addEventListener("change", (event) => { state.reference = event.target.value; drawNow(state, $); });
  for (const id of ["#wb-x", "#wb-y", "#wb-third"])
    $(id).addEventListener("change", () => state.send({ type: "axes", x: $("#wb-x").value, y: $("#wb-y").value, third: $("#wb-third").value }));
  $("#wb-rule").addEventListener("change", (event) => state.send({ type: "rule", rule: event.target.value }));
  for (const [id, name] of [["#wb-show-hull", "hull"], ["#wb-show-knee", "knee"], ["#wb-show-all", "all"]])
    $(id).addEventListener("change", (event) => { state.show[name] = event.target.checked; drawKey($(".key"), state.data, state); fillChart(state, $); });
  $("form").addEventListener("submit", (event) => event.preventDefault());
  $("form").addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    state.byKey = false;
    const pin = button.dataset.pin && state.data.pins.find((p) => p.name === button.dataset.pin);
    if (pin && pin.at != null) return moveTo(state, $, pin.at, { isSettled: true });
    const here = { score: state.data.scores[state.data.points.score[state.now]], threshold: state.data.points.threshold[state.now] };
    if (button.dataset.do === "recommended") moveTo(state, $, state.recommended, { isSettled: true });
    if (button.dataset.do === "pin") state.send({ type: "pin", ...here });
    if (button.dataset.do === "choose") state.send({ type: "choose", ...here });
    if (button.dataset.do === "reset") state.send({ type: "what_if", weights: {}, costs: {} });
  });
  $(".chart").addEventListener("click", (event) => {
    const { view, data } = state;
    if (!view) return;
    const box = $(".chart canvas").getBoundingClientRect(), [left, top] = cornerOf(view);
    const [px, py] = [event.clientX - box.left - left, event.clientY - box.top - top];
    const [sx, sy] = [view.scale("x"), view.scale("y")];
    let best = null, distance = Infinity;
    for (const i of data.frontier) {
      const p = pointAt(data, i), d = Math.hypot(sx(p.x) - px, sy(p.y) - py);
      if (d < distance) { distance = d; best = i; }
    }
    state.byKey = false;
    if (best !== null && distance < 60) moveTo(state, $, best, { isSettled: true });
  });
}
