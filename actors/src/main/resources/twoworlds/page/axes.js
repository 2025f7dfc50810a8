// The x axis of a run's figures: updates, training time or samples seen.
import { number } from "./format.js";

export const AXES = { step: "SGD steps", time: "training time in s", samples: "samples" };

/** The time that each world's updates took up to some of its steps, waiting for data included: pauses are not in it. */
function clock(batches) {
  const at = [0];
  const steps = [0];
  batches.step.forEach((step, i) => {
    const pace = batches.stepsPerSecond[i];
    steps.push(step);
    at.push(at[i] + (pace ? (step - steps[i]) / pace : 0));
  });
  return (step) => {
    let low = 0;
    let high = steps.length - 1;
    if (step > steps[high]) return at[high];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (steps[middle] <= step) low = middle;
      else high = middle;
    }
    const span = steps[high] - steps[low];
    return span > 0 ? at[low] + ((at[high] - at[low]) * (step - steps[low])) / span : at[low];
  };
}

/** How a world's steps are put on an axis. */
export function axis(name, curves, batch) {
  if (name === "samples") return () => (step) => step * batch;
  if (name !== "time") return () => (step) => step;
  const clocks = Object.fromEntries(Object.entries(curves.batches).map(([world, b]) => [world, clock(b)]));
  return (world) => clocks[world] || ((step) => step);
}

/** T(n) with its bracket, as a figure marks it. */
export const stoppingMark = (t, toX) =>
  t ? [{ from: toX(t.after), to: toX(t.step), label: `T(n) = ${number(t.step, 7)}` }] : [];
