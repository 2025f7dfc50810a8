// What is looked at. It stands in the address, so that it survives a reload, can be sent to others, and "back" works.

const now = () => new URLSearchParams(location.hash.slice(1));

/** A part of the view; empty where there is none. */
export const view = (key) => now().get(key) || "";

/** The runs that are to be compared, the one that others are held against first. */
export const chosen = () => view("compare").split(",").filter((s) => s);

/** What is shown. */
export function place() {
  if (view("run")) return "run";
  if (view("sweep")) return "sweep";
  return view("show") === "compare" && chosen().length ? "compare" : "home";
}

function changed(changes) {
  const next = now();
  for (const [key, value] of Object.entries(changes)) {
    if (value) next.set(key, value);
    else next.delete(key);
  }
  return "#" + next.toString();
}

/** Changes the view. */
export function go(changes) {
  location.hash = changed(changes);
}

/** The address of the view with some changes, for links. */
export const to = (changes) => changed(changes);

const NOWHERE = { run: "", sweep: "", show: "" };

export const toHome = (changes) => to({ ...NOWHERE, ...changes });
export const toRun = (run) => to({ ...NOWHERE, run });
export const toSweep = (sweep) => to({ ...NOWHERE, sweep });
export const toCompare = () => to({ ...NOWHERE, show: "compare" });

/** Takes a run among those that are compared, or out of them. */
export function choose(run, isChosen) {
  const others = chosen().filter((r) => r !== run);
  go({ compare: (isChosen ? [...others, run] : others).join(",") });
}
