// Wires the panel of the policies. Nothing is sent while a handle is dragged; a release, a click or a key pause sends one `commit`.
const STATES = new WeakMap();

export default function ({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector(".wb");
  let state = STATES.get(parentElement);
  const $ = (selector) => root.querySelector(selector);
  if (!state) {
    state = { rev: null };
    STATES.set(parentElement, state);
    state.fill = () => fillPolicies(state, $);
    state.drawNow = () => drawPolicyNow(state, $);
    listenPolicies(state, $);
  }
  state.send = (message) => {
    clearTimeout(state.timer); // what was waiting to be sent is older than this
    setTriggerValue("commit", { ...message, rev: state.rev, nonce: Math.random() }); // places are those of this payload
  };
  if (state.sent !== data) {
    state.sent = data;
    state.told = JSON.parse(new TextDecoder().decode(data));
  }
  data = state.told;
  if (state.rev !== data.rev) {
    state.rev = data.rev;
    state.data = data = unpacked(data);
    state.at = [...data.now.at];
    drawPolicyControls(state, $);
    drawChart(state, $);
  }
  drawPolicyNow(state, $);
}

function axisMetrics(data) { return ["x", "y"].map((axis) => data.metrics.find((m) => m.name === data.axes[axis])); }
function policyEnds(data, state) {
  const ends = {}, here = policyNow(data, state);
  axisMetrics(data).forEach((metric, k) => {
    const axis = "xy"[k], lines = data.lines.flatMap((line) => line.points[axis]).filter((v) => v != null);
    const low = Math.min(...lines), high = Math.max(...lines);
    const must = [metric.worst, metric.target, metric.limit, data.start.values[metric.name], data.recommended && data.recommended.values[metric.name],
      ...data.marks.map((mark) => mark[axis])].filter((v) => v != null);
    let from = low, to = high;
    if (metric.worst != null || metric.limit != null) {
      if (metric.sign < 0) to = Math.min(high, Math.max(...must) * 1.25);
      else from = Math.max(low, Math.min(...must) - 0.25 * (high - Math.min(...must)));
    }
    const value = here[metric.name];
    if (value != null) { from = Math.min(from, value); to = Math.max(to, value); }
    const pad = (to - from) * 0.04 || 0.5;
    ends[axis] = [from - pad, to + pad, low - pad, high + pad];
  });
  return ends;
}
function fillPolicies(state, $) {
  const { data, view } = state;
  if (!view) return;
  state.ends = policyEnds(data, state);
  for (const [name, value] of [["x0", state.ends.x[0]], ["x1", state.ends.x[1]], ["y0", state.ends.y[0]], ["y1", state.ends.y[1]]]) view.signal(name, value);
  const rows = data.lines.flatMap((line) => line.points.x.map((x, i) => ({ x, y: line.points.y[i], line: line.look, name: line.name, order: i, isOk: !line.points.ok || line.points.ok[i], tip: `${line.name}: ${line.points.text ? line.points.text[i] : ""}` })))
    .filter((row) => row.x != null && row.y != null);
  view.data("lines", rows);
  view.data("points", rows.filter((row) => row.line === "open"));
  view.data("forbidden", forbiddenRegions(data, state.ends));
  state.paths = data.lines.map((line) => rows.filter((row) => row.name === line.name));
  let run = 0;
  view.data("blocked", state.paths.flatMap((path) => { run++; return path.map((row) => (row.isOk ? (run++, null) : { x: row.x, y: row.y, order: row.order, run })).filter(Boolean); }));
  state.still = data.marks.filter((mark) => mark.x != null && mark.y != null);
  view.data("marks", state.still);
  view.data("crosses", crossesOf(view, state.ends, state.paths));
  view.run();
  state.sets = true;
  drawPolicyNow(state, $);
}
function drawPolicyNow(state, $) {
  const { data } = state, values = policyNow(data, state);
  const spot = (found) => ({ x: found[data.axes.x], y: found[data.axes.y] });
  if (state.view && state.sets) {
    const recommended = data.recommended ? spot(data.recommended.values) : {};
    drawMarks(state, $, [["now", spot(values), "you"], ["recommended", recommended, "recommended"], ["start", spot(data.start.values), ""]], state.still);
  }
  write($(".sentence"), policySentence(data, state, values));
  const [tone, words] = policyVerdict(data, state, values);
  write($(".verdict"), words);
  dress($(".verdict"), `verdict ${tone}`);
  drawPolicyTiles($(".tiles"), data, state, values);
  drawPolicyMatrix($(".matrix"), data, state);
  write($(".advice-words"), data.advice.words);
  dress($(".advice"), `advice ${data.advice.tone}`);
  $("[data-do=recommended]").hidden = !data.recommended || samePlaces(data.recommended.at, state.at);
  data.sliders.forEach((slider, s) => {
    const row = state.rows[s], said = slider.texts[state.at[s]];
    if (state.dragged !== s) row.input.value = slider.handle[state.at[s]];
    write(row.said, said);
    if (row.input.getAttribute("aria-valuetext") !== said) row.input.setAttribute("aria-valuetext", said);
  });
}
function drawPolicyControls(state, $) {
  const { data } = state;
  $(".title").textContent = data.title;
  $(".chart").setAttribute("aria-label", `Chart: ${data.title}. The sentence beside it and the sliders say the same in words; the policies are a table below.`);
  $(".tiers").setAttribute("aria-label", data.sliders_label);
  state.rows = data.sliders.map((slider, s) => {
    const id = `wb-tier-${s}`, said = el("span", { class: "said" });
    const input = el("input", { type: "range", id, min: 0, max: 1000, step: "any", "data-slider": s });
    const note = slider.note ? [el("div", { class: "note", text: slider.note })] : [];
    return { node: el("div", {}, el("label", { for: id, text: slider.label }), said, input, ...note), input, said };
  });
  $(".tiers").replaceChildren(...state.rows.map((row) => row.node));
  for (const select of $(".buttons").querySelectorAll("select")) {
    select.replaceChildren(...Object.entries(data.choices).map(([value, text]) => el("option", { value, text })));
    select.value = data.axes[select.dataset.axis];
  }
  $(".actions").replaceChildren(...data.actions.map((action) => el("button", { type: "button", "data-do": action.name, title: action.title, text: action.label })));
  const entry = (sign, text, look) => el("span", {}, el("b", { "aria-hidden": "true", class: look || null, text: sign }), ` ${text}`);
  $("[data-do=pin]").disabled = data.has_all_pins;
  const signs = { open: "━", "one threshold": "╌", other: "┈" };
  $(".key").replaceChildren(entry("●", "you"), entry("◌", "compared with"), ...(data.recommended ? [entry("◆", "recommended")] : []),
    ...(data.marks.some((mark) => mark.kind === "pin") ? [entry("▼", "pins")] : []),
    ...data.lines.map((line) => entry(signs[line.look], line.name)), ...(hasBroken(data) ? [entry("✕", "red and crossed: breaks a limit", "forbidden")] : []));
}
function nearestPlace(slider, position) {
  let best = 0;
  slider.handle.forEach((at, i) => { if (Math.abs(at - position) < Math.abs(slider.handle[best] - position)) best = i; });
  return best;
}
function settlePolicies(state, $) {
  later(state, () => {
    $(".announce").textContent = `${$(".sentence").textContent} ${$(".verdict").textContent}`;
    if (!samePlaces(state.at, state.data.now.at)) state.send({ type: "select", at: state.at });
  });
}
function listenPolicies(state, $) {
  const tiers = $(".tiers"), sliderOf = (event) => event.target.dataset && event.target.dataset.slider !== undefined ? Number(event.target.dataset.slider) : null;
  const moveSlider = (s, place) => {
    const at = [...state.at];
    at[s] = place;
    state.at = heldInOrder(state.data, at, s);
    drawPolicyNow(state, $);
  };
  tiers.addEventListener("pointerdown", (event) => { const s = sliderOf(event); if (s !== null) { state.dragged = s; state.byKey = false; } });
  tiers.addEventListener("input", (event) => { const s = sliderOf(event); if (s !== null) moveSlider(s, nearestPlace(state.data.sliders[s], Number(event.target.value))); });
  const letGo = (event) => { if (sliderOf(event) === null) return; state.dragged = null; drawPolicyNow(state, $); settlePolicies(state, $); };
  tiers.addEventListener("change", letGo);
  tiers.addEventListener("pointercancel", letGo);
  tiers.addEventListener("keydown", (event) => {
    const s = sliderOf(event);
    if (s === null) return;
    const slider = state.data.sliders[s], order = slider.handle.map((_, i) => i).sort((a, b) => slider.handle[a] - slider.handle[b]);
    const last = order.length - 1, here = order.indexOf(state.at[s]);
    const jump = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10, Home: -last, End: last }[event.key];
    if (jump === undefined) return;
    event.preventDefault();
    state.byKey = true;
    state.dragged = null;
    moveSlider(s, order[Math.min(Math.max(here + jump, 0), last)]);
    settlePolicies(state, $);
  });
  for (const select of $(".buttons").querySelectorAll("select"))
    select.addEventListener("change", () => state.send({ type: "axes", ...Object.fromEntries([...$(".buttons").querySelectorAll("select")].map((each) => [each.dataset.axis, each.value])) }));
  $("form").addEventListener("submit", (event) => event.preventDefault());
  $("form").addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    state.byKey = false;
    const act = button.dataset.do;
    if (act === "recommended") { state.at = [...state.data.recommended.at]; drawPolicyNow(state, $); return settlePolicies(state, $); }
    state.send({ type: act, at: state.at });
  });
  $(".chart").addEventListener("click", (event) => {
    const { view, data } = state;
    if (!view) return;
    const box = $(".chart canvas").getBoundingClientRect(), [left, top] = cornerOf(view);
    const [px, py] = [event.clientX - box.left - left, event.clientY - box.top - top];
    let best = null, distance = 60;
    for (const line of data.lines) line.points.at && line.points.at.forEach((at, i) => {
      const d = Math.hypot(view.scale("x")(line.points.x[i]) - px, view.scale("y")(line.points.y[i]) - py);
      if (at && d < distance) { distance = d; best = at; }
    });
    if (!best) return;
    state.byKey = false;
    state.at = [...best];
    drawPolicyNow(state, $);
    settlePolicies(state, $);
  });
}
