// The keyboard: / for the filter, j and k through the lines, c to compare the line, Escape to go home.
import { byId } from "./dom.js";
import { go, place } from "./view.js";

const lines = () => [...document.querySelectorAll("section:not([hidden]) a.line")];

function move(by) {
  const all = lines();
  const at = all.indexOf(document.activeElement);
  const next = all[Math.min(all.length - 1, Math.max(0, at < 0 ? 0 : at + by))];
  if (next) next.focus();
}

function compareLine() {
  const row = document.activeElement && document.activeElement.closest("tr");
  const box = row && row.querySelector("input.choose");
  if (box) box.click();
}

const DO = {
  "/": () => (place() === "home" ? byId("filter").elements.where.focus() : go({ run: "", sweep: "", show: "" })),
  j: () => move(1),
  k: () => move(-1),
  c: compareLine,
  Escape: () => place() !== "home" && go({ run: "", sweep: "", show: "" }),
};

export function keys() {
  addEventListener("keydown", (event) => {
    const isTyping = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName) && event.target.type !== "checkbox";
    if (event.ctrlKey || event.metaKey || event.altKey || (isTyping && event.key !== "Escape")) return;
    if (isTyping) {
      event.target.blur();
    } else if (DO[event.key]) {
      event.preventDefault();
      DO[event.key]();
    }
  });
}
