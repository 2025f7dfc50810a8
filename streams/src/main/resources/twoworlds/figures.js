"use strict";
for (const figure of document.querySelectorAll("figure:has(script)")) {
  const data = JSON.parse(figure.querySelector("script").textContent);
  const upright = data.series.filter((s) => s.at.length > 1 && s.at.every((x) => x === s.at[0]));
  const curves = data.series.filter((s) => !upright.includes(s));
  const shown = (value, log) => value !== null && (!log || value > 0);
  const at = [...new Set(curves.flatMap((s) => s.at))].filter((x) => shown(x, data.logX)).sort((a, b) => a - b);
  const columns = [at];
  const series = [{ label: data.x }];
  const bands = [];
  const add = (s, values, more) => {
    const known = new Map(s.at.map((x, i) => [x, values[i]]));
    columns.push(at.map((x) => (known.has(x) ? (shown(known.get(x), data.logY) ? known.get(x) : null) : undefined)));
    series.push({
      label: s.name,
      stroke: s.colour,
      width: 2,
      dash: s.dashes,
      spanGaps: true,
      value: (u, v) => (v === null || v === undefined ? "–" : Number(v.toPrecision(5))),
      class: s.named ? "named" : "quiet",
      points: s.points ? { show: true, size: 9, fill: s.colour } : { show: false },
      ...(s.line ? {} : { paths: () => null }),
      ...more,
    });
  };
  for (const s of curves) {
    if (s.errors) {
      const bound = (sign) => s.values.map((v, i) => (v === null ? null : v + sign * s.errors[i]));
      add(s, bound(1), { label: "+95 %", width: 0.5 });
      add(s, bound(-1), { label: "−95 %", width: 0.5 });
      bands.push({ series: [series.length - 2, series.length - 1], fill: s.colour + "30" });
    }
    add(s, s.values);
  }
  const rules = (u) => {
    for (const s of upright) {
      const x = u.valToPos(s.at[0], "x", true);
      if (x < u.bbox.left || x > u.bbox.left + u.bbox.width) continue;
      u.ctx.save();
      u.ctx.strokeStyle = u.ctx.fillStyle = s.colour;
      u.ctx.setLineDash(s.dashes);
      u.ctx.beginPath();
      u.ctx.moveTo(x, u.bbox.top);
      u.ctx.lineTo(x, u.bbox.top + u.bbox.height);
      u.ctx.stroke();
      u.ctx.fillText(s.name, x + 4, u.bbox.top + 12);
      u.ctx.restore();
    }
  };
  const fixed = data.least !== null && data.greatest !== null;
  const plot = new uPlot(
    {
      width: Math.min(figure.clientWidth, 860),
      height: 420,
      scales: {
        x: { time: false, distr: data.logX ? 3 : 1 },
        y: { distr: data.logY ? 3 : 1, ...(fixed ? { range: [data.least, data.greatest] } : {}) },
      },
      axes: [{ label: data.x }, { label: data.y, size: 64 }],
      cursor: { drag: { x: true, y: !fixed } },
      series,
      bands,
      hooks: { draw: [rules] },
    },
    columns,
    figure,
  );
  figure.classList.add("live");
  addEventListener("resize", () => plot.setSize({ width: Math.min(figure.clientWidth, 860), height: 420 }));
}
