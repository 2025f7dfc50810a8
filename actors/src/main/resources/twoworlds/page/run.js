// One run: how it stands, its curves, and what one may do with it.
import { address, attempt, call, query, send } from "./api.js";
import { byId, el, replace } from "./dom.js";
import { hear, soon } from "./feed.js";
import { forget } from "./figures.js";
import { cellText, duration, number, share } from "./format.js";
import { chooser, state, tags, when } from "./rows.js";
import { controls, drawRun, figureHosts, METRICS } from "./runfigures.js";
import { followLog, partForms, parts, showLineage, showParts, showScores } from "./runparts.js";
import { go, place, toHome, toSweep, view } from "./view.js";

const LEAVES = { pause: ["running", "queued"], stop: ["running", "queued", "paused"],
  resume: ["paused", "stopped", "interrupted", "failed"] };

let shown = "";
let document_ = null;
let listed = null;
let curves = null;
let endLog = () => {};

function skeleton(run) {
  const button = (id, words) => {
    const b = el("button", { id, type: "button" }, words);
    b.onclick = () => attempt(async () => {
      await send(`runs/${encodeURIComponent(run)}/${id}`);
      await facts();
    });
    return b;
  };
  return [
    el("p", { className: "crumbs", id: "crumbs" }),
    el("h2", {}, el("span", { id: "title" }), " ", el("span", { id: "standing" })),
    el("div", { id: "facts", className: "facts" }),
    el("p", { id: "actions" }, button("pause", "Pause"), button("resume", "Resume"), button("stop", "Stop"),
      el("a", { id: "report", className: "button", href: address("runs", run, "report.html"), target: "_blank", rel: "noopener" }, "Report"),
      el("label", { className: "check", id: "to-compare" })),
    controls(),
    figureHosts(),
    ...parts(),
  ];
}

function world(name) {
  const w = document_.worlds[name];
  const left = document_.state === "running" && w.stepsPerSecond > 0 ? (document_.steps - w.step) / w.stepsPerSecond : NaN;
  const law = w.law.startsWith("replay") ? `n = ${w.n}` : w.law;
  return el("p", { className: "world" }, el("b", { className: name }, name === "real" ? "Real World" : "Ideal World"),
    ` ${law}, step ${w.step.toLocaleString("en")} of ${document_.steps.toLocaleString("en")}, ${number(w.stepsPerSecond, 3)} a second, ` +
    `waiting ${share(w.waitShare)}${Number.isFinite(left) && left > 0 ? `, ${duration(left)} left` : ""}` +
    (w.message ? `: ${w.message}` : ""));
}

function showFacts() {
  const d = document_;
  byId("title").textContent = d.name;
  replace(byId("standing"), state(d.state), listed ? tags(listed) : null);
  replace(byId("crumbs"), el("a", { href: toHome() }, "Home"), d.sweep ? [" › ", el("a", { href: toSweep(d.sweep) }, d.sweep)] : null,
    " › ", el("span", {}, d.run));
  const t = d.stoppingTime;
  replace(byId("facts"),
    el("p", {}, `${d.recipe}, ${d.config.model} on ${(d.config.data || {}).type || ""}${Object.keys(d.cell).length ? ", " + cellText(d.cell) : ""}, started `,
      when(d.started), t ? `. T(n): step ${t.step}, by ${t.criterion}; step ${t.after} is the last without.` : ""),
    Object.keys(d.worlds).map(world),
    d.message ? el("p", { className: "reason" }, d.message) : null);
  for (const [action, states] of Object.entries(LEAVES)) byId(action).disabled = !states.includes(d.state);
  const box = byId("to-compare").querySelector("input");
  const isIn = chooser(d);
  if (!box || box.checked !== isIn.checked) byId("to-compare").replaceChildren(isIn, " compare");
}

async function facts() {
  const run = shown;
  const id = encodeURIComponent(run);
  const [d, checkpoints] = await Promise.all([call("runs/" + id), call(`runs/${id}/checkpoints`)]);
  const line = (await call(query("runs", { where: `run=${d.run}`, limit: 1 }))).runs[0];
  if (run !== shown) return;
  document_ = d;
  listed = line;
  showFacts();
  showParts(id, d, listed, checkpoints, facts);
  await showLineage(d);
}

function figures() {
  if (!curves || !document_) return;
  drawRun(byId("run"), document_, curves);
  showScores(curves, METRICS[view("metric")] ? view("metric") : "softError");
}

async function again() {
  if (place() !== "run") return;
  const run = shown;
  await attempt(async () => {
    const [, c] = await Promise.all([facts(), call(`runs/${encodeURIComponent(run)}/curves`)]);
    if (run !== shown) return;
    curves = c;
    figures();
  });
}

const refresh = soon(again);

function showControls() {
  byId("metric").value = METRICS[view("metric")] ? view("metric") : "softError";
  byId("xaxis").value = view("x") || "step";
  byId("logx").checked = Boolean(view("logx"));
  byId("logy").checked = Boolean(view("logy"));
  byId("metric").onchange = () => go({ metric: byId("metric").value });
  byId("xaxis").onchange = () => go({ x: byId("xaxis").value === "step" ? "" : byId("xaxis").value });
  byId("logx").onchange = () => go({ logx: byId("logx").checked ? "1" : "" });
  byId("logy").onchange = () => go({ logy: byId("logy").checked ? "1" : "" });
}

/** Shows the run that the view names. */
export async function showRun() {
  const run = view("run");
  if (run !== shown) {
    leaveRun();
    shown = run;
    byId("run").replaceChildren(...skeleton(run));
    partForms(encodeURIComponent(run), again);
    endLog = followLog(run);
  }
  showControls();
  if (curves) {
    figures();
    showFacts();
  } else {
    await again();
  }
}

/** Lets go of the run that was shown. */
export function leaveRun() {
  endLog();
  forget(byId("run"));
  byId("run").replaceChildren();
  shown = "";
  document_ = null;
  listed = null;
  curves = null;
}

export function runControls() {
  const concerns = (run) => document_ && (run === document_.run || run === (document_.config.world || {}).ideal);
  hear("run", (run) => concerns(run.run) && refresh());
  hear("many", () => shown && refresh());
  addEventListener("resize", () => place() === "run" && figures());
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => place() === "run" && figures());
}
