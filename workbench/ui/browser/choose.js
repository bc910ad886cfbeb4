// The recommended point among those shown, by the weights or costs on the sliders: guardrails first, then the rule.
// Mirrors workbench/policy/choose.py while a slider moves; the server settles it over all candidates on release.
function recommend(data, weights, costs) {
  const points = data.points, n = points.ok.length, beyond = new Float64Array(n), score = new Float64Array(n);
  if (data.rule === "payoff") {
    for (const [cell, values] of Object.entries(points.payoff || {}))
      for (let i = 0; i < n; i++) score[i] += (costs[cell] ?? 1) * values[i];
    beyond.set(score);
  } else {
    for (const metric of data.metrics) {
      const weight = weights[metric.name] ?? metric.weight;
      if (!weight || metric.worst == null) continue;
      const values = points.metrics[metric.name], span = metric.target - metric.worst;
      for (let i = 0; i < n; i++) {
        const worth = values[i] == null ? NaN : (values[i] - metric.worst) / span;
        beyond[i] += weight * worth;
        score[i] += weight * Math.min(Math.max(worth, 0), 1);
      }
    }
  }
  const flagged = (i) => points.TP[i] + points.FP[i];
  const isBetter = (i, j) => {
    const near = 1e-12 * Math.max(1, Math.abs(score[j]));
    if (Math.abs(score[i] - score[j]) > near) return score[i] > score[j];
    if (Math.abs(beyond[i] - beyond[j]) > near) return beyond[i] > beyond[j];
    return flagged(i) < flagged(j);
  };
  let best = null;
  for (let i = 0; i < n; i++) {
    if (!points.ok[i] || Number.isNaN(score[i])) continue;
    if (best === null || isBetter(i, best)) best = i;
  }
  return best;
}
