// Runs and sweeps as lines of lists: their states, how far they are, their tags.
import { el } from "./dom.js";
import { ago, cellText, plural, share } from "./format.js";
import { choose, chosen, toRun, toSweep } from "./view.js";

// Each state has a sign too, for those who do not tell its colour.
const SIGNS = {
  queued: "◷", running: "▶", paused: "‖", interrupted: "↯", completed: "✓", failed: "✗", stopped: "■", unreadable: "?",
};

/** The states in the order in which they are told. */
export const STATES = Object.keys(SIGNS);

export const state = (name, more = "") =>
  el("span", { className: "state " + name }, el("span", { "aria-hidden": "true" }, SIGNS[name] || ""), ` ${name}${more}`);

/** The updates that are done of those asked for, from 0 to 1. */
export function done(run) {
  if (run.state === "completed") return 1;
  return run.steps ? Math.min(1, Math.max(run.real, run.ideal) / run.steps) : 0;
}

/** A bar of parts, each a class with its share. */
function bar(parts, words) {
  return el("span", { className: "bar", role: "img", "aria-label": words, title: words },
    parts.filter(([, part]) => part > 0).map(([name, part]) =>
      el("span", { className: name, style: `width:${(100 * part).toFixed(2)}%` })));
}

export function progress(run) {
  if (run.steps === undefined) return "";
  const step = Math.max(run.real, run.ideal);
  const words = `step ${step.toLocaleString("en")} of ${run.steps.toLocaleString("en")}`;
  return [bar([[run.state, done(run)]], words), el("span", { className: "of" }, `${step} / ${run.steps}`)];
}

/** The states of a sweep's runs, as a bar of them and in words. */
export function sweepProgress(sweep) {
  const parts = STATES.filter((s) => sweep.states[s]).map((s) => [s, sweep.states[s] / sweep.runs]);
  const words = STATES.filter((s) => sweep.states[s]).map((s) => `${sweep.states[s]} ${s}`).join(", ");
  return [bar(parts, words), el("span", { className: "of" }, share(sweep.progress))];
}

/** The state of all of a sweep: what asks for somebody first. */
export function sweepState(sweep) {
  const order = ["failed", "unreadable", "running", "interrupted", "queued", "paused", "stopped", "completed"];
  const worst = order.find((s) => sweep.states[s]) || "queued";
  const others = (sweep.states[worst] || 0) === sweep.runs ? "" : ` ${sweep.states[worst]} of ${sweep.runs}`;
  return state(worst, others);
}

export const tags = (run) => (Array.isArray(run.tags) ? run.tags : []).map((tag) => el("span", { className: "tag" }, tag));

export const when = (instant) => el("time", { dateTime: instant, title: instant }, ago(instant));

/** A box by which a run is taken among those that are compared. */
export function chooser(run) {
  const box = el("input", {
    type: "checkbox", checked: chosen().includes(run.run), "aria-label": "compare " + run.name, className: "choose",
  });
  box.onchange = () => choose(run.run, box.checked);
  return box;
}

/** The reason that somebody wants to read on a line of its own: why it failed, why it waits. */
const reason = (text) => (text ? el("span", { className: "reason" }, text) : null);

/** A run as a row of a table; in its sweep, it is called by what distinguishes it. */
export function runRow(run, { inSweep = false, extra = [], why = "" } = {}) {
  const cell = cellText(run.cell);
  const name = inSweep && cell ? cell : run.name;
  const row = el("tr", { id: "row-" + run.run, className: "is-run" },
    el("td", {}, chooser(run)),
    el("td", {},
      el("a", { href: toRun(run.run), className: "line", title: run.run }, name),
      !inSweep && cell ? el("span", { className: "quiet" }, " " + cell) : null,
      el("span", { className: "quiet small" }, inSweep || run.recipe === name ? "" : " " + run.recipe),
      tags(run),
      reason(run.message || why)),
    el("td", {}, state(run.state)),
    el("td", { className: "progress" }, progress(run)),
    extra.length ? extra.map((e) => el("td", { className: "number" }, e)) : el("td", { className: "when" }, when(run.started)));
  return row;
}

/** A sweep as a row, which opens. */
export function sweepRow(sweep) {
  const matching = sweep.matching < sweep.runs ? `, ${sweep.matching} of them asked for` : "";
  return el("tr", { id: "row-" + sweep.sweep, className: "is-sweep" },
    el("td", { "aria-hidden": "true" }, "▦"),
    el("td", {},
      el("a", { href: toSweep(sweep.sweep), className: "line" }, sweep.sweep),
      el("span", { className: "quiet small" }, ` ${sweep.recipe}, ${plural(sweep.runs, "run")}${matching}`)),
    el("td", {}, sweepState(sweep)),
    el("td", { className: "progress" }, sweepProgress(sweep)),
    el("td", { className: "when" }, when(sweep.started)));
}
