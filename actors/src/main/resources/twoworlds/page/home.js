// What one wants to know who comes back in the morning: what runs and how far it is, what waits, what failed, the disk, the machines.
import { call } from "./api.js";
import { byId, el, replace } from "./dom.js";
import { hear, soon } from "./feed.js";
import { bytes, cellText, plural, share } from "./format.js";
import { done, progress } from "./rows.js";
import { place, toHome, toRun } from "./view.js";

const NEARLY_FULL = 0.05;
let overview = null;

const link = (run) =>
  el("a", { href: toRun(run.run) }, run.name + (run.cell && Object.keys(run.cell).length ? " " + cellText(run.cell) : ""));

const card = (title, className, ...content) => el("section", { className: "card " + className }, el("h2", {}, title), ...content);

const filtered = (count, condition, shown) =>
  count > shown ? el("p", {}, el("a", { href: toHome({ where: condition, flat: "1" }) }, `all ${count.toLocaleString("en")}`)) : null;

const listed = (items) => el("ul", {}, items);

function running(o) {
  const count = o.states.running || 0;
  if (!count) {
    const words = o.busy ? `${plural(o.busy, "run")} about to start.` : `${plural(o.slots, "slot")} free.`;
    return card("Nothing runs", "", el("p", { className: "quiet" }, words));
  }
  const items = o.running.map((run) => {
    const place = o.places[run.run] ? ` on ${o.places[run.run]}` : "";
    const trouble = o.troubles[run.run];
    return el("li", {},
      link(run), el("span", { className: "quiet small" }, place), el("span", { className: "right" }, share(done(run))),
      el("div", { className: "wide-bar" }, progress(run)),
      trouble && trouble.deaths ? el("span", { className: "reason" }, `died ${plural(trouble.deaths, "time")}: ${trouble.reason}`) : null);
  });
  return card(`${count} running`, "running", listed(items), filtered(count, "state=running", items.length));
}

/** Those that wait for the same reason are told together. */
function waiting(o) {
  if (!o.queued) return null;
  const reasons = new Map();
  for (const w of o.waiting) reasons.set(w.reason, [...(reasons.get(w.reason) || []), w.run]);
  const items = [...reasons].map(([reason, runs]) => el("li", {}, el("span", { className: "reason" }, reason + ":"),
    runs.slice(0, 5).flatMap((run, i) => [i ? ", " : "", el("a", { href: toRun(run) }, run)]), runs.length > 5 ? "…" : ""));
  return card(`${o.queued.toLocaleString("en")} waiting`, "queued", listed(items), filtered(o.queued, "state=queued", 5));
}

function failed(o) {
  const count = (o.states.failed || 0) + (o.states.unreadable || 0);
  if (!count) return null;
  const items = o.failed.slice(0, 5).map((run) =>
    el("li", {}, link(run), el("span", { className: "reason" }, run.message || "no reason is known")));
  const condition = o.states.failed ? "state=failed" : "state=unreadable";
  const unreadable = o.states.unreadable ? ` ${plural(o.states.unreadable, "run")} cannot be read.` : "";
  return card(`${o.states.failed || 0} failed`, "failed", listed(items), unreadable && el("p", {}, unreadable),
    filtered(count, condition, items.length));
}

function machines(o) {
  const free = o.freeBytes / o.totalBytes;
  const used = el("span", { className: "bar disk" + (free < NEARLY_FULL ? " failed" : ""), role: "img",
    "aria-label": `${share(1 - free)} of the disk used` }, el("span", { className: "used", style: `width:${100 * (1 - free)}%` }));
  const nodes = o.nodes.map((n) => el("li", {},
    `${n.node}, ${n.role}, ${plural(n.slots, "slot")}${n.device ? " on " + n.device : ""}`,
    el("span", { className: "reason" }, `${n.machine.processor || ""}, ${n.machine.cores || "?"} cores`)));
  return card("Disk and machines", free < NEARLY_FULL ? "failed" : "",
    el("p", {}, `${bytes(o.freeBytes)} free of ${bytes(o.totalBytes)}`, used),
    el("p", {}, `This machine: ${o.busy} of ${plural(o.slots, "slot")} busy`),
    nodes.length ? listed(nodes) : null);
}

function draw() {
  const o = overview;
  if (!o) return;
  const all = Object.values(o.states).reduce((sum, count) => sum + count, 0);
  byId("lab").textContent = `${o.states.running || 0} running, ${o.queued.toLocaleString("en")} waiting, ` +
    `${plural(all, "run")}, ${bytes(o.freeBytes)} free`;
  if (!all && place() === "home") byId("new").open = true;
  document.title = `${o.states.running ? `(${o.states.running}) ` : ""}twoworlds`;
  if (place() === "home") replace(byId("overview"), running(o), failed(o), waiting(o), machines(o));
}

const load = soon(async () => {
  try {
    overview = await call("overview");
  } catch (error) {
    byId("lab").textContent = error.message.split("\n")[0];
    return;
  }
  draw();
}, 100);

export function homeControls() {
  hear("overview", (o) => {
    overview = o;
    draw();
  });
  hear("many", load);
}

/** Shows what is known of the lab. */
export const showHome = () => draw();
