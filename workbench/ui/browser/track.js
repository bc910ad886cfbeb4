// Where a slider's handle means which point: by score, by share flagged, or by steps along the frontier.
const TRACK = 1000;
function shareOf(points, i) { return (points.TP[i] + points.FP[i]) / (points.TP[i] + points.FP[i] + points.FN[i] + points.TN[i]); }
function trackOf(data, state) {
  const points = data.points;
  if (state.mode === "step" && data.frontier.length > 1) {
    const order = data.frontier;
    return { order, at: (k) => (TRACK * k) / (order.length - 1) };
  }
  const code = points.score[state.now], own = [];
  for (let i = 0; i < points.ok.length; i++) if (points.score[i] === code) own.push(i);
  if (state.mode === "share") return { order: own, at: (k) => TRACK * shareOf(points, own[k]) };
  own.reverse(); // rising thresholds; the last is "flag nobody"
  const finite = own.filter((i) => points.threshold[i] != null), low = points.threshold[finite[0]], high = points.threshold[finite.at(-1)];
  const span = high - low || 1, room = finite.length === own.length ? TRACK : TRACK * 0.98;
  return { order: own, at: (k) => (points.threshold[own[k]] == null ? TRACK : (room * (points.threshold[own[k]] - low)) / span) };
}
function nearestOnTrack(track, position) {
  let best = 0, distance = Infinity;
  for (let k = 0; k < track.order.length; k++) {
    const d = Math.abs(track.at(k) - position);
    if (d < distance) { distance = d; best = k; }
  }
  return best;
}
function blockedGradient(data, track, colour) {
  const stops = [];
  for (let k = 0; k < track.order.length; k++) {
    if (data.points.ok[track.order[k]]) continue;
    const from = k ? (track.at(k - 1) + track.at(k)) / 2 : track.at(k), to = k + 1 < track.order.length ? (track.at(k + 1) + track.at(k)) / 2 : track.at(k);
    const [a, b] = [from, to].sort((m, n) => m - n).map((v) => (100 * v) / TRACK);
    const last = stops.at(-1);
    if (last && a <= last[1] + 0.01) last[1] = Math.max(last[1], b);
    else stops.push([a, b]);
  }
  stops.sort((m, n) => m[0] - n[0]);
  if (!stops.length) return "none";
  return `linear-gradient(to right, ${stops.map(([a, b]) => `transparent ${a.toFixed(2)}%, ${colour} ${a.toFixed(2)}%, ${colour} ${b.toFixed(2)}%, transparent ${b.toFixed(2)}%`).join(", ")})`;
}
