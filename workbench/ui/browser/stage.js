// The picture: one canvas that Vega draws, its size, and marks and words laid over it. The panel says what fills it: `state.fill`, `state.drawNow`,
// and which lines are in it: `state.paths`.
function drawChart(state, $) {
  const dark = isDark($(".chart")), data = state.data;
  $(".chart").closest(".wb").classList.toggle("dark", dark);
  const key = dark + JSON.stringify(data.spec);
  state.sets = null;
  if (state.key === key && state.view) return state.fill();
  state.key = key;
  state.library = state.library || import(new URL(data.vega, document.baseURI));
  const spec = JSON.parse(JSON.stringify(data.spec), (_, value) => (dark && Object.hasOwn(data.dark_colours, value) ? data.dark_colours[value] : value));
  spec.config.axisY = { titleLimit: $(".chart").clientHeight - 70 };
  spec.config.axisX = { titleLimit: $(".chart").clientWidth - 90 };
  if ($(".chart").clientWidth < 500) Object.assign(spec.config.axis, { titleFontSize: 11, labelFontSize: 11, titlePadding: 3 });
  state.library.then(() => vegaEmbed($(".chart"), spec, { actions: false, renderer: "canvas", mode: "vega-lite", logLevel: 1, tooltip: { theme: dark ? "dark" : "light" } }))
    .then((result) => {
      if (state.view) state.view.finalize();
      state.view = result.view;
      state.drawnSize = "";
      state.fill();
      new ResizeObserver(() => fit(state, $)).observe($(".chart"));
      fit(state, $);
    });
}
function isDark(node) {
  const [r, g, b] = (getComputedStyle(node).getPropertyValue("--st-background-color").trim().match(/[0-9a-f]{2}/gi) || ["ff", "ff", "ff"]).map((h) => parseInt(h, 16));
  return 0.3 * r + 0.59 * g + 0.11 * b < 128;
}
function fit(state, $) {
  const box = $(".chart"), width = Math.floor(box.clientWidth), height = Math.floor(box.clientHeight);
  if (!state.view || width < 100 || `${width}x${height}` === state.drawnSize) return;
  state.drawnSize = `${width}x${height}`;
  state.view.width(width).height(height).runAsync().then(() => state.drawNow());
}
// Where the plotted area begins inside the chart's box.
function cornerOf(view) {
  const [left, top] = view.origin(), padding = view.padding();
  return [left + padding.left, top + padding.top];
}
// The marks laid over the chart, and the words of all marks. `moving`: [name, point, word] of each mark that is laid over; `still`: rows of
// those that Vega draws, which stand only within the picture.
function drawMarks(state, $, moving, still) {
  const { view, ends } = state, items = [];
  for (const [name, point, word] of moving) {
    const spot = place(state, $(`.mark.${name}`), point);
    if (spot) items.push({ ...spot, text: word + (word && spot.isBeyond ? " (beyond the picture)" : ""), isMoving: name === "now" });
  }
  const isSeen = (row) => ["x", "y"].every((axis) => row[axis] >= ends[axis][0] && row[axis] <= ends[axis][1]);
  for (const row of still.filter(isSeen)) items.push({ ...spotOf(view, row), text: row.label });
  drawLabels(state, $, items);
}
function spotOf(view, point) {
  const [left, top] = cornerOf(view);
  return { x: left + view.scale("x")(point.x), y: top + view.scale("y")(point.y) };
}
// Outside the picture a mark waits at the edge and says so.
function place(state, mark, point) {
  mark.hidden = point.x == null || point.y == null;
  if (mark.hidden) return null;
  const seen = (axis) => Math.min(Math.max(point[axis], state.ends[axis][0]), state.ends[axis][1]);
  const inside = { x: seen("x"), y: seen("y") }, spot = spotOf(state.view, inside);
  mark.style.transform = `translate(${spot.x.toFixed(1)}px, ${spot.y.toFixed(1)}px)`;
  return { ...spot, isBeyond: inside.x !== point.x || inside.y !== point.y };
}
const LABEL_LINE = 17, LABEL_PADDING = 3;
function drawLabels(state, $, items) {
  const box = $(".labels"), area = plotArea(state.view), widest = Math.min(240, 0.6 * (area.right - area.left));
  const sized = items.map((item) => {
    const lines = linesOf(item.text, widest, (text) => widthOf(state, box, text));
    const width = lines.length ? Math.ceil(Math.max(...lines.map((line) => widthOf(state, box, line)))) + 2 * LABEL_PADDING : 0;
    return { ...item, lines, width, height: LABEL_LINE * lines.length };
  });
  const places = placeLabels(sized, area, waysOf(state));
  while (box.children.length < sized.length) box.append(el("span"));
  [...box.children].forEach((node, k) => {
    const spot = places[k];
    node.hidden = !spot;
    if (!spot) return;
    write(node, sized[k].lines.join("\n"));
    node.style.transform = `translate(${spot.left.toFixed(1)}px, ${spot.top.toFixed(1)}px)`;
  });
  const leaders = places.filter((spot) => spot && spot.leader).map(({ leader }) => leader.map((v) => v.toFixed(1)));
  $(".leaders path").setAttribute("d", leaders.map(([x1, y1, x2, y2]) => `M${x1} ${y1}L${x2} ${y2}`).join(""));
}
function widthOf(state, box, text) {
  state.widths = state.widths || new Map();
  if (!state.widths.has(text)) {
    state.pen = state.pen || document.createElement("canvas").getContext("2d");
    const { fontWeight, fontSize, fontFamily } = getComputedStyle(box);
    state.pen.font = `${fontWeight} ${fontSize} ${fontFamily}`;
    state.widths.set(text, state.pen.measureText(text).width);
  }
  return state.widths.get(text);
}
function plotArea(view) {
  const [left, top] = cornerOf(view);
  return { left, top, right: left + Math.max(...view.scale("x").range()), bottom: top + Math.max(...view.scale("y").range()) };
}
// The drawn lines in pixels; worked out again only where the picture has changed.
function waysOf(state) {
  const key = JSON.stringify([state.rev, state.drawnSize, state.ends]);
  if (state.waysKey !== key) {
    state.waysKey = key;
    state.widths = new Map(); // a font may have come meanwhile
    const area = plotArea(state.view), isSeen = ([x, y]) => x >= area.left && x <= area.right && y >= area.top && y <= area.bottom;
    state.ways = state.paths.flatMap((path) => dotted(path.map((point) => { const { x, y } = spotOf(state.view, point); return [x, y]; })).filter(isSeen));
  }
  return state.ways;
}
