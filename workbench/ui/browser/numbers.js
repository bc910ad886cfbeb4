// The one rounding, as workbench/wording/numbers.py writes it; a browser test holds the two together.
const UNDEFINED = "undefined";
function rounded(value, decimals) {
  let text = Math.abs(value).toFixed(decimals);
  let [whole, part = ""] = text.split(".");
  part = part.replace(/0+$/, "");
  text = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",") + (part ? "." + part : "");
  return value < 0 && /[1-9]/.test(text) ? "-" + text : text;
}
function number(value) {
  if (value == null || Number.isNaN(value)) return UNDEFINED;
  const size = Math.abs(value);
  for (const [least, decimals] of [[100, 0], [10, 1], [1, 2], [0.1, 3], [0.01, 4], [0.001, 5]])
    if (size >= least) return rounded(value, decimals);
  return rounded(value, 6);
}
function percent(value) {
  if (value == null || Number.isNaN(value)) return UNDEFINED;
  const size = Math.abs(100 * value);
  return rounded(100 * value, size >= 10 ? 1 : size >= 0.1 ? 2 : size >= 0.01 ? 3 : 4) + "%";
}
function money(value, currency) {
  if (value == null || Number.isNaN(value)) return UNDEFINED;
  const size = Math.abs(value);
  let text = null;
  for (const [least, unit, name] of [[1e9, 1e9, " B"], [1e6, 1e6, " M"], [1e4, 1e3, " k"]])
    if (size >= least) { text = number(value / unit) + name; break; }
  if (text === null) text = rounded(value, size >= 100 ? 0 : 2);
  return (text + " " + currency).trimEnd();
}
function count(value) {
  return rounded(value, Number.isInteger(value) ? 0 : 1);
}
function valueText(metric, value, currency) {
  return metric.kind === "share" ? percent(value) : metric.kind === "money" ? money(value, currency) : number(value);
}
// A measured value beside its limit, as workbench/wording/judged.py writes it: never rounded onto the other side.
function isBroken(metric, value) {
  return metric.limit != null && !(value != null && (metric.sign < 0 ? value <= metric.limit_reach : value >= metric.limit_reach));
}
function judgedText(metric, value, currency) {
  const text = valueText(metric, value, currency);
  if (metric.limit == null || value == null || Number.isNaN(value)) return text;
  const scale = metric.kind === "share" ? 100 : 1, unit = metric.kind === "share" ? "%" : metric.kind === "money" ? ` ${currency}`.trimEnd() : "";
  const read = (digits) => Number(digits.replaceAll(",", "")) / scale, broken = isBroken(metric, value);
  let [, digits, thousands = ""] = /^(-?[0-9,]+(?:\.[0-9]+)?)(?: ([kMB])(?= |$))?/.exec(text);
  if (isBroken(metric, read(digits) * { "": 1, k: 1e3, M: 1e6, B: 1e9 }[thousands]) === broken) return text;
  for (let decimals = thousands ? 0 : (digits.split(".")[1] || "").length + 1; decimals < 40; decimals++) {
    digits = rounded(scale * value, decimals);
    if (isBroken(metric, read(digits)) === broken) break;
  }
  return digits + unit;
}
function distanceNumber(size) {
  const text = number(size);
  return text === "0" && size > 0 ? rounded(size, -Math.floor(Math.log10(size))) : text;
}
// Columns of numbers as workbench/explore/packing.py sends them, as lists again; what is undefined is null.
const ARRAYS = { "<f8": Float64Array, "<i4": Int32Array, "<i2": Int16Array, "<i1": Int8Array, bool: Uint8Array };
function unpacked(content) {
  if (content === null || typeof content !== "object") return content;
  if (Array.isArray(content)) return content.map(unpacked);
  if (Object.hasOwn(content, "same") && Number.isInteger(content.count)) return new Array(content.count).fill(content.same);
  if (Object.hasOwn(ARRAYS, content.type) && typeof content.bytes === "string") {
    const values = Array.from(new ARRAYS[content.type](Uint8Array.from(atob(content.bytes), (c) => c.charCodeAt(0)).buffer));
    return content.type === "bool" ? values.map(Boolean) : content.type === "<f8" ? values.map((v) => (Number.isNaN(v) ? null : v)) : values;
  }
  return Object.fromEntries(Object.entries(content).map(([key, value]) => [key, unpacked(value)]));
}
