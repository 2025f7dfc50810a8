// The paper's claims with their verdicts, as `claims` judges them.
import { el, replace, row, table } from "./dom.js";
import { number } from "./format.js";

const HEADINGS = ["Setting", "Seeds", "Estimate", "Interval", "Null", "Limit", "Verdict"];
const SIGNS = { HOLDS: "✓", FAILS: "✗", OPEN: "○" };

const verdict = (claim) => el("span", { className: "verdict " + claim.verdict.toLowerCase() },
  el("span", { "aria-hidden": "true" }, SIGNS[claim.verdict] || ""), " " + claim.verdict);

const interval = (claim) => (claim.low === null ? "–" : `[${number(claim.low)}, ${number(claim.high)}]`);

/** Shows a sweep's claims, or why there are none. */
export function showClaims(host, document_) {
  if (document_.error) {
    replace(host, el("p", { className: "reason" }, document_.error));
    return;
  }
  if (!document_.claims.length) {
    replace(host, el("p", { className: "quiet" }, "No run of it compares two worlds."));
    return;
  }
  const rows = [];
  let last = "";
  for (const claim of document_.claims) {
    if (claim.claim !== last) {
      last = claim.claim;
      rows.push(el("tr", { className: "claim" }, el("th", { colspan: 7, scope: "rowgroup" }, last)));
    }
    rows.push(row([claim.of, String(claim.seeds), number(claim.estimate), interval(claim), number(claim.null), number(claim.limit),
      [verdict(claim), el("span", { className: "reason" }, claim.reason || claim.detail)]], HEADINGS));
  }
  replace(host,
    el("p", { className: "quiet small" }, `Small means at most ${document_.limit}, or ${document_.margin} of a whole, which is our setting. ` +
      `Intervals are of ${Math.round(100 * (1 - document_.alpha))} % over seeds, with the test sample's share.`),
    table(HEADINGS, rows, { className: "claims" }),
    document_.leftOut.map((line) => el("p", { className: "reason" }, line)));
}
