// What stands below a run's curves: its scores, evaluators, tags, forks, lineage and log.
import { address, attempt, call, query, send, sending } from "./api.js";
import { byId, el, replace, row, table } from "./dom.js";
import { number, plural } from "./format.js";
import { tags } from "./rows.js";
import { go, toHome, toRun, toSweep } from "./view.js";

const MOST_LINES = 200;
const KINDS = ["started", "attempt", "checkpoint", "resumePoint", "score", "missing", "deleted", "waited", "worldEnded", "ended",
  "attached", "detached", "asked", "dropped"];

const field = (label, input, className = "") => el("label", { className }, label + " ", input);

/** The places of all that, closed where one asks for it seldom. */
export const parts = () => [
  el("details", { id: "scored", open: true }, el("summary", {}, "Scores"), el("div", { id: "scores-table" })),
  el("details", { id: "evaluators" }, el("summary", {}, "Evaluators"), el("ul", {}),
    el("form", { id: "attach" },
      field("Source", el("input", { name: "on", required: true, placeholder: "cifar10:test" })),
      field("Name", el("input", { name: "as", autocomplete: "off" })),
      field("Also measure", el("select", { name: "metrics", multiple: true, size: 3 },
        ["calibration", "perClass", "confusion"].map((m) => el("option", {}, m)))),
      field("From", el("select", { name: "from" }, el("option", {}, "start"), el("option", {}, "now"))),
      field("Settings", el("textarea", { name: "set", rows: 1, placeholder: "data.path=DIR" }), "wide"),
      el("button", {}, "Attach"))),
  el("details", { id: "tagging" }, el("summary", {}, "Tags"), el("p", { id: "tags" }),
    el("form", { id: "tag" }, field("Tag", el("input", { name: "tag", required: true, autocomplete: "off" })), el("button", {}, "Add"))),
  el("details", { id: "forks" }, el("summary", {}, "Fork"),
    el("form", { id: "fork" },
      field("Step", el("select", { name: "step", required: true })),
      field("Name", el("input", { name: "name", autocomplete: "off" })),
      field("Settings", el("textarea", { name: "set", rows: 1, placeholder: "optimizer.rate=0.01" }), "wide"),
      el("button", {}, "Fork"))),
  el("details", { id: "lineage", open: true }, el("summary", {}, "Lineage"), el("ul", {})),
  el("details", { id: "settings" }, el("summary", {}, "Settings and machine"), el("pre", {})),
  el("details", { id: "log" }, el("summary", {}, "Log"), el("ol", { className: "log" })),
  el("details", { id: "stream" }, el("summary", {}, "Samples of the stream"),
    el("img", { id: "samples", alt: "The run's first training samples, one class a row" })),
];

/** Makes the forms of a run send what they hold. */
export function partForms(run, again) {
  sending(byId("attach"), () => `runs/${run}/evaluators`, again);
  sending(byId("fork"), () => `runs/${run}/fork`, (answer) => go({ run: answer.run }));
  sending(byId("tag"), () => `runs/${run}/tags`, again, (form) => ({ add: [form.elements.tag.value.trim()], remove: [] }));
  byId("stream").ontoggle = () => {
    if (byId("stream").open) byId("samples").src = address("runs", run, "samples.png");
  };
}

/** What each evaluator has scored: on what, how often, and what came of it last. */
export function showScores(curves, metric) {
  const rows = curves.scores.map((s) => {
    const last = s.step.length - 1;
    return row([s.evaluator === "run" ? "its own" : s.evaluator, s.world, s.set, plural(s.step.length, "score"),
      number(s.step[last], 9), s[metric] ? number(s[metric][last]) : "–"]);
  });
  replace(byId("scores-table"), rows.length
    ? table(["Evaluator", "World", "Set", "Scores", "Last step", `Last ${metric}`], rows)
    : el("p", { className: "quiet" }, "Nothing is scored yet."));
}

