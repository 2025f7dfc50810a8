// The list of sweeps and runs: fifty at a time, by the words of `runs --where`. The lab says what changes in it.
import { call, query } from "./api.js";
import { byId, el, replace } from "./dom.js";
import { hear, soon } from "./feed.js";
import { plural } from "./format.js";
import { runRow, sweepRow } from "./rows.js";
import { go, place, view } from "./view.js";

const LINES = 50;
const WORDS = ["state=running", "state=failed", "state=completed", "state!=completed", "n=", "seed=", "recipe=", "sweep=",
  "model~", "data=", "rate>=", "started>", "parent~", "cell.", "tag="];

// Two lists that are told as one: sweeps, and runs that belong to none. Each knows where its next page begins.
let sweeps = { rows: [], next: "" };
let runs = { rows: [], next: "", count: 0 };
let shown = LINES;
const MOST_LINES = 1000;
const MOST_KNOWN = 5000;

// How those stand that were told of, and have no line: told of once more as they are, they are none of this list.
const known = new Map();
let asked = "";

/** Whether each run has a line of its own: on request, and where an order is asked for. */
const isFlat = () => Boolean(view("flat") || view("sort"));

async function pageOfRuns(after, limit) {
  const where = isFlat() ? view("where") : `${view("where")} sweep=`;
  const page = await call(query("runs", { where, sort: view("sort"), limit, after }));
  return { rows: page.runs, next: page.next, count: page.count };
}

async function pageOfSweeps(after, limit) {
  if (isFlat()) return { rows: [], next: "" };
  const page = await call(query("sweeps", { where: view("where"), limit, after }));
  return { rows: page.sweeps, next: page.next };
}

const idOf = (line) => line.run || line.sweep;

/** All lines so far, the newest first: ids begin with the time. A list that has more is told as far as it is known. */
function lines() {
  if (isFlat()) return runs.rows;
  const last = (list) => (list.next ? idOf(list.rows[list.rows.length - 1]) : "");
  const end = [last(sweeps), last(runs)].sort().pop();
  return [...sweeps.rows.map((s) => ({ sweep: s.sweep, line: s })), ...runs.rows]
    .sort((a, b) => (idOf(a) < idOf(b) ? 1 : -1))
    .filter((line) => !end || idOf(line) >= end);
}

function draw() {
  const all = lines();
  const some = all.slice(0, shown);
  const body = byId("list").tBodies[0];
  const rows = some.map((line) => (line.line ? sweepRow(line.line) : runRow(line)));
  if (!rows.length) {
    const words = view("where") ? "Nothing fits this filter." : "No runs yet. Submit a recipe above; quickstart takes a minute.";
    rows.push(el("tr", {}, el("td", { colspan: 5, className: "quiet" }, words)));
  }
  const focused = document.activeElement && document.activeElement.closest("#list tr");
  const id = focused && focused.id;
  if (replace(body, rows) && id) {
    const again = byId(id);
    if (again) again.querySelector("a").focus();
  }
  byId("more").hidden = all.length <= shown && !sweeps.next && !runs.next;
  const isOfRuns = isFlat() || !sweeps.rows.length; // a sweep's line stands for many runs
  byId("list-count").textContent = some.length
    ? `${plural(some.length, "line")}${isOfRuns ? ` of ${plural(runs.count, "run")}` : ""}` : "";
}

async function load() {
  if (place() !== "home") return;
  try {
    [sweeps, runs] = await Promise.all([pageOfSweeps("", Math.min(shown, MOST_LINES)), pageOfRuns("", Math.min(shown, MOST_LINES))]);
    byId("filter-error").textContent = "";
  } catch (error) {
    sweeps = { rows: [], next: "" };
    runs = { rows: [], next: "", count: 0 };
    byId("filter-error").textContent = error.message;
  }
  draw();
}

const reload = soon(load, 400);

async function more() {
  const button = byId("more");
  button.disabled = true;
  try {
    await fiftyMore();
  } finally {
    button.disabled = false;
  }
}

async function fiftyMore() {
  shown += LINES;
  const add = async (list, page) => {
    if (!list.next) return list;
    const next = await page(list.next, LINES);
    return { ...next, rows: [...list.rows, ...next.rows] };
  };
  [sweeps, runs] = await Promise.all([add(sweeps, pageOfSweeps), add(runs, pageOfRuns)]);
  draw();
}

/** Changes a line where it stands; a line that is not there may belong to it now. */
function change(list, key, line) {
  const at = list.rows.findIndex((l) => l[key] === line[key]);
  if (at >= 0) {
    const isOther = key === "run" && list.rows[at].state !== line.state && view("where");
    list.rows[at] = key === "sweep" ? { ...line, matching: list.rows[at].matching } : line;
    if (isOther) reload();
    else redraw();
  } else if (key === "sweep" || isFlat() || !line.sweep) {
    const now = JSON.stringify(line.states || line.state);
    if (known.get(line[key]) === now) return;
    if (known.size > MOST_KNOWN) known.clear();
    known.set(line[key], now);
    reload();
  }
}

const redraw = soon(async () => draw(), 150);

/** Shows the list that the view asks for. */
export async function showList() {
  const form = byId("filter");
  const words = JSON.stringify([view("where"), view("sort"), view("flat")]);
  if (words !== asked) {
    asked = words;
    shown = LINES;
    form.elements.where.value = view("where");
    form.elements.sort.value = view("sort");
    form.elements.flat.checked = Boolean(view("flat"));
  }
  await load();
}

export function listControls() {
  const form = byId("filter");
  const apply = () => go({
    where: form.elements.where.value.trim(), sort: form.elements.sort.value.trim(), flat: form.elements.flat.checked ? "1" : "",
  });
  form.onsubmit = (event) => {
    event.preventDefault();
    apply();
  };
  form.elements.flat.onchange = apply;
  byId("clear").onclick = () => go({ where: "", sort: "", flat: "" });
  byId("more").onclick = () => more();
  byId("conditions").replaceChildren(...WORDS.map((w) => el("option", { value: w })));
  hear("run", (run) => change(runs, "run", run));
  hear("sweep", (sweep) => change(sweeps, "sweep", sweep));
  hear("gone", reload);
  hear("many", reload);
}
