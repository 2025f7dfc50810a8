// What changes in the lab, as it tells it: one stream for the whole page.

const hearers = { run: [], sweep: [], gone: [], overview: [], many: [] };
let source = null;

/** Hears of a kind of change: run, sweep, gone, overview, or many, where the lists are to be asked for anew. */
export const hear = (kind, then) => hearers[kind].push(then);

/** Listens; the browser comes back by itself where the lab was away. */
export function listen(whether) {
  source = new EventSource("api/v1/events");
  for (const kind of Object.keys(hearers)) {
    source.addEventListener(kind, (event) => {
      const change = JSON.parse(event.data);
      for (const then of hearers[kind]) then(change);
    });
  }
  source.onopen = () => whether(true);
  source.onerror = () => whether(false);
}

/**
 * Does work soon, however often it is asked for: not before the last is done, and so that it takes a tenth of the time at most.
 * Nothing is done while nobody looks.
 */
export function soon(work, pause = 300) {
  let timer = 0;
  let isBusy = false;
  let isDue = false;
  let earliest = 0;
  const begin = async () => {
    timer = 0;
    if (document.hidden) return;
    isBusy = true;
    isDue = false;
    const start = performance.now();
    await work();
    const end = performance.now();
    earliest = end + Math.min(30000, 9 * (end - start));
    isBusy = false;
    if (isDue) ask();
  };
  const ask = () => {
    isDue = true;
    if (!timer && !isBusy) timer = setTimeout(begin, Math.max(pause, earliest - performance.now()));
  };
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && isDue) ask();
  });
  return ask;
}
