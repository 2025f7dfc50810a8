// The colours of the report (Ink), as the style sheet has them for light and dark. Each world has one, and
// dashes beside it: the Real World's lines are solid, the Ideal World's dashed, those of train samples dotted.

export const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();

const COLOURS = 10;

/** The colour of one of many. */
export const nth = (i) => colour("c" + (i % COLOURS));

export const SOLID = [];
export const DASHED = [7, 5];
export const DOTTED = [2, 4];
const MORE = [[8, 3, 2, 3], [12, 4], [4, 2, 1, 2]];

export const dashesOf = (world) => (world === "ideal" ? DASHED : SOLID);

/** How a score's curve is drawn: its colour by the world, its dashes by what it is scored on and by whom. */
export function style(world, set, others) {
  if (set === "test" && !others) return { stroke: colour(world), dash: dashesOf(world) };
  if (set.startsWith("train")) return { stroke: colour(set === "train-clean" ? "train" : "quiet"), dash: DOTTED };
  return { stroke: colour(world), dash: MORE[(others - 1 + (world === "ideal" ? 1 : 0)) % MORE.length], width: 1.2 };
}

/** A colour that lets others through. */
export const thin = (stroke, percent = 18) => `color-mix(in srgb, ${stroke} ${percent}%, transparent)`;

export const worldName = (world) => (world === "ideal" ? "Ideal" : "Real");
