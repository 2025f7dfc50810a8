"use strict";
// Draws a report's figures of curves in place of their pictures: the values under the pointer, a part enlarged, a curve hidden.
{
  const PANEL_HEIGHT = { one: 380, some: 240 };
  const FEWEST_PIXELS = 250;
  const shown = new Map();
  const ink = (name) => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
  const thin = (colour, percent) => `color-mix(in srgb, ${colour} ${percent}%, transparent)`;
  const isNumber = (v) => v !== null && Number.isFinite(v);

  const within = (u, paint) => {
    u.ctx.save();
    u.ctx.beginPath();
    u.ctx.rect(u.bbox.left, u.bbox.top, u.bbox.width, u.bbox.height);
    u.ctx.clip();
    paint(u.ctx, (v) => u.valToPos(v, "x", true), (v) => u.valToPos(v, "y", true));
    u.ctx.restore();
  };

  const paintBands = (u, panel) => within(u, (ctx, x, y) => {
    for (const span of panel.spans) {
      const [from, , to] = span.at;
      if (!isNumber(from) || !isNumber(to)) continue;
      ctx.fillStyle = thin(ink("ink"), 8);
      ctx.fillRect(x(from), u.bbox.top, x(to) - x(from), u.bbox.height);
    }
    for (const band of panel.bands) {
      const at = band.x.map((v, i) => i).filter((i) => isNumber(band.low[i]) && isNumber(band.high[i]));
      if (!at.length) continue;
      ctx.fillStyle = thin(ink(band.ink), 18);
      ctx.beginPath();
      at.forEach((i) => ctx.lineTo(x(band.x[i]), y(band.high[i])));
      [...at].reverse().forEach((i) => ctx.lineTo(x(band.x[i]), y(band.low[i])));
      ctx.fill();
      if (band.ink !== "quiet") continue;
      ctx.strokeStyle = thin(ink(band.ink), 70); // the null is told by its edges where a colour cannot be seen
      ctx.lineWidth = devicePixelRatio;
      ctx.setLineDash([2 * devicePixelRatio, 4 * devicePixelRatio]);
      for (const edge of [band.low, band.high]) {
        ctx.beginPath();
        at.forEach((i) => ctx.lineTo(x(band.x[i]), y(edge[i])));
        ctx.stroke();
      }
      ctx.setLineDash([]);
    }
    const [low, high] = [u.scales.y.min, u.scales.y.max];
    if (low < 0 && high > 0) {
      ctx.strokeStyle = ink("quiet");
      ctx.lineWidth = devicePixelRatio;
      ctx.beginPath();
      ctx.moveTo(u.bbox.left, y(0));
      ctx.lineTo(u.bbox.left + u.bbox.width, y(0));
      ctx.stroke();
    }
  });

  const paintMarks = (u, panel) => within(u, (ctx, x) => {
    ctx.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
    ctx.strokeStyle = ctx.fillStyle = ink("ink");
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash([2 * devicePixelRatio, 4 * devicePixelRatio]);
    panel.spans.forEach((span, line) => {
      const [, middle, to] = span.at;
      const place = isNumber(middle) ? x(middle) : isNumber(to) ? x(to) : u.bbox.left + u.bbox.width;
      if (isNumber(middle)) {
        ctx.beginPath();
        ctx.moveTo(place, u.bbox.top);
        ctx.lineTo(place, u.bbox.top + u.bbox.height);
        ctx.stroke();
      }
      const isRight = place > u.bbox.left + 0.6 * u.bbox.width;
      ctx.textAlign = isRight ? "right" : "left";
      ctx.fillText(span.label, place + (isRight ? -4 : 4) * devicePixelRatio, u.bbox.top + (13 + 14 * line) * devicePixelRatio);
    });
  });

  const columns = (lines, log) => {
    const at = [...new Set(lines.flatMap((l) => l.x))].filter((x) => isNumber(x) && (!log || x > 0)).sort((a, b) => a - b);
    return [at, ...lines.map((l) => {
      const known = new Map(l.x.map((x, i) => [x, l.y[i]]));
      return at.map((x) => (known.has(x) ? known.get(x) : undefined));
    })];
  };

  const series = (line) => ({
    label: line.label,
    stroke: line.seed ? thin(ink(line.ink), 55) : ink(line.ink),
    width: line.seed ? 1 : 2.2,
    dash: line.dash,
    spanGaps: true,
    value: (u, v) => (isNumber(v === undefined ? null : v) ? Number(v.toPrecision(4)) : "–"),
    class: line.seed ? "quiet" : "named",
    points: { show: false },
  });

  const plot = (host, data, panel, width, height, sync) => {
    const axis = { stroke: ink("ink"), grid: { stroke: ink("line"), width: 1 }, ticks: { stroke: ink("line") }, font: "12px system-ui" };
    return new uPlot(
      {
        width,
        height,
        scales: {
          x: { time: false, distr: data.x.log ? 3 : 1 },
          y: { distr: data.y.log ? 3 : 1, range: data.y.range },
        },
        axes: data.panels.length === 1
          ? [{ ...axis, label: data.x.label, labelSize: 20, labelFont: "12px system-ui" },
            { ...axis, label: data.y.label, labelSize: 18, labelFont: "12px system-ui", size: 60 }]
          : [{ ...axis, size: 30 }, { ...axis, size: 46 }],
        cursor: { drag: { x: true, y: false }, sync: { key: sync } },
        legend: { markers: { width: 2, dash: (u, i) => ((u.series[i].dash || []).length ? "dashed" : "solid") } },
        series: [{ label: data.panels.length > 1 ? "at" : data.x.label, value: (u, v) => (isNumber(v) ? v : "–") }, ...panel.lines.map(series)],
        hooks: { drawAxes: [(u) => paintBands(u, panel)], draw: [(u) => paintMarks(u, panel)] },
      },
      columns(panel.lines, data.x.log),
      host,
    );
  };

  /** What the bands are, and the thin curves: the legend has the others, with their values. */
  const key = (data) => {
    const words = new Map();
    for (const panel of data.panels) {
      for (const band of panel.bands) words.set(band.label, thin(ink(band.ink), 30));
    }
    const line = document.createElement("p");
    line.className = "key";
    if (data.panels.length > 1) {
      line.append(Object.assign(document.createElement("span"), { textContent: `Across: ${data.x.label}; up: ${data.y.label}` }));
    }
    for (const [label, colour] of words) {
      const one = document.createElement("span");
      const swatch = document.createElement("i");
      swatch.style.background = colour;
      one.append(swatch, label);
      line.append(one);
    }
    return line;
  };

  const draw = (figure, index) => {
    const data = JSON.parse(figure.querySelector("script").textContent);
    for (const one of shown.get(figure) || []) one.destroy();
    let host = figure.querySelector(".panels");
    if (!host) {
      host = document.createElement("div");
      host.className = "panels";
      figure.querySelector("svg").after(host);
    }
    host.replaceChildren();
    figure.querySelector(".key")?.remove();
    host.after(key(data));
    figure.classList.add("live");
    const fitting = Math.max(1, Math.floor(host.clientWidth / FEWEST_PIXELS));
    const wide = Math.min(data.columns, fitting);
    host.style.gridTemplateColumns = `repeat(${wide}, minmax(0, 1fr))`;
    const width = Math.floor((host.clientWidth - 12 * (wide - 1)) / wide);
    shown.set(figure, data.panels.map((panel) => {
      const place = document.createElement("div");
      if (panel.title) place.append(Object.assign(document.createElement("p"), { textContent: panel.title }));
      host.append(place);
      const height = data.panels.length === 1 ? PANEL_HEIGHT.one : PANEL_HEIGHT.some;
      return plot(place, data, panel, width, height, "figure" + index);
    }));
  };

  const all = () => [...document.querySelectorAll("figure:has(script)")].forEach(draw);
  all();
  let width = innerWidth;
  addEventListener("resize", () => {
    if (innerWidth === width) return;
    width = innerWidth;
    all();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", all);
}
