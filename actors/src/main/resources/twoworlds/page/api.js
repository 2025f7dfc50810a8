// The way to the lab: requests, and what is shown where one fails.
import { byId } from "./dom.js";

const ROOT = "api/v1/";

/** Where something of a run lies, or of the lab. */
export const address = (...parts) => ROOT + parts.map((p) => encodeURIComponent(p)).join("/");

/** Asks the lab; throws what it says where it refuses. */
export async function call(path, options) {
  const response = await fetch(ROOT + path, options);
  const body = await response.json();
  if (response.status === 401) byId("login").hidden = false;
  if (!response.ok) throw new Error(body.detail);
  return body;
}

export const send = (path, body, method = "POST") =>
  call(path, { method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body || {}) });

/** A path with a query of those values that are not empty. */
export function query(path, values) {
  const words = new URLSearchParams();
  for (const [key, value] of Object.entries(values)) if (value) words.set(key, value);
  const text = words.toString();
  return text ? `${path}?${text}` : path;
}

export function say(error) {
  byId("message").textContent = error ? error.message : "";
}

/** Does something, and shows what went wrong. */
export async function attempt(work) {
  try {
    await work();
    say(null);
    return true;
  } catch (error) {
    say(error);
    return false;
  }
}

/** Lets the page in: the lab keeps the token in a cookie that no program can read. */
export function loginForm() {
  byId("login").onsubmit = (event) => {
    event.preventDefault();
    attempt(async () => {
      const response = await fetch("login", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ token: byId("login").elements.token.value }),
      });
      if (!response.ok) throw new Error((await response.json()).detail);
      location.reload();
    });
  };
}

const lines = (text) => text.split("\n").map((s) => s.trim()).filter((s) => s);

/** What a form holds, as the body of a request. */
function bodyOf(form) {
  const data = new FormData(form);
  const body = Object.fromEntries(data);
  if (form.elements.metrics) body.metrics = data.getAll("metrics");
  if (form.elements.set) body.set = lines(body.set || "");
  if (body.step) body.step = Number(body.step);
  return body;
}

/** Sends a form, and goes on with the answer. */
export function sending(form, path, then, body = bodyOf) {
  form.onsubmit = (event) => {
    event.preventDefault();
    attempt(async () => {
      const answer = await send(path(), body(form));
      form.reset();
      await then(answer);
    });
  };
}
