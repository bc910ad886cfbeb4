// The chart: what its data sets hold. It is one canvas, drawn once and not while a hand moves; the marks that move lie over it.
function pointAt(data, i) {
  const { axes, points } = data;
  return { i, x: points.metrics[axes.x][i], y: points.metrics[axes.y][i], score: data.scores[points.score[i]] };
}
function isDrawn(p) { return p.x != null && p.y != null; }
function tipOf(data, i) {
  const parts = [`${data.scores[data.points.score[i]]} ≥ ${data.points.text[i]}`];
  for (const m of data.metrics)
    parts.push(`${m.label}: ${valueText(m, scaled(data, m, data.points.metrics[m.name][i]), currencyOf(data))} ${m.unit}`.trimEnd());
  return parts.join(" · ");
}
function currencyOf(data) { return data.money ? data.money.currency : ""; }
function scaled(data, metric, value) { return metric.name === "payoff" && data.money && value != null ? value * data.money.factor : value; }

// The part of the picture worth looking at: between the best end and a little past whatever the contract calls worst.
function focusEnds(data, name, extra) {
  const metric = data.metrics.find((m) => m.name === name), values = data.points.metrics[name].filter((v) => v != null);
  const low = Math.min(...values), high = Math.max(...values);
  const must = [metric.worst, metric.target, metric.limit, data.baseline && data.baseline.metrics[name], ...extra].filter((v) => v != null);
  let from = low, to = high;
  if (metric.worst != null || metric.limit != null) {
    if (metric.sign < 0) to = Math.min(high, Math.max(...must) * 1.25);
    else from = Math.max(low, Math.min(...must) - 0.25 * (high - Math.min(...must)));
  }
  const pad = (to - from) * 0.04 || 0.5;
  return [from - pad, to + pad, low - pad, high + pad];
}
function forbiddenRegions(data, ends) {
  const rows = [];
  for (const [axis, other] of [["x", "y"], ["y", "x"]]) {
    const m = data.metrics.find((k) => k.name === data.axes[axis]);
    if (m.limit == null) continue;
    const edge = m.sign < 0 ? Math.max(m.limit, ends[axis][2]) : Math.min(m.limit, ends[axis][3]);
    const far = m.sign < 0 ? ends[axis][3] * 10 + 10 : ends[axis][2] * 10 - 10;
    const [a, b] = [ends[other][2] - 10, ends[other][3] * 10 + 10];
    rows.push(axis === "x" ? { x: edge, x2: far, y: a, y2: b, ex: edge, ex2: edge, ey: a, ey2: b }
                           : { x: a, x2: b, y: edge, y2: far, ex: a, ex2: b, ey: edge, ey2: edge });
  }
  return rows;
}
// Crosses on what breaks a limit, so far apart that they are told from each other; a shape needs no colour.
const CROSSES_APART = 18;
function crossesOf(view, ends, lines) {
  const wide = view.width() / (ends.x[1] - ends.x[0]), high = view.height() / (ends.y[1] - ends.y[0]), crosses = [];
  for (const line of lines) {
    let last = null;
    for (const p of line) {
      if (p.isOk) continue;
      if (last && Math.hypot((p.x - last.x) * wide, (p.y - last.y) * high) < CROSSES_APART) continue;
      if (["x", "y"].every((axis) => p[axis] >= ends[axis][0] && p[axis] <= ends[axis][1])) crosses.push(last = { x: p.x, y: p.y });
    }
  }
  return crosses;
}
function hasBroken(data) { return data.metrics.some((m) => m.limit != null); }
function dataSets(data, ends) {
  const points = data.points, n = points.ok.length, curve = [], blocked = [];
  let run = 0;
  for (let i = 0; i < n; i++) {
    const p = pointAt(data, i);
    if (!isDrawn(p)) continue;
    curve.push({ ...p, order: i });
    if (!points.ok[i]) blocked.push({ ...p, order: i, run: `${points.score[i]}-${run}` });
    else run++;
  }
  const frontier = [];
  let piece = 0, before = null;
  data.frontier.forEach((i, order) => {
    const p = pointAt(data, i);
    if (before !== null && p.score !== before) piece++;
    before = p.score;
    const third = data.axes.third ? points.metrics[data.axes.third][i] : null;
    frontier.push({ ...p, order, run: piece, third, isOk: points.ok[i], tip: tipOf(data, i) });
  });
  return { curve, blocked, frontier, hull: data.hull.map((i) => pointAt(data, i)), forbidden: forbiddenRegions(data, ends) };
}
// What matters most comes first: it has the first choice of where its word stands.
function markRows(data) {
  const rows = [];
  if (data.baseline) rows.push({ x: data.baseline.metrics[data.axes.x], y: data.baseline.metrics[data.axes.y], kind: "today",
    label: `today (${data.baseline.name})`, tip: `Today: ${data.baseline.name}, ${data.baseline.note}` });
  for (const pin of data.pins) if (pin.at != null) rows.push({ ...pointAt(data, pin.at), kind: "pin", label: pin.name, tip: `${pin.name}: ` + tipOf(data, pin.at) });
  if (data.knee != null) rows.push({ ...pointAt(data, data.knee), kind: "knee", label: "knee", tip: "Knee, a suggestion: " + tipOf(data, data.knee) });
  return rows.filter(isDrawn);
}
