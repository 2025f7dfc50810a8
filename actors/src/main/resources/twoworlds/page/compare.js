// Any runs laid over each other, and how far each lies from the first, with the paired interval.
import { attempt, call, query } from "./api.js";
import { dashesOf, nth, thin, worldName } from "./colours.js";
import { byId, el, replace, row, table } from "./dom.js";
import { hear, soon } from "./feed.js";
import { draw, forget } from "./figures.js";
import { cellText, number, signed } from "./format.js";
import { state } from "./rows.js";
import { choose, chosen, go, place, toHome, toRun, view } from "./view.js";

const METRICS = { softError: "SoftError", error: "Error", loss: "Loss" };
const WORLDS = ["real", "ideal"];
const NORMAL_95 = 1.96;

let shown = "";
let drawn = null;

const metric = () => (view("metric") in METRICS ? view("metric") : "softError");

const skeleton = () => [
  el("p", { className: "crumbs" }, el("a", { href: toHome() }, "Home"), " › ", el("span", {}, "Compare")),
  el("h2", {}, "Compare"),
  el("div", { id: "compared" }),
  el("div", { className: "controls", role: "group", "aria-label": "Curves" },
    el("label", {}, "Metric ", el("select", { id: "compare-metric" },
      Object.entries(METRICS).map(([value, text]) => el("option", { value }, text)))),
    el("label", { className: "check" }, el("input", { id: "compare-logx", type: "checkbox" }), " logarithmic steps")),
  el("div", { className: "figures" },
    el("figure", { className: "whole" }, el("figcaption", { id: "overlay-caption" }), el("div", { id: "overlay" }),
      el("p", { className: "shows", id: "overlay-text" })),
    WORLDS.map((world) => el("figure", { className: "large", id: `differences-${world}` },
      el("figcaption", {}), el("div", { className: "drawing" }), el("p", { className: "shows" })))),
  el("h3", {}, "Settings that differ"),
  el("div", { id: "differing" }),
];

const label = (run) => (run.cell && Object.keys(run.cell).length ? cellText(run.cell) : run.name);

function overlay(runs, all) {
  const series = runs.flatMap((run, i) => all[i].scores
    .filter((s) => s.evaluator === "run" && s.set === "test" && s[metric()])
    .map((s) => ({ label: `${label(run)}, ${worldName(s.world)}`, x: s.step, y: s[metric()], stroke: nth(i), dash: dashesOf(s.world) })));
  const ends = runs.map((run, i) => WORLDS.flatMap((world) => all[i].scores
    .filter((s) => s.evaluator === "run" && s.set === "test" && s.world === world && s[metric()])
    .map((s) => `${number(s[metric()].at(-1))} in the ${worldName(world)} World`)).join(" and "));
  byId("overlay-text").textContent = `At their last checkpoints: ${runs.map((run, i) => `${label(run)} is at ${ends[i] || "no score"}`).join("; ")}.`;
  byId("overlay-caption").textContent = `Test ${METRICS[metric()]}. Solid: the Real World; dashed: the Ideal World; a colour a run.`;
  draw(byId("overlay"), { x: "SGD steps", logX: Boolean(view("logx")), series, height: 380 });
}

/** The last difference of two runs, with its interval where the test samples are the same. */
function lastDifference(name, d) {
  const k = d.step.length - 1;
  const half = d.standardError[k] === null ? null : NORMAL_95 * d.standardError[k];
  const between = half === null ? "" : ` [${signed(d.difference[k] - half)}, ${signed(d.difference[k] + half)}]`;
  return `${name} is ${signed(d.difference[k])}${between} at step ${d.step[k]}`;
}

