// Figures by uPlot. A figure whose series stay the same gets new numbers where it stands: what is enlarged or hidden in it stays so.
import { colour, thin } from "./colours.js";
import { number } from "./format.js";

const figures = new Map();

/** Curves with places of their own as columns over all places. */
function columns(series, logX, logY) {
  const isShown = (x) => Number.isFinite(x) && (!logX || x > 0);
  const at = [...new Set(series.flatMap((s) => s.x))].filter(isShown).sort((a, b) => a - b);
  const rows = series.map((s) => {
    const known = new Map(s.x.map((x, i) => [x, s.y[i]]));
    return at.map((x) => {
      const y = known.get(x);
      return y === undefined ? undefined : y === null || (logY && y <= 0) ? null : y;
    });
  });
  return [at, ...rows];
}

/** What stands upright in a figure: T(n), and the bracket in which it lies, or its spread over seeds. */
function drawMarks(u, marks) {
  const { ctx, bbox } = u;
  const inside = (x) => Math.min(bbox.left + bbox.width, Math.max(bbox.left, x));
  ctx.save();
  let line = 0;
  for (const mark of marks) {
    const from = u.valToPos(mark.from, "x", true);
    const end = u.valToPos(mark.to, "x", true);
    const to = mark.at === undefined ? end : mark.at === null ? NaN : u.valToPos(mark.at, "x", true);
    line += 1;
    ctx.font = `${12 * devicePixelRatio}px system-ui, sans-serif`;
    if (mark.from < mark.to && Number.isFinite(from)) {
      ctx.fillStyle = thin(colour("ink"), 9);
      ctx.fillRect(inside(from), bbox.top, inside(end) - inside(from), bbox.height);
    }
    ctx.strokeStyle = ctx.fillStyle = colour("ink");
    if (mark.at === null) { // some seeds have none: the words alone
      ctx.textAlign = "right";
      ctx.fillText(mark.label, bbox.left + bbox.width - 4 * devicePixelRatio, bbox.top + 14 * line * devicePixelRatio);
      continue;
    }
    if (to < bbox.left || to > bbox.left + bbox.width || !Number.isFinite(to)) continue;
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash([2 * devicePixelRatio, 4 * devicePixelRatio]);
    ctx.beginPath();
    ctx.moveTo(to, bbox.top);
    ctx.lineTo(to, bbox.top + bbox.height);
    ctx.stroke();
    ctx.textAlign = to > bbox.left + 0.6 * bbox.width ? "right" : "left";
    ctx.fillText(mark.label, to + (ctx.textAlign === "right" ? -4 : 4) * devicePixelRatio, bbox.top + 14 * line * devicePixelRatio);
  }
  ctx.restore();
}

/** The series as uPlot has them. */
const drawn = (s) => ({
  label: s.label,
  stroke: s.stroke,
  dash: s.dash || [],
  width: s.width === undefined ? 2 : s.width,
  spanGaps: true,
  class: s.isQuiet ? "quiet" : "named",
  value: (u, v) => number(v),
  points: { show: false },
});

/**
 * The range of what is to be seen of the curves that are not hidden, between two places, with as much of their bands as reaches no
 * farther beyond them than they do themselves.
 */
function range(series, logY, { min, max }) {
  const isIn = (x) => min === null || min === undefined || (x >= min && x <= max);
  const seen = (isBand) => series.filter((s) => Boolean(s.isBand) === isBand).flatMap((s) => s.y.filter((v, i) => isIn(s.x[i])))
    .filter((v) => Number.isFinite(v) && (!logY || v > 0));
  const values = seen(false);
  if (!values.length) return logY ? [0.1, 1] : [0, 1];
  const least = (all) => all.reduce((a, b) => Math.min(a, b), Infinity);
  const greatest = (all) => all.reduce((a, b) => Math.max(a, b), -Infinity);
  let low = least(values);
  let high = greatest(values);
  if (logY) return [low / 1.15, high * 1.15];
  const bands = seen(true);
  const reach = high - low || Math.abs(high) || 1;
  [low, high] = [Math.max(low - reach, Math.min(low, least(bands))), Math.min(high + reach, Math.max(high, greatest(bands)))];
  const room = (high - low || reach) * 0.05;
  return [low - room, high + room];
}

