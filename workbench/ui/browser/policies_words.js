// The words beside the picture: the sentence of the move, the limits, the tiles, the matrix, the advice.
// Sums of the same numbers in another order may differ in the last digit; that is no difference to tell.
function isAlike(a, b) { return Math.abs(a - b) <= 1e-12 * Math.max(Math.abs(a), Math.abs(b)); }
function policyNow(data, state) {
  const values = policyPoint(data, state.at);
  // Where only the server can tell, what it told is shown as long as nothing has moved.
  if (samePlaces(state.at, data.now.at)) for (const metric of data.metrics) if (!metric.top) values[metric.name] = data.now.values[metric.name];
  return values;
}
function policySentence(data, state, values) {
  if (samePlaces(state.at, data.start.at)) return data.start.sentence;
  const told = data.metrics.filter((m) => m.is_told && values[m.name] != null);
  return sayMove(data.start.name, data.here, told.map((m) => m.phrase), told.map((m) => data.start.values[m.name]),
    told.map((m) => (data.start.values[m.name] != null && isAlike(values[m.name], data.start.values[m.name]) ? data.start.values[m.name] : values[m.name])));
}
function policyVerdict(data, state, values) {
  const limited = data.metrics.filter((m) => m.limit != null);
  if (!limited.length) return ["", ""];
  const unknown = limited.filter((m) => !m.top && !samePlaces(state.at, data.now.at));
  const broken = limited.filter((m) => !unknown.includes(m) && isBroken(m, values[m.name]));
  if (broken.length) return ["broken", broken.map((m) => values[m.name] == null ? `${m.label} is undefined here, so its limit cannot be kept.`
    : `Not allowed: ${m.label} is ${judgedText(m, values[m.name], data.currency)}; the limit is ${m.limit_text}.`).join(" ")];
  if (unknown.length) return ["", `Let go to see ${unknown.map((m) => m.label).join(" and ")}.`];
  return ["kept", "Every limit is kept."];
}
function drawPolicyTiles(box, data, state, values) {
  const rows = data.metrics.filter((m) => m.is_told || m.limit != null);
  while (box.children.length > rows.length) box.lastChild.remove();
  rows.forEach((m, k) => {
    let tile = box.children[k];
    if (!tile) box.append(tile = el("div", { class: "tile" }, el("div", { class: "name" }), el("div", { class: "value" }), el("div", { class: "unit" }), el("div", { class: "limit" })));
    const raw = values[m.name], waits = !m.top && !samePlaces(state.at, data.now.at), broken = !waits && isBroken(m, raw);
    dress(tile, "tile" + (broken ? " broken" : ""));
    write(tile.children[0], m.label);
    write(tile.children[1], waits ? "…" : m.limit != null ? judgedText(m, raw, data.currency) : valueText(m, raw == null ? raw : raw * m.scale, data.currency));
    write(tile.children[2], m.unit);
    const before = data.start.values[m.name];
    const change = before == null || raw == null || isAlike(raw, before) ? "\u00a0" : `${(raw - before) * m.sign > 0 ? "▲ better" : "▼ worse"} than ${data.start.name}`;
    write(tile.children[3], m.limit != null ? `limit ${m.limit_short}: ${waits ? "…" : broken ? "broken" : "kept"}` : change);
  });
}
function drawPolicyMatrix(box, data, state) {
  const cells = Object.fromEntries(["TP", "FN", "FP", "TN"].map((cell) => [cell, totalOf(data.cells[cell], state.at)]));
  for (const [cell, value] of Object.entries(cells)) write(box.querySelector(`[data-cell=${cell}]`).firstChild, count(value));
  const all = cells.TP + cells.FN + cells.FP + cells.TN;
  const reviewed = data.cells.REVIEWED ? `; ${percent(totalOf(data.cells.REVIEWED, state.at) / all)} reviewed by a person` : "";
  write(box.querySelector("[data-cell=note]"), `${percent((cells.TP + cells.FP) / all)} of ${count(all)} cases flagged${reviewed}${data.cells_note ? ` ${data.cells_note}` : ""}`);
}
