// The curves of a sweep, as the report draws them: a panel a setting, with the mean and its band over seeds, each seed, the null
// and T(n) with its spread.
import { AXES } from "./axes.js";
import { colour, DASHED, DOTTED, nth, SOLID, thin } from "./colours.js";
import { byId } from "./dom.js";
import { drawPanels } from "./figures.js";
import { view } from "./view.js";

const MOST_IN_ONE = 3;
const DASHES = [SOLID, DASHED, [8, 3, 2, 3]];
const WORLDS = [["ideal", "Ideal World", DASHED], ["real", "Real World", SOLID]];

/** How the steps of a setting's world are put on the axis that is chosen. */
function toX(setting, world) {
  const name = view("x");
  const factor = name === "samples" ? setting.batch : name === "time" ? setting.secondsPerStep[world] : 1;
  return (step) => (factor === null ? NaN : step * factor);
}

/** Two edges and what lies between them, in a panel. */
function addBand(panel, label, stroke, x, low, high, edge = {}) {
  panel.bands.push([panel.series.length, panel.series.length + 1, thin(stroke, 17)]);
  for (const [sign, y] of [["+", high], ["−", low]]) {
    panel.series.push({ label: `${label} ${sign}95 %`, x, y, stroke: thin(stroke, 60), width: 0, isQuiet: true, isBand: true, ...edge });
  }
}

const nullEdge = { width: 1, dash: DOTTED };

/** The null beside the Ideal World's mean: where another Ideal World's mean lies. */
function addNullBeside(panel, setting) {
  const nulls = setting.null;
  if (!nulls || !nulls.drawn) return;
  const means = new Map(setting.ideal.step.map((step, i) => [step, setting.ideal.mean[i]]));
  const at = nulls.step.map((step, i) => i).filter((i) => means.has(nulls.step[i]));
  const around = (bound) => at.map((i) => means.get(nulls.step[i]) + bound[i]);
  addBand(panel, "null", colour("quiet"), at.map((i) => nulls.step[i]).map(toX(setting, "ideal")), around(nulls.low), around(nulls.high), nullEdge);
}

function addNull(panel, setting) {
  const nulls = setting.null;
  if (nulls && nulls.drawn) {
    addBand(panel, "null", colour("quiet"), nulls.step.map(toX(setting, "real")), nulls.low, nulls.high, nullEdge);
  }
}

function addSeeds(panel, label, x, curves, stroke, dash) {
  for (const curve of curves) {
    panel.series.push({ label, x: curve.step.map(x), y: curve.value, stroke: thin(stroke, 55), dash, width: 1, isQuiet: true });
  }
}

/** T(n) of a setting's seeds. */
function mark(setting, of) {
  const t = setting.stoppingTimes;
  const x = toX(setting, "real");
  const isReached = t.reached > 0;
  return { from: isReached ? x(t.earliest) : NaN, to: isReached ? x(t.latest) : NaN, at: t.median === null ? null : x(t.median), label: of + t.text };
}

/** The curves of a setting's cells, each Ideal World once. */
function seedsOf(figure, setting, world) {
  const cells = figure.cells.filter((c) => c.setting >= 0 && figure.settings[c.setting] === setting);
  if (world === "ideal") return [...new Set(cells.map((c) => c.idealOf))].map((run) => figure.ideals[run]).filter(Boolean);
  return cells.map((c) => (world === "real" ? c.curve : c.bootstrapError));
}

function curvesPanel(figure, setting, isOne) {
  const panel = { title: isOne ? "" : setting.label, series: [], bands: [], marks: [mark(setting, "")] };
  addNullBeside(panel, setting);
  for (const [world, name] of WORLDS) {
    const curve = setting[world];
    if (setting.hasBand && curve.seeds > 2) addBand(panel, name, colour(world), curve.step.map(toX(setting, world)), curve.low, curve.high);
  }
  for (const [world, name, dash] of WORLDS) {
    const x = toX(setting, world);
    const curve = setting[world];
    if (setting.seeds > 1) addSeeds(panel, `one seed's ${name}`, x, seedsOf(figure, setting, world), colour(world), dash);
    panel.series.push({ label: name, x: curve.step.map(x), y: curve.mean, stroke: colour(world), dash, width: 2.4 });
  }
  return panel;
}