function differences(runs, pairs, world) {
  const said = [];
  const series = [];
  const bands = [];
  pairs.forEach((pair, i) => {
    const d = pair.worlds[world];
    if (!d || !d.step.length) return;
    const name = `${label(runs[i + 1])} less ${label(runs[0])}`;
    const stroke = nth(i + 1);
    if (d.standardError.some((e) => e !== null)) {
      const bound = (sign) => d.difference.map((v, k) => v + sign * NORMAL_95 * (d.standardError[k] || 0));
      bands.push([series.length, series.length + 1, thin(stroke, 16)]);
      series.push({ label: name + " +95 %", x: d.step, y: bound(1), stroke, width: 0, isQuiet: true });
      series.push({ label: name + " −95 %", x: d.step, y: bound(-1), stroke, width: 0, isQuiet: true });
    }
    series.push({ label: name, x: d.step, y: d.difference, stroke, dash: dashesOf(world) });
    said.push(lastDifference(name, d));
  });
  const host = byId(`differences-${world}`);
  host.hidden = !series.length;
  host.querySelector(".shows").textContent = said.length ? `At the last checkpoint of both: ${said.join("; ")}. Of one seed each, this tells nothing of others.` : "";
  const unpaired = pairs.some((p) => !p.paired) ? " Where the test samples are not the same, there is no interval." : "";
  host.querySelector("figcaption").textContent =
    `${worldName(world)} World: each less the first, test ${METRICS[metric()]}, with 95 % by the sampling of the test set, paired.${unpaired}`;
  if (series.length) {
    draw(host.querySelector(".drawing"), { x: "SGD steps", logX: Boolean(view("logx")), series, bands, height: 300,
      marks: [] });
  }
}

function settings(runs, pairs) {
  const keys = [...new Set(pairs.flatMap((p) => Object.keys(p.settings)))].sort();
  const value = (key, i) => {
    if (i > 0) return (pairs[i - 1].settings[key] || [pairs.map((p) => p.settings[key]).find(Boolean)[1]])[0];
    return pairs.map((p) => p.settings[key]).find(Boolean)[1];
  };
  replace(byId("differing"), keys.length
    ? table(["Key", ...runs.map(label)], keys.map((key) => row([key, ...runs.map((_, i) => value(key, i))])))
    : el("p", { className: "quiet" }, "None."));
}

function list(runs) {
  const items = runs.map((run, i) => {
    const out = el("button", { type: "button", "aria-label": `take ${run.name} out` }, "×");
    out.onclick = () => choose(run.run, false);
    const first = el("button", { type: "button" }, "first");
    first.onclick = () => go({ compare: [run.run, ...chosen().filter((r) => r !== run.run)].join(",") });
    return el("li", {}, el("span", { className: "swatch c" + (i % 10) }), el("a", { href: toRun(run.run) }, run.name + " " + cellText(run.cell)),
      " ", state(run.state), " ", i ? first : el("span", { className: "quiet small" }, "the others are held against it"), " ", out);
  });
  replace(byId("compared"), el("ul", { className: "compared" }, items));
}

function figures() {
  if (!drawn) return;
  const { runs, all, pairs } = drawn;
  list(runs);
  overlay(runs, all);
  for (const world of WORLDS) differences(runs, pairs, world);
  settings(runs, pairs);
}

async function again() {
  if (place() !== "compare") return;
  const ids = chosen();
  await attempt(async () => {
    const [runs, all, pairs] = await Promise.all([
      Promise.all(ids.map((id) => call("runs/" + encodeURIComponent(id)))),
      Promise.all(ids.map((id) => call(`runs/${encodeURIComponent(id)}/curves`))),
      ids.length > 1 ? call(query("compare", { runs: ids.join(","), metric: metric() })) : [],
    ]);
    if (ids.join() !== chosen().join()) return;
    drawn = { runs, all, pairs };
    figures();
  });
}

const refresh = soon(again);

/** Shows the runs that the view names beside each other. */
export async function showCompare() {
  const key = chosen().join() + metric();
  if (!byId("compared")) byId("compare").replaceChildren(...skeleton());
  byId("compare-metric").value = metric();
  byId("compare-logx").checked = Boolean(view("logx"));
  byId("compare-metric").onchange = () => go({ metric: byId("compare-metric").value });
  byId("compare-logx").onchange = () => go({ logx: byId("compare-logx").checked ? "1" : "" });
  if (key === shown) {
    figures();
  } else {
    shown = key;
    await again();
  }
}

/** Lets go of what was compared. */
export function leaveCompare() {
  forget(byId("compare"));
  byId("compare").replaceChildren();
  shown = "";
  drawn = null;
}

export function compareControls() {
  hear("run", (run) => drawn && chosen().includes(run.run) && refresh());
  hear("many", () => drawn && refresh());
  addEventListener("resize", () => place() === "compare" && figures());
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => place() === "compare" && figures());
}
