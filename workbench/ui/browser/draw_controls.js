// The controls as the data has them: slider, selects, key, what-if sliders, pins.
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
  $("[data-do=pin]").disabled = data.has_all_pins;
}
function titleOf(data) {
  const [x, y] = [data.axes.x, data.axes.y].map((name) => data.metrics.find((m) => m.name === name).label);
  const shown = data.points.ok.length < data.candidates_count ? `, ${count(data.points.ok.length)} of ${data.is_thinned ? "more than " : ""}${count(data.candidates_count)} thresholds shown` : "";
  return `${y} against ${x.slice(0, 1).toLowerCase()}${x.slice(1)}${shown}`;
}
function drawKey(box, data, state) {
  const entry = (sign, text, look) => el("span", {}, el("b", { "aria-hidden": "true", class: look || null, text: sign }), ` ${text}`);
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
    ...(data.baseline ? [entry("■", "today")] : []), ...(data.knee != null && state.show.knee ? [entry("▲", "knee: bends most, a suggestion")] : []), ...(data.pins.length ? [entry("▼", "pins")] : []),
    ...(state.show.hull ? [entry("○", `some weighting picks it${data.is_thinned ? " among the listed" : ""}; other points need a limit to justify them`)] : []),
    entry("━", data.is_thinned ? "frontier: nothing listed beats it" : "frontier: nothing beats it"), entry("┄", "the rest, dominated"),
    ...(hasBroken(data) ? [entry("✕", "red and crossed: breaks a limit", "forbidden")] : []));
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