/** The evaluators that are attached, the tags, and the steps from which it can be forked. */
export function showParts(run, document_, listed, checkpoints, again) {
  const items = document_.evaluators.map((e) => {
    const detach = el("button", { type: "button" }, "Detach " + e.evaluator);
    detach.onclick = () => attempt(async () => {
      await send(`runs/${run}/evaluators/${encodeURIComponent(e.evaluator)}`, {}, "DELETE");
      await again();
    });
    return el("li", {}, `${e.evaluator} on ${e.on}: ${plural(e.scores, "score")} `, detach);
  });
  replace(byId("evaluators").querySelector("ul"), items);
  replace(byId("tags"), listed && Array.isArray(listed.tags) && listed.tags.length ? taken(run, listed, again)
    : el("span", { className: "quiet" }, "none"));
  const steps = checkpoints.filter((c) => c.world === "real").map((c) => c.step)
    .filter((s) => checkpoints.some((c) => c.world === "ideal" && c.step === s));
  const select = byId("fork").elements.step;
  const kept = select.value;
  // Options are made anew only where they are others, so that a choice under way is not disturbed.
  if (replace(select, steps.map((s) => el("option", { value: s }, String(s)))) && steps.includes(Number(kept))) select.value = kept;
  byId("settings").querySelector("pre").textContent =
    JSON.stringify(document_.config, null, 2) + "\n\n" + Object.entries(document_.machine).map(([k, v]) => `${k}: ${v}`).join("\n");
}

const taken = (run, listed, again) => tags(listed).map((tag, i) => {
  const off = el("button", { type: "button", "aria-label": `take the tag ${listed.tags[i]} off` }, "×");
  off.onclick = () => attempt(async () => {
    await send(`runs/${run}/tags`, { add: [], remove: [listed.tags[i]] });
    await again();
  });
  return el("span", {}, tag, off, " ");
});

/** Where a run comes from, and what came of it. */
export async function showLineage(document_) {
  const run = document_.run;
  const line = (words, href, text, more = "") => el("li", {}, words + " ", el("a", { href }, text), more);
  const items = [];
  if (document_.sweep) items.push(line("A cell of the sweep", toSweep(document_.sweep), document_.sweep));
  if (document_.parent) {
    const [parent, step] = document_.parent.split("@");
    items.push(line("Forked from", toRun(parent), parent, ` at step ${step}`));
  }
  const before = /\/runs\/([^/]+)\//.exec(document_.config.init || "");
  if (before) items.push(line("Begins with the weights of", toRun(before[1]), before[1]));
  const ideal = (document_.config.world || {}).ideal;
  if (ideal) items.push(line("Its Ideal World is that of", toRun(ideal), ideal));
  const [forks, users] = await Promise.all([
    call(query("runs", { where: `parent~${run}@`, limit: 20 })),
    call(query("runs", { where: `ideal=${run}`, limit: 1 })),
  ]);
  for (const fork of forks.runs) items.push(line("Fork at step " + fork.parent.split("@")[1] + ":", toRun(fork.run), fork.name));
  if (users.count) {
    items.push(line("Its Ideal World is shared by", toHome({ where: `ideal=${run}`, flat: "1" }), plural(users.count, "run")));
  }
  replace(byId("lineage").querySelector("ul"), items.length ? items : el("li", { className: "quiet" }, "It stands alone."));
}

/** Follows a run's log while it is open; the end of it stops that. */
export function followLog(run) {
  let source = null;
  const lines = byId("log").querySelector("ol");
  const add = (event) => {
    const { type, index, micros, ...rest } = JSON.parse(event.data);
    const words = Object.entries(rest).map(([k, v]) => `${k} ${typeof v === "object" ? JSON.stringify(v) : v}`).join(", ");
    lines.append(el("li", { value: Number(event.lastEventId) }, el("b", {}, type || event.type), " " + words.slice(0, 300)));
    while (lines.children.length > MOST_LINES) lines.firstChild.remove();
  };
  const end = () => {
    if (source) source.close();
    source = null;
  };
  byId("log").ontoggle = () => {
    end();
    lines.replaceChildren();
    if (!byId("log").open) return;
    source = new EventSource(address("runs", run, "events"));
    for (const kind of KINDS) source.addEventListener(kind, add);
  };
  return end;
}
