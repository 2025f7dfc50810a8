// A sweep: the figure of its recipe as the report draws it, while it trains.
import { address, attempt, call, query, send } from "./api.js";
import { AXES } from "./axes.js";
import { showClaims } from "./claims.js";
import { byId, el, replace, table } from "./dom.js";
import { hear, soon } from "./feed.js";
import { forget } from "./figures.js";
import { number, plural, signed } from "./format.js";
import { runRow, sweepProgress, sweepState, when } from "./rows.js";
import { scatter, scatterKey } from "./scatter.js";
import { drawSweep } from "./sweepfigures.js";
import { chosen, go, place, toCompare, toHome, toRun, view } from "./view.js";

const METRICS = { softError: "SoftError", error: "Error", loss: "Loss" };
const BETWEEN_CLAIMS = 10000;

let shown = "";
let figure = null;

function skeleton(sweep) {
  const resume = el("button", { type: "button", id: "resume-all" }, "Resume all that are not completed");
  resume.onclick = () => attempt(() => send(`sweeps/${encodeURIComponent(sweep)}/resume`));
  return [
    el("p", { className: "crumbs" }, el("a", { href: toHome() }, "Home"), " › ", el("span", {}, sweep)),
    el("h2", {}, el("span", { id: "sweep-title" }, sweep), " ", el("span", { id: "sweep-state" })),
    el("p", { id: "sweep-facts" }),
    el("p", { className: "progress", id: "sweep-progress" }),
    el("p", { id: "sweep-actions" }, resume,
      el("a", { className: "button", href: address("sweeps", sweep, "report.html"), target: "_blank", rel: "noopener" }, "Report"),
      el("a", { className: "button", id: "compare-link" }, "Compare")),
    el("div", { className: "controls", role: "group", "aria-label": "Curves" },
      el("label", {}, "Metric ", el("select", { id: "sweep-metric" },
        Object.entries(METRICS).map(([value, text]) => el("option", { value }, text)))),
      el("label", {}, "Over ", el("select", { id: "sweep-xaxis" },
        Object.entries(AXES).map(([value, text]) => el("option", { value }, text)))),
      el("label", { className: "check" }, el("input", { id: "sweep-logx", type: "checkbox" }), " logarithmic"),
      el("label", { className: "check" }, el("input", { id: "sweep-logy", type: "checkbox" }), " values too")),
    el("div", { className: "figures" },
      el("figure", { className: "large" }, el("figcaption", { id: "sweep-caption" }), el("div", { id: "sweep-curves" }),
        el("p", { className: "shows", id: "sweep-curves-text" })),
      el("figure", { className: "large" }, el("figcaption", { id: "sweep-gap-caption" }), el("div", { id: "sweep-gap" }),
        el("p", { className: "shows", id: "sweep-gap-text" })),
      el("figure", { id: "sweep-scatter", className: "large", hidden: true }, el("figcaption", { id: "sweep-scatter-caption" }),
        el("div", { className: "drawing" }), el("p", { className: "key" }), el("p", { className: "shows", id: "sweep-scatter-text" }))),
    el("h3", {}, "The paper's claims"),
    el("div", { id: "claims" }, el("p", { className: "quiet" }, "They are being judged.")),
    el("h3", {}, "Cells"),
    el("div", { id: "cells" }),
  ];
}

/** A small point a run, and a large one a setting of several, with the bars of its means. */
function points() {
  const runs = figure.cells.filter((c) => c.setting >= 0 && c.stoppingTime && c.stoppingTime.real !== null && c.stoppingTime.ideal !== null)
    .filter((c) => figure.settings[c.setting].hasFigure).map((c) => ({
      x: c.stoppingTime.ideal, y: c.stoppingTime.real, model: c.model, rate: c.rate, href: toRun(c.run),
      isSeed: figure.settings[c.setting].seeds > 1,
      words: `${c.label}: Ideal ${number(c.stoppingTime.ideal)}, Real ${number(c.stoppingTime.real)} at step ${c.stoppingTime.step}`,
    }));
  const means = figure.settings.map((s, i) => ({ s, cell: figure.cells.find((c) => c.setting === i) }))
    .filter(({ s }) => s.seeds > 1 && s.atStoppingTime && s.atStoppingTime.bootstrapError.estimate !== null).map(({ s, cell }) => ({
      x: s.atStoppingTime.ideal.estimate, y: s.atStoppingTime.real.estimate, model: cell.model, rate: cell.rate,
      bars: s.hasBand ? s.atStoppingTime : null,
      words: `${s.label || "all seeds"}: mean Ideal ${number(s.atStoppingTime.ideal.estimate)}, Real ${number(s.atStoppingTime.real.estimate)}`,
    }));
  return [...runs, ...means];
}

