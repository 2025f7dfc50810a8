// Numbers, times and words as people read them.

/** A number of at most so many significant digits. */
export function number(value, digits = 4) {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  if (value === 0) return "0";
  const size = Math.abs(value);
  return size >= 1e-4 && size < 1e6 ? String(Number(value.toPrecision(digits))) : value.toExponential(2);
}

/** A difference, with its sign. */
export const signed = (value) =>
  value === null || value === undefined ? "–" : (value < 0 ? "−" : "+") + Math.abs(value).toFixed(4);

export const share = (part) => `${Math.floor(100 * part)} %`;

const UNITS = [["TB", 1e12], ["GB", 1e9], ["MB", 1e6], ["kB", 1e3]];

export function bytes(count) {
  const [unit, size] = UNITS.find(([, s]) => count >= s) || ["B", 1];
  return `${(count / size).toFixed(count / size < 10 && size > 1 ? 1 : 0)} ${unit}`;
}

export const plural = (count, word) => `${count.toLocaleString("en")} ${word}${count === 1 ? "" : "s"}`;

/** How long ago an instant was. */
export function ago(instant) {
  if (!instant) return "";
  const seconds = Math.max(0, (Date.now() - Date.parse(instant)) / 1000);
  if (seconds < 60) return "just now";
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86400) return `${Math.floor(seconds / 3600)} h ago`;
  return seconds < 86400 * 14 ? plural(Math.floor(seconds / 86400), "day") + " ago" : instant.slice(0, 10);
}

export function duration(seconds) {
  if (!Number.isFinite(seconds)) return "";
  if (seconds < 90) return `${Math.round(seconds)} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

/** What distinguishes a run in its sweep. */
export const cellText = (cell) => Object.entries(cell || {}).map(([key, value]) => `${key}=${value}`).join(" ");
