// @ts-check

/**
 * @typedef {object} Series
 * @property {string} name
 * @property {string} color
 * @property {{ x: number, y: number }[]} points
 */

/**
 * @typedef {object} Chart
 * @property {string} title
 * @property {string} xTitle
 * @property {string} yTitle
 * @property {(x: number) => string} xLabel
 * @property {(y: number) => string} yLabel
 * @property {Series[]} series
 */

const width = 720;
const height = 420;
const plot = { left: 70, right: 130, top: 44, bottom: 56 };
const style = "font-family:system-ui,sans-serif;font-size:13px;fill:#555";

/**
 * A line chart as SVG, both axes logarithmic: a straight line of slope one is time in proportion to size. The
 * background is white, so that it can be read where the page is dark.
 * @param {Chart} chart
 */
export function chartSvg(chart) {
  const points = chart.series.flatMap((series) => series.points);
  const x = scale(
    points.map((point) => point.x),
    plot.left,
    width - plot.right,
  );
  const decades = points.map((point) => Math.log10(point.y));
  const yTicks = range(Math.floor(Math.min(...decades)), Math.ceil(Math.max(...decades))).map((n) => 10 ** n);
  const y = scale(yTicks, height - plot.bottom, plot.top);
  const xTicks = [...new Set(points.map((point) => point.x))].sort((a, b) => a - b);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${chart.title}">`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    text(width / 2, 24, chart.title, "middle", "font-size:16px;fill:#222"),
    ...yTicks.map((tick) => line(plot.left, y(tick), width - plot.right, y(tick), "#ddd")),
    ...yTicks.map((tick) => text(plot.left - 8, y(tick) + 4, chart.yLabel(tick), "end")),
    ...xTicks.map((tick) => line(x(tick), plot.top, x(tick), height - plot.bottom, "#eee")),
    ...xTicks.map((tick) => text(x(tick), height - plot.bottom + 20, chart.xLabel(tick), "middle")),
    text((plot.left + width - plot.right) / 2, height - 12, chart.xTitle, "middle"),
    `<g transform="rotate(-90 18 ${height / 2})">${text(18, height / 2, chart.yTitle, "middle")}</g>`,
    ...chart.series.flatMap((series) => drawSeries(series, x, y)),
    "</svg>",
    "",
  ].join("\n");
}

/**
 * @param {Series} series
 * @param {(value: number) => number} x
 * @param {(value: number) => number} y
 */
function drawSeries({ name, color, points }, x, y) {
  const path = points.map((point) => `${x(point.x).toFixed(1)},${y(point.y).toFixed(1)}`);
  const last = points.at(-1);
  return [
    `<polyline points="${path.join(" ")}" fill="none" stroke="${color}" stroke-width="2.5"/>`,
    ...points.map(
      ({ x: px, y: py }) =>
        `<circle cx="${x(px).toFixed(1)}" cy="${y(py).toFixed(1)}" r="3.5" fill="${color}"/>`,
    ),
    last === undefined
      ? ""
      : text(x(last.x) + 10, y(last.y) + 4, name, "start", `fill:${color};font-weight:600`),
  ];
}

/**
 * @param {number[]} values
 * @param {number} from
 * @param {number} to
 */
function scale(values, from, to) {
  const [low, high] = [Math.log10(Math.min(...values)), Math.log10(Math.max(...values))];
  return (/** @type {number} */ value) => from + ((Math.log10(value) - low) / (high - low)) * (to - from);
}

/**
 * @param {number} from
 * @param {number} to
 */
function range(from, to) {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/**
 * @param {number} x
 * @param {number} y
 * @param {string} content
 * @param {string} anchor
 */
function text(x, y, content, anchor, more = "") {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}" style="${style};${more}">${content}</text>`;
}

/**
 * @param {number} x1
 * @param {number} y1
 * @param {number} x2
 * @param {number} y2
 * @param {string} color
 */
function line(x1, y1, x2, y2, color) {
  const at = [x1, y1, x2, y2].map((value) => value.toFixed(1));
  return `<line x1="${at[0]}" y1="${at[1]}" x2="${at[2]}" y2="${at[3]}" stroke="${color}"/>`;
}
