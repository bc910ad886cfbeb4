// What a policy comes to is a sum over its sliders: every slider adds, at each of its places, its part to every total.
function totalOf(form, at) {
  let total = form.constant;
  for (let s = 0; s < at.length; s++) if (form.parts[s]) total += form.parts[s][at[s]];
  return total;
}
// The metric at these places; null where it is undefined, and where only the server can tell.
function policyValue(metric, at) {
  if (!metric.top) return null;
  const top = totalOf(metric.top, at);
  const value = metric.below ? top / totalOf(metric.below, at) : top;
  return Number.isFinite(value) ? value : null;
}
function policyPoint(data, at) {
  const values = {};
  for (const metric of data.metrics) values[metric.name] = policyValue(metric, at);
  return values;
}
function samePlaces(a, b) { return a && b && a.length === b.length && a.every((place, s) => place === b[s]); }
// Held to the order that sliders must keep: those before give way to the one that moves.
function heldInOrder(data, at, moved) {
  const held = [...at];
  const number = (s) => data.sliders[s].rank[held[s]];
  for (const chain of data.chains || []) {
    const k = chain.indexOf(moved);
    if (k < 0) continue;
    const move = (s, isOk) => { const places = data.sliders[s].rank; let best = null;
      places.forEach((rank, i) => { if (isOk(rank) && (best === null || Math.abs(rank - number(s)) < Math.abs(places[best] - number(s)))) best = i; });
      if (best !== null) held[s] = best; };
    for (let j = k - 1; j >= 0; j--) if (number(chain[j]) > number(chain[j + 1])) move(chain[j], (rank) => rank <= number(chain[j + 1]));
    for (let j = k + 1; j < chain.length; j++) if (number(chain[j]) < number(chain[j - 1])) move(chain[j], (rank) => rank >= number(chain[j - 1]));
  }
  return held;
}
