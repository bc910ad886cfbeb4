// The picture: one canvas that Vega draws, its size, and marks laid over it. The panel says what fills it: `state.fill`, `state.drawNow`.
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
// A mark laid over the chart. Outside the picture it waits at the edge and says so.
function place(state, mark, point, label) {
  mark.hidden = point.x == null || point.y == null;
  if (mark.hidden) return;
  const { view, ends } = state, [left, top] = cornerOf(view);
  const seen = (axis) => Math.min(Math.max(point[axis], ends[axis][0]), ends[axis][1]);
  const [x, y] = [seen("x"), seen("y")], isBeyond = x !== point.x || y !== point.y;
  const [px, py] = [left + view.scale("x")(x), top + view.scale("y")(y)];
  mark.style.transform = `translate(${px.toFixed(1)}px, ${py.toFixed(1)}px)`;
  const isLeftward = px > left + view.width() - 130;
  if (mark.classList.contains("leftward") !== isLeftward) mark.classList.toggle("leftward", isLeftward);
  const text = label + (label && isBeyond ? " (beyond the picture)" : "");
  write(mark.lastChild, text);
}
