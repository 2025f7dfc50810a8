// The figures of one run: both worlds' scores, their difference, and how the training went.
import { AXES, axis, stoppingMark } from "./axes.js";
import { colour, DASHED, DOTTED, style, thin, worldName } from "./colours.js";
import { el } from "./dom.js";
import { draw } from "./figures.js";
import { view } from "./view.js";

const WORLDS = ["real", "ideal"];
const NORMAL_95 = 1.96;

export const METRICS = { softError: "SoftError", error: "Error", loss: "Loss", calibration: "Calibration error" };

const FIGURES = {
  scores: "",
  gap: "",
  batches: "Loss of batches in training, with the least and the greatest",
  speed: "Steps a second",
  rate: "Learning rate",
};

/** The places of the figures. */
export const figureHosts = () =>
  el("div", { className: "figures" }, Object.entries(FIGURES).map(([id, caption]) =>
    el("figure", { className: ["scores", "gap"].includes(id) ? "large" : "" },
      el("figcaption", { id: id + "-caption" }, caption), el("div", { id }), el("p", { className: "shows", id: id + "-text" }))));

const choice = (id, label, options) =>
  el("label", {}, label + " ", el("select", { id }, Object.entries(options).map(([value, text]) => el("option", { value }, text))));

/** What may be chosen of the curves. */
export const controls = () =>
  el("div", { className: "controls", role: "group", "aria-label": "Curves" },
    choice("metric", "Metric", METRICS),
    choice("xaxis", "Over", AXES),
    el("label", { className: "check" }, el("input", { id: "logx", type: "checkbox" }), " logarithmic"),
    el("label", { className: "check" }, el("input", { id: "logy", type: "checkbox" }), " values too"));

function scores(curves, metric, toX, only = () => true) {
  const others = new Map();
  return curves.scores.filter((s) => s[metric] && only(s)).map((s) => {
    const isOwn = s.evaluator === "run";
    const key = s.evaluator + s.set;
    if (!isOwn || s.set !== "test") others.set(key, others.get(key) || others.size + 1);
    return {
      label: `${worldName(s.world)} ${s.set}${isOwn ? "" : ` (${s.evaluator})`}`,
      x: s.step.map(toX(s.world)),
      y: s[metric],
      ...style(s.world, s.set, isOwn && s.set === "test" ? 0 : others.get(key)),
    };
  });
}

function gap(curves, metric, toX) {
  const name = METRICS[metric] && metric !== "calibration" ? metric : "softError";
  const gaps = curves.bootstrapError;
  const x = gaps.map((g) => toX("real")(g.step));
  const ink = colour("epsilon");
  const hasBand = name === "softError";
  const bound = (sign) => gaps.map((g) => g[name] + sign * NORMAL_95 * (g.testStandardError || 0));
  const band = hasBand ? [
    { label: "+95 %", x, y: bound(1), stroke: ink, width: 0, isQuiet: true },
    { label: "−95 %", x, y: bound(-1), stroke: ink, width: 0, isQuiet: true },
  ] : [];
  const general = hasBand && gaps.some((g) => g.generalizationGap !== null)
    ? [{ label: "generalization gap", x, y: gaps.map((g) => g.generalizationGap), stroke: colour("train"), dash: DASHED }] : [];
  return {
    series: [...band, { label: `bootstrap error in ${METRICS[name]}`, x, y: gaps.map((g) => g[name]), stroke: ink }, ...general],
    bands: hasBand ? [[0, 1, thin(ink, 16)]] : [],
  };
}

const training = (curves, keys, toX) =>
  WORLDS.flatMap((world) => keys.map(([key, label, isThin]) => ({
    label: `${worldName(world)}${label}`,
    x: curves.batches[world].step.map(toX(world)),
    y: curves.batches[world][key],
    stroke: colour(world),
    dash: isThin ? DOTTED : world === "ideal" ? DASHED : [],
    width: isThin ? 0.7 : 1.5,
    isQuiet: isThin,
  }))).filter((s) => s.x.length);

/** Draws all of them, as the view has it. */
export function drawRun(host, run, curves) {
  const metric = METRICS[view("metric")] ? view("metric") : "softError";
  const logX = Boolean(view("logx"));
  const logY = Boolean(view("logy"));
  const name = AXES[view("x")] ? view("x") : "step";
  const toX = axis(name, curves, run.config.batch);
  const at = (id) => host.querySelector("#" + id);
  const base = { x: AXES[name], logX, marks: stoppingMark(curves.stoppingTime, toX("real")) };
  at("scores-caption").textContent = `${METRICS[metric]} of checkpoints` +
    (curves.stoppingTime ? `; T(n) lies after step ${curves.stoppingTime.after} and at or before step ${curves.stoppingTime.step}` : "");
  at("gap-caption").textContent = ["error", "loss"].includes(metric) ? `Bootstrap error: Real minus Ideal test ${METRICS[metric]}`
    : "Bootstrap error, Real minus Ideal on test, with 95 % by the sampling of the test set; and the generalization gap";
  const text = curves.text[metric === "calibration" ? "softError" : metric];
  at("scores-text").textContent = metric === "calibration" ? "" : text.scores;
  at("gap-text").textContent = text.gap;
  draw(at("scores"), { ...base, logY, series: scores(curves, metric, toX), height: 340 });
  draw(at("gap"), { ...base, ...gap(curves, metric, toX), height: 340 });
  draw(at("batches"), { ...base, logY, height: 220,
    series: training(curves, [["loss", ""], ["lossLeast", " least", true], ["lossGreatest", " greatest", true]], toX) });
  draw(at("speed"), { ...base, height: 220, series: training(curves, [["stepsPerSecond", ""]], toX) });
  draw(at("rate"), { ...base, height: 220, series: training(curves, [["rate", ""]], toX) });
}