function make(host, figure, data) {
  const axis = { stroke: colour("ink"), grid: { stroke: colour("line"), width: 1 }, ticks: { stroke: colour("line") } };
  const state = { figure, zoomed: false };
  const plot = new uPlot(
    {
      width: Math.max(figure.isSmall ? 160 : 260, host.clientWidth),
      height: figure.height || 300,
      scales: {
        x: { time: false, distr: figure.logX ? 3 : 1 },
        y: { distr: figure.logY ? 3 : 1, range: (u) => range(state.figure.beside || state.figure.series.filter((s, i) => u.series[i + 1].show), figure.logY, u.scales.x) },
      },
      axes: figure.isSmall ? [{ ...axis, size: 30 }, { ...axis, size: 50 }] : [{ ...axis, label: figure.x, labelSize: 22 }, { ...axis, size: 58 }],
      cursor: figure.sync ? { sync: { key: figure.sync } } : {},
      series: [{ label: figure.isSmall ? "at" : figure.x, value: (u, v) => number(v, 7) }, ...figure.series.map(drawn)],
      bands: (figure.bands || []).map(([high, low, fill]) => ({ series: [high + 1, low + 1], fill })),
      legend: { markers: { width: 2, dash: (u, i) => ((u.series[i].dash || []).length ? "dashed" : "solid") } },
      hooks: {
        draw: [(u) => drawMarks(u, state.figure.marks || [])],
        setSelect: [(u) => { state.zoomed = u.select.width > 0; }],
      },
    },
    data,
    host,
  );
  plot.over.addEventListener("dblclick", () => { state.zoomed = false; });
  return { plot, state };
}

/**
 * Draws a figure: {x, logX, logY, series: [{label, x, y, stroke, dash, width, isQuiet, isBand}], bands: [[high, low, fill]],
 * marks: [{from, to, at, label}], height, beside: [series that share the y axis], isSmall, sync}.
 */
export function draw(host, figure) {
  if (!figure.series.some((s) => s.x.length)) {
    forget(host);
    host.replaceChildren(Object.assign(document.createElement("p"), { className: "quiet", textContent: "Nothing is known yet." }));
    return;
  }
  const data = columns(figure.series, figure.logX, figure.logY);
  const look = JSON.stringify([figure.x, figure.logX, figure.logY, figure.height, host.clientWidth, figure.bands, colour("ink"),
    figure.series.map((s) => [s.label, s.stroke, s.dash])]);
  const before = figures.get(host);
  if (before && before.look === look) {
    before.state.figure = figure;
    before.plot.setData(data, !before.state.zoomed);
    if (before.state.zoomed) before.plot.redraw();
    return;
  }
  const hidden = new Set(before ? before.plot.series.filter((s) => !s.show).map((s) => s.label) : []);
  if (before) before.plot.destroy();
  host.replaceChildren();
  const made = make(host, figure, data);
  made.plot.series.forEach((s, i) => {
    if (i > 0 && hidden.has(s.label)) made.plot.setSeries(i, { show: false });
  });
  figures.set(host, { ...made, look });
}

/** Draws panels [{title, series, bands, marks}] beside each other, whose axes are the same. */
export function drawPanels(host, base, panels) {
  const isSmall = panels.length > 1;
  const titles = JSON.stringify(panels.map((p) => p.title));
  if (host.dataset.titles !== titles) {
    forget(host);
    host.dataset.titles = titles;
    host.className = isSmall ? "panels" : "";
    host.replaceChildren(...panels.map((panel) => {
      const place = document.createElement("div");
      place.append(Object.assign(document.createElement("p"), { textContent: panel.title, hidden: !isSmall }));
      place.append(document.createElement("div"));
      return place;
    }));
  }
  const all = panels.flatMap((p) => p.series);
  const places = all.flatMap((s) => s.x).filter((x) => Number.isFinite(x));
  const ends = [places.reduce((a, b) => Math.min(a, b), Infinity), places.reduce((a, b) => Math.max(a, b), -Infinity)];
  const frame = { label: "", x: ends, y: [null, null], stroke: "transparent", width: 0, isQuiet: true, isBand: true };
  panels.forEach((panel, i) => draw(host.children[i].lastChild, {
    ...base, ...panel, isSmall, height: isSmall ? 200 : base.height, beside: isSmall ? all : undefined, sync: isSmall ? host.id : undefined,
    series: places.length ? [...panel.series, frame] : panel.series,
  }));
}

/** Forgets the figures below an element, which goes. */
export function forget(parent) {
  for (const [host, { plot }] of figures) {
    if (parent.contains(host)) { // an element contains itself
      plot.destroy();
      figures.delete(host);
    }
  }
}
