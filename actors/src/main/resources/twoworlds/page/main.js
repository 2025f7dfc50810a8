// The page: what the address names is shown, and kept as the lab tells of changes.
import { attempt, call, loginForm, sending } from "./api.js";
import { compareControls, leaveCompare, showCompare } from "./compare.js";
import { byId, el, replace } from "./dom.js";
import { listen } from "./feed.js";
import { plural } from "./format.js";
import { homeControls, showHome } from "./home.js";
import { keys } from "./keys.js";
import { listControls, showList } from "./list.js";
import { leaveRun, runControls, showRun } from "./run.js";
import { leaveSweep, showSweep, sweepControls } from "./sweep.js";
import { chosen, go, place, toCompare, toHome } from "./view.js";

const LEAVE = { run: leaveRun, sweep: leaveSweep, compare: leaveCompare, home: () => {} };
const SHOW = { run: showRun, sweep: showSweep, compare: showCompare, home: async () => { showHome(); await showList(); } };

let last = "";

/** The runs that were taken to be compared, wherever one is. */
function tray() {
  const count = chosen().length;
  byId("tray").hidden = !count || place() === "compare";
  const none = el("button", { type: "button" }, "none");
  none.onclick = () => go({ compare: "" });
  replace(byId("tray"), el("a", { href: toCompare(), className: "button" }, `Compare ${plural(count, "run")}`), " ", none);
}

async function show() {
  const here = place();
  for (const name of Object.keys(SHOW)) {
    byId(name).hidden = name !== here;
    if (name !== here) LEAVE[name]();
  }
  byId("home-link").href = toHome();
  tray();
  if (here !== last) {
    last = here;
    scrollTo(0, 0);
  }
  await attempt(SHOW[here]);
}

function submitForm() {
  sending(byId("submit"), () => "runs", (answer) => {
    byId("new").open = false;
    return go(answer.sweep ? { sweep: answer.sweep } : { run: answer.run });
  });
}

async function begin() {
  loginForm();
  listControls();
  homeControls();
  runControls();
  sweepControls();
  compareControls();
  submitForm();
  keys();
  addEventListener("hashchange", show);
  listen((isThere) => document.body.classList.toggle("away", !isThere));
  await attempt(async () => {
    const recipes = await call("recipes");
    byId("submit").elements.recipe.replaceChildren(...recipes.map((r) => new Option(r, r)));
  });
  await show();
}

begin();
