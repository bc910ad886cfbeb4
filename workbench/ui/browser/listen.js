// What a hand or a key does: the point moves at once, and the server hears of it when the hand lets go.
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
