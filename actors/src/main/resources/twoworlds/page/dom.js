// Elements of the page, made of text alone: nothing that comes from the lab is ever read as HTML.

/** An element with properties and children; a key with a dash, "role" or "list" is an attribute. */
export function el(tag, properties, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(properties || {})) {
    if (value === undefined || value === null || value === false) continue;
    if (key.includes("-") || ["role", "list", "scope", "colspan"].includes(key)) element.setAttribute(key, value);
    else if (key === "style") element.style.cssText = value;
    else element[key] = value;
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** An element of a drawing. */
export function svg(tag, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [key, value] of Object.entries(attributes || {})) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

export const byId = (id) => document.getElementById(id);

/** A table: its columns' headings, then rows of cells. */
export function table(headings, rows, properties) {
  return el("div", { className: "scroll" },
    el("table", properties,
      el("thead", {}, el("tr", {}, headings.map((h) => el("th", { scope: "col" }, h)))),
      el("tbody", {}, rows)));
}

/** A row of cells: texts, elements, or lists of them. Where a phone shows them one below the other, headings stand before them. */
export const row = (cells, headings = []) =>
  el("tr", {}, cells.map((cell, i) =>
    el("td", { "data-heading": headings[i] }, ...[cell].flat().filter((c) => c !== undefined && c !== null))));

/** Puts children in place of those that are there, unless they show the same: what is pointed at or chosen stays. */
export function replace(parent, ...children) {
  const fresh = parent.cloneNode(false);
  fresh.append(...children.flat().filter(Boolean));
  if (fresh.innerHTML === parent.innerHTML) return false;
  parent.replaceChildren(...fresh.childNodes);
  return true;
}