/** How far two Ideal Worlds lie apart, where a null is drawn. */
const nullWidth = () => figure.settings.reduce((w, s) => Math.max(w, s.null && s.null.drawn ? s.null.largest.high : 0), 0);

function showCells() {
  const rows = figure.cells.map((c) => {
    const t = c.stoppingTime || {};
    const last = c.curve.value.length - 1;
    return runRow(c, { inSweep: true, extra: [number(t.step, 9), number(t.real), number(t.ideal),
      t.real === undefined || t.real === null || t.ideal === null ? "–" : signed(t.real - t.ideal), number(c.curve.value[last])] });
  });
  replace(byId("cells"), table(["", "Cell", "State", "Progress", "T(n)", "Real there", "Ideal there", "Bootstrap error", "Real last"],
    rows, { className: "cells" }));
}

function draw() {
  if (!figure) return;
  drawSweep(figure, METRICS[figure.metric]);
  const some = points();
  const host = byId("sweep-scatter");
  host.hidden = !some.length;
  if (some.length) {
    host.querySelector(".drawing").replaceChildren(scatter(some, METRICS[figure.metric], nullWidth()));
    host.querySelector(".key").replaceChildren(...scatterKey(some));
  }
  showCells();
  showChosen();
}

function showChosen() {
  const link = byId("compare-link");
  const count = chosen().length;
  link.hidden = count < 2;
  link.href = toCompare();
  link.textContent = `Compare ${plural(count, "run")}`;
}

function showStanding(sweep) {
  replace(byId("sweep-state"), sweepState(sweep));
  replace(byId("sweep-progress"), sweepProgress(sweep));
  replace(byId("sweep-facts"), `${sweep.recipe}, ${plural(sweep.runs, "run")}, started `, when(sweep.started));
  byId("resume-all").hidden = !["failed", "stopped", "paused", "interrupted"].some((s) => sweep.states[s]);
}

async function again() {
  if (place() !== "sweep") return;
  const sweep = shown;
  await attempt(async () => {
    const [f, list] = await Promise.all([
      call(query(`sweeps/${encodeURIComponent(sweep)}/figure`, { metric: view("metric") in METRICS ? view("metric") : "" })),
      call(query("sweeps", { where: `sweep=${sweep}`, limit: 1 })),
    ]);
    if (sweep !== shown) return;
    figure = f;
    showControls();
    if (list.sweeps.length) showStanding(list.sweeps[0]);
    draw();
  });
}

const refresh = soon(again);
const judge = soon(async () => {
  if (place() !== "sweep") return;
  const sweep = shown;
  const claims = await call(`sweeps/${encodeURIComponent(sweep)}/claims`).catch((error) => ({ error: error.message }));
  if (sweep === shown) showClaims(byId("claims"), claims);
}, 200);
let nextJudged = 0;

/** Claims are judged from the logs: seldom while the sweep trains, and when a run has ended. */
function grown(run) {
  refresh();
  const isOver = !["running", "queued"].includes(run.state);
  if (isOver || Date.now() > nextJudged) {
    nextJudged = Date.now() + BETWEEN_CLAIMS;
    judge();
  }
}

function showControls() {
  byId("sweep-metric").value = figure.metric;
  byId("sweep-xaxis").value = AXES[view("x")] ? view("x") : "step";
  byId("sweep-logx").checked = Boolean(view("logx"));
  byId("sweep-logy").checked = Boolean(view("logy"));
  byId("sweep-metric").onchange = () => go({ metric: byId("sweep-metric").value });
  byId("sweep-xaxis").onchange = () => go({ x: byId("sweep-xaxis").value === "step" ? "" : byId("sweep-xaxis").value });
  byId("sweep-logx").onchange = () => go({ logx: byId("sweep-logx").checked ? "1" : "" });
  byId("sweep-logy").onchange = () => go({ logy: byId("sweep-logy").checked ? "1" : "" });
}

/** Shows the sweep that the view names. */
export async function showSweep() {
  const sweep = view("sweep");
  if (sweep !== shown) {
    leaveSweep();
    shown = sweep;
    byId("sweep").replaceChildren(...skeleton(sweep));
    judge();
  }
  if (figure && (figure.metric === view("metric") || !view("metric"))) {
    showControls();
    draw();
  } else {
    await again();
  }
}

/** Lets go of the sweep that was shown. */
export function leaveSweep() {
  forget(byId("sweep"));
  byId("sweep").replaceChildren();
  shown = "";
  figure = null;
}

export function sweepControls() {
  hear("run", (run) => shown && run.sweep === shown && grown(run));
  hear("sweep", (sweep) => shown && sweep.sweep === shown && showStanding(sweep));
  hear("many", () => shown && refresh());
  addEventListener("resize", () => place() === "sweep" && draw());
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => place() === "sweep" && draw());
}
