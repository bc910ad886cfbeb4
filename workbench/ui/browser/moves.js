// The sentence of a move, as workbench/wording/moves.py writes it.
function sayDifference(phrase, start, end) {
  const difference = start == null || end == null ? NaN : (end - start) * phrase.factor;
  if (Number.isNaN(difference)) return `${phrase.style === "money" ? "money" : phrase.head || phrase.tail} ${UNDEFINED}`;
  const size = number(Math.abs(difference));
  if (phrase.style === "money") {
    if (money(Math.abs(difference), phrase.head) === money(0, phrase.head)) return "no change in money";
    const amount = sayMoney(phrase, difference), last = amount.lastIndexOf(" ");
    if (phrase.head && !phrase.tail.startsWith("on ")) // "410 k EUR a year better"
      return [amount.slice(0, last), phrase.tail, amount.slice(last + 1)].filter(Boolean).join(" ");
    return `${amount} ${phrase.tail}`.trimEnd();
  }
  if (phrase.style === "count")
    return size === "0" ? `as many ${phrase.tail}` : `${size} ${difference < 0 ? "fewer" : "more"} ${phrase.tail}`;
  if (difference === 0) return `${phrase.head} unchanged`;
  return `${phrase.head} ${difference < 0 ? "down" : "up"} ${size} ${phrase.tail}`.trimEnd();
}
// A number alone would not say what it counts, so it is said to be a worth.
function sayMoney(phrase, difference) {
  const amount = money(Math.abs(difference), phrase.head), isBetter = difference * phrase.sign > 0;
  return phrase.head ? `${amount} ${isBetter ? "better" : "worse"}` : `worth ${amount} ${isBetter ? "more" : "less"}`;
}
function sayMove(start, end, phrases, fromValues, toValues) {
  const said = phrases.map((p, i) => [p.style, sayDifference(p, fromValues[i], toValues[i])]);
  const plain = said.filter(([style]) => style !== "money").map(([, text]) => text).join(", ");
  const coin = said.filter(([style]) => style === "money").map(([, text]) => text).join(", ");
  return `From ${start} to ${end}: ${[plain, coin].filter(Boolean).join("; ")}.`;
}
// The exchange rate of a move, short and without names, as workbench/wording/rates.py writes it.
function sayShortRate(phrases, fromValues, toValues) {
  let better = null, worse = null;
  phrases.forEach((p, i) => {
    const change = fromValues[i] == null || toValues[i] == null ? NaN : (toValues[i] - fromValues[i]) * p.factor;
    if (Number.isNaN(change) || change === 0) return;
    if (change * p.sign > 0) better = better || [p, change];
    else worse = worse || [p, change];
  });
  if (!better || !worse) return "";
  const isTurned = better[0].style !== "count" && worse[0].style === "count";
  const [[of, moved], [by, price]] = isTurned ? [worse, better] : [better, worse], size = Math.abs(moved);
  const unit = of.style === "level" && size < 1 ? 0.01 : of.style === "money" && size >= 1000 ? 1000 : 1;
  const bare = (p, change) => p.style === "money" ? sayMoney(p, change)
    : p.style === "count" ? `${number(Math.abs(change))} ${change < 0 ? "fewer" : "more"}` : `${change < 0 ? "down" : "up"} ${number(Math.abs(change))}`;
  return `${bare(by, unit * price / size)} for every ${bare(of, Math.sign(moved) * unit)}`;
}