function addErrors(panel, figure, setting, label, stroke, dash) {
  const x = toX(setting, "real");
  const { band } = setting;
  if (band.drawn) addBand(panel, label, stroke, band.step.map(x), band.low, band.high);
  if (setting.seeds > 1) addSeeds(panel, `one seed's ${label}`, x, seedsOf(figure, setting, "bootstrapError"), stroke, dash);
  panel.series.push({ label, x: band.step.map(x), y: band.mean, stroke, dash, width: 2.4 });
}

/** The bootstrap errors: of few settings in one panel, of more in a panel each. */
function errorPanels(figure, settings) {
  const name = "bootstrap error";
  if (settings.length > MOST_IN_ONE) {
    return settings.map((setting) => {
      const panel = { title: setting.label, series: [], bands: [], marks: [mark(setting, "")] };
      addNull(panel, setting);
      addErrors(panel, figure, setting, name, colour("epsilon"), SOLID);
      return panel;
    });
  }
  const isOne = settings.length === 1;
  const panel = { title: "", series: [], bands: [], marks: settings.map((s) => mark(s, isOne ? "" : s.label + ": ")) };
  const widest = settings.filter((s) => s.null && s.null.drawn).sort((a, b) => b.null.largest.high - a.null.largest.high)[0];
  if (widest) addNull(panel, widest);
  settings.forEach((s, i) => addErrors(panel, figure, s, isOne ? name : s.label, isOne ? colour("epsilon") : nth(i), DASHES[i]));
  return [panel];
}

/** Whether any setting has a null whose band is drawn. */
const hasNull = (settings) => settings.some((s) => s.null && s.null.drawn);

/** Draws both figures of a sweep. */
export function drawSweep(figure, metric) {
  const settings = figure.settings.filter((s) => s.hasFigure);
  const name = AXES[view("x")] ? view("x") : "step";
  const base = { x: AXES[name], logX: Boolean(view("logx")), height: 380 };
  const over = AXES[name] === AXES.step ? "" : `, over ${AXES[name]}`;
  const grey = hasNull(settings) ? " Grey: the null, of another Ideal World." : "";
  byId("sweep-caption").textContent =
    `Test ${metric}${over}. Blue and solid: the Real World; orange and dashed: the Ideal World; upright: T(n) of the seeds.${grey} ${figure.reading.curves}`;
  byId("sweep-gap-caption").textContent = `Bootstrap error: Real minus Ideal test ${metric}${over}.${grey} ${figure.reading.errors}`;
  byId("sweep-scatter-caption").textContent = `Real against Ideal at T(n): on the dotted line both are equal. ${figure.reading.scatter}`;
  for (const [id, text] of [["sweep-curves-text", "curves"], ["sweep-gap-text", "errors"], ["sweep-scatter-text", "scatter"]]) {
    byId(id).textContent = figure.text[text];
  }
  const isMany = settings.length > 1;
  byId("sweep-curves").parentElement.className = isMany ? "whole" : "large";
  byId("sweep-gap").parentElement.className = settings.length > MOST_IN_ONE ? "whole" : "large";
  const curves = settings.map((s) => curvesPanel(figure, s, !isMany));
  const empty = [{ title: "", series: [], bands: [], marks: [] }];
  drawPanels(byId("sweep-curves"), { ...base, logY: Boolean(view("logy")) }, curves.length ? curves : empty);
  drawPanels(byId("sweep-gap"), base, settings.length ? errorPanels(figure, settings) : empty);
}
