// The curves of a sweep, as the report draws them: a curve a cell, the mean and its interval over seeds, a dot at T(n).
import { colour, DASHED, nth, thin } from "./colours.js";
import { byId } from "./dom.js";
import { draw } from "./figures.js";
import { view } from "./view.js";

const MOST_NAMED = 12;
const MOST_CELLS = 60;

/** One setting has the colours of the worlds; of several, each has one of its own, and dashes tell the world. */
const shade = (figure, setting, world) => (figure.settings.length === 1 ? colour(world) : nth(setting));

const name = (setting, label) => (setting.label ? `${setting.label}, ${label}` : label);

/** The thin curves of cells, where there are not too many to tell apart; the mean of one seed is the seed itself. */
function cells(figure, world, dash) {
  if (figure.cells.length > MOST_CELLS) return [];
  const told = new Set();
  return figure.cells.filter((c) => c.setting >= 0 && figure.settings[c.setting].seeds > 1).flatMap((c) => {
    const curve = world === "real" ? c.curve : figure.ideals[c.idealOf];
    if (!curve || !curve.step.length || (world === "ideal" && told.has(c.idealOf))) return [];
    if (world === "ideal") told.add(c.idealOf);
    return [{ label: `${c.label} ${world}`, x: curve.step, y: curve.value, stroke: thin(shade(figure, c.setting, world), 70),
      dash, width: 1, isQuiet: true }];
  });
}

/** The mean of a setting with its interval: three series, of which the bounds are behind. */
function mean(setting, curve, label, stroke, dash, isNamed) {
  const line = { label, x: curve.step, y: curve.mean, stroke, dash, width: 2.6, isQuiet: !isNamed };
  if (curve.seeds < 2) return [line];
  const bound = (y, sign) => ({ label: `${label} ${sign}95 %`, x: curve.step, y, stroke, width: 0, isQuiet: true, isBand: true });
  return [bound(curve.high, "+"), bound(curve.low, "−"), line];
}

/** Puts means behind each other, and notes where their bands are. */
function means(figure, keys, before) {
  const series = [...before];
  const bands = [];
  const isNamed = figure.settings.length <= MOST_NAMED;
  figure.settings.forEach((setting, i) => {
    for (const [key, label, world, dash] of keys) {
      const some = mean(setting, setting[key], name(setting, label), world ? shade(figure, i, world) : figure.settings.length === 1
        ? colour("ink") : nth(i), dash, isNamed);
      if (!setting[key].step.length) continue;
      if (some.length === 3) bands.push([series.length, series.length + 1, thin(some[0].stroke, 16)]);
      series.push(...some);
    }
  });
  return { series, bands };
}

const dots = (figure) =>
  figure.cells.filter((c) => c.setting >= 0 && c.stoppingTime && c.stoppingTime.real !== null)
    .map((c) => ({ x: c.stoppingTime.step, y: c.stoppingTime.real, fill: shade(figure, c.setting, "real") }));

function gapCells(figure) {
  if (figure.cells.length > MOST_CELLS) return [];
  return figure.cells.filter((c) => c.setting >= 0 && figure.settings[c.setting].seeds > 1 && c.bootstrapError.step.length).map((c) => ({
    label: `${c.label} bootstrap error`, x: c.bootstrapError.step, y: c.bootstrapError.value,
    stroke: thin(figure.settings.length === 1 ? colour("ink") : nth(c.setting), 70), width: 1, isQuiet: true,
  }));
}

/** Draws both figures of a sweep. */
export function drawSweep(figure, metric) {
  const base = { x: "SGD steps", logX: Boolean(view("logx")), height: 380 };
  const hasSeeds = figure.settings.some((s) => s.seeds > 1);
  const over = hasSeeds ? "; thick: the mean over seeds, with its 95 % interval at each step by itself" : "";
  byId("sweep-caption").textContent =
    `Test ${metric}. Solid: the Real World; dashed: the Ideal World; a dot: T(n)${over}.`;
  byId("sweep-gap-caption").textContent = `Bootstrap error: Real minus Ideal test ${metric}${over}.`;
  const both = means(figure, [["real", "Real", "real", []], ["ideal", "Ideal", "ideal", DASHED]],
    [...cells(figure, "real", []), ...cells(figure, "ideal", DASHED)]);
  draw(byId("sweep-curves"), { ...base, ...both, dots: dots(figure), logY: Boolean(view("logy")) });
  draw(byId("sweep-gap"), { ...base, ...means(figure, [["bootstrapError", "bootstrap error", "", []]], gapCells(figure)) });
}
