// The sentence of a move, as workbench/wording/moves.py writes it.
function sayDifference(phrase, start, end) {
  const difference = start == null || end == null ? NaN : (end - start) * phrase.factor;
  if (Number.isNaN(difference)) return `${phrase.head || phrase.tail} ${UNDEFINED}`;
  const size = number(Math.abs(difference));
  if (phrase.style === "money") {
    if (difference === 0) return "no change in money";
    const better = difference * phrase.sign > 0 ? "better" : "worse";
    return `${money(Math.abs(difference), phrase.head)} ${phrase.tail} ${better}`.replaceAll("  ", " ");
  }
  if (phrase.style === "count")
    return size === "0" ? `as many ${phrase.tail}` : `${size} ${difference < 0 ? "fewer" : "more"} ${phrase.tail}`;
  if (difference === 0) return `${phrase.head} unchanged`;
  return `${phrase.head} ${difference < 0 ? "down" : "up"} ${size} ${phrase.tail}`.trimEnd();
}
function sayMove(start, end, phrases, fromValues, toValues) {
  const said = phrases.map((p, i) => [p.style, sayDifference(p, fromValues[i], toValues[i])]);
  const plain = said.filter(([style]) => style !== "money").map(([, text]) => text).join(", ");
  const coin = said.filter(([style]) => style === "money").map(([, text]) => text).join(", ");
  return `From ${start} to ${end}: ${[plain, coin].filter(Boolean).join("; ")}.`;
}
