// Where the words of the chart's marks go. Pure: pixels in, pixels out.
// A word stands beside its mark. Where it is crowded there it stands further off, and a line leads back to the mark; so it does where
// another mark is as near.
const MARK_RADIUS = 11, LABEL_GAP = 2, FAR = 8;
// What is given first has the first choice. `items`: { x, y, width, height, isMoving }; without a width it is a mark to keep clear of.
// `area`: { left, top, right, bottom }, which no word leaves. `ways`: points of lines, better not written on; what moves does not
// look at them, or it would hop about under the hand. Gives { left, top, leader }, or null where there is no room at all.
function placeLabels(items, area, ways = []) {
  const marks = items.map(({ x, y }) => ({ left: x - MARK_RADIUS, right: x + MARK_RADIUS, top: y - MARK_RADIUS, bottom: y + MARK_RADIUS }));
  const taken = [], leaders = [];
  return items.map((item) => {
    if (!item.width) return null;
    const boxAt = (left, top) => ({ left, top, right: left + item.width, bottom: top + item.height });
    const isInside = (box) => box.left >= area.left && box.top >= area.top && box.right <= area.right && box.bottom <= area.bottom;
    const isClear = (box) => isInside(box) && !taken.some((other) => doOverlap(box, other));
    const isNearerToAnother = (box) => items.some((other) => other.width && Math.hypot(other.x - item.x, other.y - item.y) > 2
      && distanceTo(box, other) < distanceTo(box, item) + 3);
    const spoils = (box) => (item.isMoving ? 0 : ways.filter(([x, y]) => x > box.left && x < box.right && y > box.top && y < box.bottom).length)
      + 60 * leaders.filter((line) => doesCross(line, box)).length + (isNearerToAnother(box) ? 15 : 0);
    let best = null;
    const consider = (box, cost) => {
      if (best !== null && cost >= best.cost) return;
      const whole = cost + spoils(box);
      if (best === null || whole < best.cost) best = { box, cost: whole };
    };
    const isOffMarks = (box) => !marks.some((mark) => doOverlap(box, mark));
    placesBeside(item).map(([left, top]) => boxAt(left, top)).forEach((box, order) => { if (isClear(box) && isOffMarks(box)) consider(box, 3 * order); });
    // Anywhere in the picture, the nearer the better; upon another mark only where nothing else is left.
    if (best === null) for (const mayCover of [false, true]) {
      for (let top = area.top; top + item.height <= area.bottom; top += 4)
        for (let left = area.left; left + item.width <= area.right; left += 8) {
          const box = boxAt(left, top), far = distanceTo(box, item);
          if (best !== null && far >= best.cost) continue;
          if (!isClear(box) || !(mayCover || isOffMarks(box))) continue;
          consider(box, far + 60 * taken.filter((other) => doesCross(leaderTo(box, item), other)).length);
        }
      if (best !== null) break;
    }
    if (best === null) return null;
    const leader = distanceTo(best.box, item) > MARK_RADIUS + FAR || isNearerToAnother(best.box) ? leaderTo(best.box, item) : null;
    taken.push(best.box);
    if (leader) leaders.push(leader);
    return { left: best.box.left, top: best.box.top, leader };
  });
}
function placesBeside({ x, y, width, height }) {
  const right = x + MARK_RADIUS + LABEL_GAP, left = x - MARK_RADIUS - LABEL_GAP - width;
  const above = y - MARK_RADIUS - LABEL_GAP - height, below = y + MARK_RADIUS + LABEL_GAP, middle = y - height / 2;
  return [[right, y - height - 2], [right, middle], [x - 6, above], [right, y + 2], [x - 6, below], [left, y - height - 2], [left, middle],
    [left, y + 2], [x + 6 - width, above], [x + 6 - width, below], [x - width / 2, above], [x - width / 2, below]];
}
function doOverlap(a, b) { return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom; }
function nearestIn(box, { x, y }) { return [Math.min(Math.max(x, box.left), box.right), Math.min(Math.max(y, box.top), box.bottom)]; }
function distanceTo(box, item) { const [x, y] = nearestIn(box, item); return Math.hypot(x - item.x, y - item.y); }
// From the mark's edge to the nearest point of the word.
function leaderTo(box, item) {
  const [x, y] = nearestIn(box, item), far = Math.hypot(x - item.x, y - item.y) || 1, share = Math.min(1, MARK_RADIUS / far);
  return [item.x + (x - item.x) * share, item.y + (y - item.y) * share, x, y];
}
function doesCross([x1, y1, x2, y2], box) {
  // What is left of the line between the box's sides, side by side.
  let from = 0, to = 1;
  for (const [start, change, low, high] of [[x1, x2 - x1, box.left, box.right], [y1, y2 - y1, box.top, box.bottom]]) {
    if (change === 0) { if (start <= low || start >= high) return false; continue; }
    const ends = [(low - start) / change, (high - start) / change];
    from = Math.max(from, Math.min(...ends));
    to = Math.min(to, Math.max(...ends));
  }
  return from < to;
}
// The lines of a text that are no longer than `widest`, broken at spaces, and within a word where it alone is longer.
function linesOf(text, widest, measure) {
  const lines = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line && measure(`${line} ${word}`) <= widest) { line += ` ${word}`; continue; }
    if (line) lines.push(line);
    line = "";
    for (const letter of word) {
      if (line && measure(line + letter) > widest) { lines.push(line); line = ""; }
      line += letter;
    }
  }
  return line ? [...lines, line] : lines;
}
// Points every few pixels along a line, so that a word between two far points still meets it.
function dotted(points, step = 7) {
  const dots = [];
  points.forEach(([x, y], k) => {
    if (k) {
      const [fromX, fromY] = points[k - 1], count = Math.min(200, Math.floor(Math.hypot(x - fromX, y - fromY) / step));
      for (let j = 1; j < count; j++) dots.push([fromX + ((x - fromX) * j) / count, fromY + ((y - fromY) * j) / count]);
    }
    const last = dots.at(-1);
    if (!last || Math.hypot(x - last[0], y - last[1]) >= step) dots.push([x, y]);
  });
  return dots;
}
