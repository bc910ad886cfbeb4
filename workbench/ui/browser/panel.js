// The words beside the chart: the sentence, the tiles, the matrix, one step either way, the recommendation.
function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "text") node.textContent = value;
    else if (value !== null && value !== false) node.setAttribute(key, value);
  }
  node.append(...children);
  return node;
}
// Writes only what changed: an untouched node needs no style, no layout and no paint in the frame.
function write(node, text) {
  if (node.firstChild && node.firstChild.nodeType === 3) { if (node.firstChild.data !== text) node.firstChild.data = text; }
  else if (node.textContent !== text) node.textContent = text;
}
function dress(node, className) { if (node.className !== className) node.className = className; }
function nameOf(data, i, full) {
  const text = data.points.text[i], several = full || data.scores.length > 1;
  return several ? `${data.scores[data.points.score[i]]} ${text}` : text;
}
function referenceOf(data, state) {
  if (state.reference === "today" && data.baseline)
    return { name: `today (${data.baseline.name})`, metrics: data.baseline.metrics, payoff: data.baseline.payoff };
  const pin = data.pins.find((p) => p.name === state.reference);
  const i = pin && pin.at != null ? pin.at : state.reference === "recommended" && state.recommended != null ? state.recommended : state.start;
  if (i == null) return null;
  return { name: nameOf(data, i), metrics: Object.fromEntries(data.metrics.map((m) => [m.name, data.points.metrics[m.name][i]])), at: i };
}
function sentenceOf(data, state) {
  const reference = referenceOf(data, state);
  if (!reference) return "";
  if (reference.at === state.now) return `You are at ${nameOf(data, state.now, true)}. Move the slider, or click the frontier.`;
  const told = data.metrics.filter((m) => data.told.includes(m.name) || m.name === "payoff");
  return sayMove(reference.name, nameOf(data, state.now), told.map((m) => m.phrase),
    told.map((m) => reference.metrics[m.name]), told.map((m) => data.points.metrics[m.name][state.now]));
}
function verdictOf(data, i) {
  const broken = data.metrics.filter((m) => isBroken(m, data.points.metrics[m.name][i]));
  if (!broken.length) return data.metrics.some((m) => m.limit != null) ? ["kept", "Every limit is kept."] : ["", ""];
  return ["broken", broken.map((m) => {
    const value = data.points.metrics[m.name][i];
    if (value == null) return `${m.label} is undefined here, so its limit cannot be kept.`;
    const by = m.kind === "share" ? `${distanceNumber(100 * Math.abs(value - m.limit))} points` : distanceNumber(Math.abs(value - m.limit));
    return `Not allowed: ${m.label} is ${judgedText(m, value, "")}; the limit is ${m.limit_text}, broken by ${by}.`;
  }).join(" ")];
}
function stepWords(data, i) {
  const k = data.frontier.indexOf(i);
  const [mx, my] = [data.axes.x, data.axes.y].map((name) => data.metrics.find((m) => m.name === name));
  if (k < 0) return ["Not on the frontier: some point is at least as good on both axes."];
  const here = [data.points.metrics[mx.name][i], data.points.metrics[my.name][i]];
  const say = (side, title) => {
    if (side.x[k] == null) return "";
    const rate = sayShortRate([mx.phrase, my.phrase], here, [side.x[k], side.y[k]]);
    return `${title}: ${sayDifference(mx.phrase, here[0], side.x[k])}, ${sayDifference(my.phrase, here[1], side.y[k])}${rate && ` (${rate})`}.`;
  };
  const { before, after } = data.exchange;
  return [say(after, `One step to better ${mx.label.toLowerCase()}`), say(before, `One step to better ${my.label.toLowerCase()}`)].filter(Boolean);
}
function adviceOf(data, state) {
  if (data.rule === null) return ["", data.no_rule];
  if (data.blocked) return ["broken", "Nothing is feasible: " + data.blocked.map((b) =>
    `${b.label} must be at ${b.at_most ? "most" : "least"} ${b.limit}, and the nearest ${b.keeps_others ? "any point that keeps the other limits" : "any point"} comes is ${b.nearest}`).join("; ") + ". No limit was relaxed."];
  const i = state.recommended;
  if (i == null) return ["broken", "Among the points shown none keeps every limit."];
  const why = data.rule === "payoff" ? "the most money among the points that keep every limit" : "the highest contract score among the points that keep every limit";
  const moved = state.isWhatIf ? " with these what-if settings (the contract itself is unchanged)" : "";
  const ties = !state.isWhatIf && data.ties_count > 1 ? ` ${data.ties_count} points tie for it.` : "";
  return [i === state.now ? "kept" : "", `Recommended${moved}: ${nameOf(data, i, true)}, ${why}.${ties}`];
}
function drawTiles(box, data, state) {
  const reference = referenceOf(data, state), currency = currencyOf(data);
  const rows = data.metrics.filter((m) => data.told.includes(m.name) || m.limit != null || m.name === "payoff" || m.name === data.axes.third);
  while (box.children.length > rows.length) box.lastChild.remove();
  rows.forEach((m, k) => {
    let tile = box.children[k];
    if (!tile) box.append(tile = el("div", { class: "tile" }, el("div", { class: "name" }), el("div", { class: "value" }), el("div", { class: "unit" }), el("div", { class: "limit" })));
    const raw = data.points.metrics[m.name][state.now], broken = isBroken(m, raw);
    dress(tile, "tile" + (broken ? " broken" : ""));
    write(tile.children[0], m.name === "payoff" ? "Money" : m.label);
    write(tile.children[1], m.limit != null ? judgedText(m, raw, currency) : valueText(m, scaled(data, m, raw), currency));
    write(tile.children[2], m.name === "payoff" ? data.money.per : m.unit);
    let note = m.limit != null ? `limit ${m.limit_short}: ${broken ? "broken" : "kept"}` : "";
    const before = reference ? reference.metrics[m.name] : null;
    if (!note && before != null && raw != null && raw !== before)
      note = `${(raw - before) * m.sign > 0 ? "▲ better" : "▼ worse"} than ${reference.name}`;
    write(tile.children[3], note || "\u00a0");
  });
}
function drawMatrix(box, data, i) {
  const p = data.points, coin = (cell) => p.payoff && p.payoff[cell] && p.payoff[cell][i] ? money(p.payoff[cell][i] * data.money.factor, data.money.currency) : "";
  for (const cell of ["TP", "FN", "FP", "TN"]) {
    const td = box.querySelector(`[data-cell=${cell}]`);
    write(td.firstChild, count(p[cell][i]));
    write(td.lastChild, coin(cell));
  }
  const all = p.TP[i] + p.FP[i] + p.FN[i] + p.TN[i];
  write(box.querySelector("[data-cell=note]"), `${percent((p.TP[i] + p.FP[i]) / all)} of ${count(all)} cases flagged` + (data.money ? `; money ${data.money.per}` : ""));
}
