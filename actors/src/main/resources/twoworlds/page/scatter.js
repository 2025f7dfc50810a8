// Real against Ideal at T(n), with the diagonal: a point a setting with the bars of its means and a small one a seed, one colour a
// network, one shape a learning rate.
import { colour, nth } from "./colours.js";
import { svg } from "./dom.js";
import { number } from "./format.js";

const SIZE = 420;
const LEFT = 62;
const BELOW = 46;
const TOP = 12;
const SHAPES = [
  (x, y) => `M${x - 5} ${y}a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z`,
  (x, y) => `M${x - 4.5} ${y - 4.5}h9v9h-9z`,
  (x, y) => `M${x} ${y - 6}l6 6l-6 6l-6 -6z`,
  (x, y) => `M${x} ${y - 6}l6 10.5h-12z`,
  (x, y) => `M${x - 5} ${y - 5}l10 10m0 -10l-10 10`,
];

/** Round numbers between two. */
function ticks(low, high) {
  const rough = (high - low) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough);
  const all = [];
  for (let v = Math.ceil(low / step) * step; v <= high; v += step) all.push(Number(v.toPrecision(10)));
  return all;
}

/** The bars of a mean's intervals, cut off at the figure's edges. */
function bars(point, toX, toY, inside, shade) {
  const { real, ideal } = point.bars;
  if (real.low === null || ideal.low === null) return [];
  const line = (x1, y1, x2, y2) => svg("line", { x1, y1, x2, y2, stroke: shade, "stroke-width": 1.2 });
  return [line(toX(inside(ideal.low)), toY(point.y), toX(inside(ideal.high)), toY(point.y)),
    line(toX(point.x), toY(inside(real.low)), toX(point.x), toY(inside(real.high)))];
}

/**
 * The drawing of points {x, y, model, rate, words, href, isSeed, bars}, and of the null beside the diagonal, so wide to either side;
 * nothing where there are no points.
 */
export function scatter(points, metric, nullWidth) {
  if (!points.length) return null;
  const values = points.flatMap((p) => [p.x, p.y]);
  const room = Math.max(0.02, (Math.max(...values) - Math.min(...values)) / 10);
  const low = Math.max(0, Math.min(...values) - room);
  const high = Math.max(...values) + room;
  const width = SIZE - LEFT - TOP;
  const toX = (v) => LEFT + (width * (v - low)) / (high - low);
  const toY = (v) => SIZE - BELOW - ((SIZE - BELOW - TOP) * (v - low)) / (high - low);
  const text = (x, y, words, more) => svg("text", { x, y, fill: colour("ink"), "font-size": 12, ...more }, words);
  const line = (x1, y1, x2, y2, stroke, more) => svg("line", { x1, y1, x2, y2, stroke, ...more });
  const models = [...new Set(points.map((p) => p.model))];
  const rates = [...new Set(points.map((p) => p.rate))].sort((a, b) => a - b);
  const grid = ticks(low, high).flatMap((v) => [
    line(toX(v), TOP, toX(v), SIZE - BELOW, colour("line")),
    line(LEFT, toY(v), LEFT + width, toY(v), colour("line")),
    text(toX(v), SIZE - BELOW + 16, number(v, 3), { "text-anchor": "middle" }),
    text(LEFT - 6, toY(v) + 4, number(v, 3), { "text-anchor": "end" }),
  ]);
  const inside = (v) => Math.min(high, Math.max(low, v));
  const w = nullWidth;
  const corners = [[low, low + w], [high - w, high], [high, high], [high, high - w], [low + w, low], [low, low]];
  const band = w > 0 && w < high - low ? [svg("polygon", { fill: colour("quiet"), "fill-opacity": 0.18, stroke: colour("quiet"),
    "stroke-opacity": 0.6, "stroke-dasharray": "2 4", points: corners.map(([x, y]) => `${toX(x)},${toY(y)}`).join(" ") })] : [];
  const marks = points.flatMap((p) => {
    const shade = nth(models.indexOf(p.model));
    const size = p.isSeed ? 0.65 : 1.1;
    const shape = svg("path", {
      d: SHAPES[rates.indexOf(p.rate) % SHAPES.length](0, 0), transform: `translate(${toX(p.x)} ${toY(p.y)}) scale(${size})`,
      fill: shade, stroke: shade, "fill-opacity": p.isSeed ? 0.4 : 0.9, "stroke-opacity": p.isSeed ? 0.5 : 1,
    }, svg("title", {}, p.words));
    return [...(p.bars ? bars(p, toX, toY, inside, shade) : []), p.href ? svg("a", { href: p.href, "aria-label": p.words }, shape) : shape];
  });
  return svg("svg", { viewBox: `0 0 ${SIZE} ${SIZE}`, class: "scatter", role: "img", "aria-label": `Real against Ideal test ${metric} at T(n)` },
    ...grid,
    ...band,
    line(toX(low), toY(low), toX(high), toY(high), colour("ink"), { "stroke-dasharray": "2 4" }),
    ...marks,
    text(LEFT + width / 2, SIZE - 6, `Ideal World: test ${metric} at T(n)`, { "text-anchor": "middle" }),
    text(14, TOP + (SIZE - BELOW - TOP) / 2, `Real World: test ${metric} at T(n)`, {
      "text-anchor": "middle", transform: `rotate(-90 14 ${TOP + (SIZE - BELOW - TOP) / 2})`,
    }));
}

/** What the colours and shapes of a scatter mean, where there is more than one of each. */
export function scatterKey(points) {
  const models = [...new Set(points.map((p) => p.model))];
  const rates = [...new Set(points.map((p) => p.rate))].sort((a, b) => a - b);
  const sign = (shape, shade) => svg("svg", { width: 14, height: 14, "aria-hidden": "true" },
    svg("path", { d: shape(7, 7), fill: shade, stroke: shade }));
  const some = models.length > 1 ? models.slice(0, 12).map((m, i) => [sign(SHAPES[0], nth(i)), ` ${m} `]) : [];
  const shapes = rates.length > 1 ? rates.map((r, i) => [sign(SHAPES[i % SHAPES.length], colour("ink")), ` rate ${r} `]) : [];
  return [...some, ...shapes].flat();
}
