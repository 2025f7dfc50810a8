"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const api = "api/v1/";
  const DASHES = [[], [6, 4], [2, 3], [8, 3, 2, 3]];
  let overlaid = [];
  let source = null;
  let sourceOf = "";
  const plots = {};

  async function call(path, options) {
    const response = await fetch(api + path, options);
    const body = await response.json();
    if (response.status === 401) $("login").hidden = false;
    if (!response.ok) throw new Error(body.detail);
    return body;
  }

  const send = (path, body, method = "POST") =>
    call(path, { method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body || {}) });

  function say(error) {
    $("message").textContent = error ? error.message : "";
  }

  /** Does something, and shows what went wrong. */
  async function attempt(work) {
    try {
      await work();
      say(null);
    } catch (error) {
      say(error);
    }
  }

  const lines = (text) => text.split("\n").map((s) => s.trim()).filter((s) => s);
  const chosen = () => new URLSearchParams(location.hash.slice(1)).get("run") || "";
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();

  function address(changes) {
    const view = new URLSearchParams(location.hash.slice(1));
    for (const [key, value] of Object.entries(changes)) {
      if (value) view.set(key, value);
      else view.delete(key);
    }
    location.hash = view.toString();
  }

  /** What is looked at stands in the address, so that it survives a reload. */
  function fromAddress() {
    const view = new URLSearchParams(location.hash.slice(1));
    $("metric").value = view.get("metric") || "softError";
    $("xaxis").value = view.get("x") || "linear";
    $("yaxis").value = view.get("y") || "linear";
    overlaid = (view.get("with") || "").split(",").filter((s) => s);
  }

  async function list() {
    const [runs, lab] = await Promise.all([call("runs"), call("lab")]);
    const slots = lab.slots + lab.nodes.filter((n) => n.role === "trainer").reduce((sum, n) => sum + n.slots, 0);
    $("lab").textContent = `${lab.running.length} of ${slots} slots busy, ${lab.queued.length} queued`;
    $("nodes").hidden = !lab.nodes.length;
    $("nodes").querySelector("ul").replaceChildren(...lab.nodes.map((n) => {
      const item = document.createElement("li");
      item.textContent = `${n.node}, ${n.role}, ${n.slots} ${n.slots === 1 ? "slot" : "slots"}${n.device && " on " + n.device}: ${n.machine.processor}, ${n.machine.cores} cores`;
      return item;
    }));
    const rows = runs.reverse().map((run) => {
      const row = document.createElement("tr");
      row.className = run.run === chosen() ? "chosen" : "";
      const box = document.createElement("input");
      box.type = "checkbox";
      box.checked = overlaid.includes(run.run);
      box.setAttribute("aria-label", "overlay " + run.name);
      box.onchange = () =>
        address({ with: (box.checked ? [...overlaid, run.run] : overlaid.filter((r) => r !== run.run)).join(",") });
      const link = document.createElement("a");
      link.href = "#";
      const cell = Object.entries(run.cell).map(([key, value]) => key + "=" + value).join(" ");
      link.textContent = cell ? run.name + " " + cell : run.name;
      link.onclick = (event) => {
        event.preventDefault();
        address({ run: run.run });
      };
      const died = lab.troubles[run.run];
      const place = lab.places[run.run] ? ` on ${lab.places[run.run]}` : "";
      const state = run.state + place + (died && died.deaths ? ` (died ${died.deaths} times)` : "");
      for (const content of [box, link, state, run.steps === undefined ? "" : `${run.real} / ${run.steps}`]) {
        const cell = document.createElement("td");
        cell.append(content);
        row.append(cell);
      }
      row.title = lab.waiting[run.run] || run.message || (died ? died.reason : run.model + " on " + run.data);
      return row;
    });
    $("runs").tBodies[0].replaceChildren(...rows);
  }

  /** A plot in place of an older one. Columns: x, then a column a series. */
  function plot(id, series, columns, logX, logY, bands) {
    if (plots[id]) plots[id].destroy();
    const axis = { stroke: colour("ink"), grid: { stroke: colour("line"), width: 1 }, ticks: { stroke: colour("line") } };
    plots[id] = new uPlot(
      {
        width: Math.max(280, $(id).clientWidth),
        height: 260,
        scales: { x: { time: false, distr: logX ? 3 : 1 }, y: { distr: logY ? 3 : 1 } },
        axes: [{ ...axis, label: "step" }, { ...axis, size: 64 }],
        series: [{ label: "step" }, ...series],
        bands: bands || [],
      },
      columns,
      $(id),
    );
  }

  /** Curves with steps of their own as columns over all steps. */
  function joined(curves, logX, logY) {
    const steps = [...new Set(curves.flatMap((c) => c.x))].filter((s) => !logX || s > 0).sort((a, b) => a - b);
    const columns = curves.map((curve) => {
      const at = new Map(curve.x.map((s, i) => [s, curve.y[i]]));
      return steps.map((s) => {
        const y = at.get(s);
        return y === undefined ? undefined : y === null || (logY && y <= 0) ? null : y;
      });
    });
    return [steps, ...columns];
  }

  const line = (label, stroke, dash, more) => ({ label, stroke, dash, width: 2, spanGaps: true, ...more });

  async function draw() {
    const run = chosen();
    const logX = $("xaxis").value === "log";
    const logY = $("yaxis").value === "log";
    const metric = $("metric").value;
    const all = await Promise.all([run, ...overlaid.filter((r) => r !== run)].map((r) => call(`runs/${r}/curves`)));
    const mine = all[0];
    const stopped = mine.stoppingTime ? `; T(n) at step ${mine.stoppingTime.step}` : "";
    $("scores-caption").textContent = $("metric").selectedOptions[0].text + " of checkpoints" + stopped;
    const curves = [];
    const series = [];
    all.forEach((document, i) => {
      const sets = new Map();
      for (const score of document.scores) {
        const key = score.set + score.evaluator;
        if (!sets.has(key)) sets.set(key, sets.size);
        if (!score[metric]) continue; // calibration is measured on request
        curves.push({ x: score.step, y: score[metric] });
        const who = score.evaluator === "run" ? "" : ` (${score.evaluator})`;
        const which = i ? ` [${overlaid.filter((r) => r !== run)[i - 1]}]` : "";
        series.push(
          line(`${score.world} ${score.set}${who}${which}`, colour(score.world), DASHES[(sets.get(key) + i) % 4], {
            width: i ? 1 : 2,
          }),
        );
      }
    });
    plot("scores", series, joined(curves, logX, logY), logX, logY);
    const gaps = mine.bootstrapError.filter((g) => !logX || g.step > 0);
    const ink = colour("ink");
    plot(
      "gap",
      [line("+2 s.e.", ink, [2, 3], { width: 1 }), line("−2 s.e.", ink, [2, 3], { width: 1 }), line("error", ink)],
      [
        gaps.map((g) => g.step),
        gaps.map((g) => g.softError + 2 * (g.testStandardError || 0)),
        gaps.map((g) => g.softError - 2 * (g.testStandardError || 0)),
        gaps.map((g) => g.softError),
      ],
      logX,
      false,
      [{ series: [1, 2], fill: colour("mark") }],
    );
    const worlds = ["real", "ideal"];
    const batches = worlds.flatMap((w) =>
      ["loss", "lossLeast", "lossGreatest"].map((key) => ({ x: mine.batches[w].step, y: mine.batches[w][key] })));
    plot(
      "batches",
      worlds.flatMap((w) => [
        line(w, colour(w)),
        line(w + " least", colour(w), [1, 3], { width: 1 }),
        line(w + " greatest", colour(w), [1, 3], { width: 1 }),
      ]),
      joined(batches, logX, logY),
      logX,
      logY,
    );
    for (const [id, key] of [["speed", "stepsPerSecond"], ["rate", "rate"]]) {
      const both = worlds.map((w) => ({ x: mine.batches[w].step, y: mine.batches[w][key] }));
      plot(id, worlds.map((w) => line(w, colour(w))), joined(both, logX, false), logX, false);
    }
  }

  async function facts() {
    const run = chosen();
    const [document_, checkpoints] = await Promise.all([call("runs/" + run), call(`runs/${run}/checkpoints`)]);
    const d = document_;
    $("title").textContent = d.name;
    const world = (w) =>
      `${w} ${d.worlds[w].step} of ${d.steps} steps, ${d.worlds[w].stepsPerSecond.toFixed(1)} a second, ` +
      `waiting ${(100 * d.worlds[w].waitShare).toFixed(1)} %`;
    const law = (w) => (w.law.startsWith("replay") ? `n = ${w.n}` : w.law);
    $("facts").textContent =
      `${d.state} · ${d.recipe} · ${d.config.model} · ${law(d.worlds.real)} · ${world("real")} · ${world("ideal")}` +
      (d.parent ? ` · forked from ${d.parent}` : "") + (d.message ? ` · ${d.message}` : "");
    $("pause").disabled = !["running", "queued"].includes(d.state);
    $("stop").disabled = !["running", "queued", "paused"].includes(d.state);
    $("resume").disabled = !["paused", "stopped", "interrupted", "failed"].includes(d.state);
    const items = d.evaluators.map((e) => {
      const item = document.createElement("li");
      const detach = document.createElement("button");
      detach.textContent = "Detach " + e.evaluator;
      detach.onclick = () => attempt(async () => {
        await send(`runs/${run}/evaluators/${e.evaluator}`, {}, "DELETE");
        await facts();
      });
      item.append(`${e.evaluator} on ${e.on}: ${e.scores} scores `, detach);
      return item;
    });
    $("evaluators").querySelector("ul").replaceChildren(...items);
    const both = checkpoints.filter((c) => c.world === "real").map((c) => c.step)
      .filter((s) => checkpoints.some((c) => c.world === "ideal" && c.step === s));
    const select = $("fork").elements.step;
    // Options are made anew only where they are others, so that a choice under way is not disturbed.
    if ([...select.options].map((o) => Number(o.value)).join() !== both.join()) {
      const kept = select.value;
      select.replaceChildren(...both.map((s) => new Option(s, s)));
      if (both.includes(Number(kept))) select.value = kept;
    }
  }

  let due = 0;
  let drawing = false;

  /** Draws soon, however many events ask for it. */
  function soon() {
    clearTimeout(due);
    due = setTimeout(async () => {
      if (drawing) return soon();
      drawing = true;
      await attempt(async () => {
        await Promise.all([facts(), draw(), list()]);
      });
      drawing = false;
    }, 300);
  }

  function follow() {
    if (sourceOf === chosen()) return;
    if (source) source.close();
    sourceOf = chosen();
    source = null;
    if (!sourceOf) return;
    source = new EventSource(`${api}runs/${sourceOf}/events`);
    for (const type of ["started", "attempt", "checkpoint", "score", "missing", "worldEnded", "ended", "attached", "detached", "asked"]) {
      source.addEventListener(type, soon);
    }
  }

  async function show() {
    fromAddress();
    const run = chosen();
    $("run").hidden = !run;
    $("none").hidden = !!run;
    $("samples").removeAttribute("src");
    if ($("stream").open) $("stream").ontoggle();
    follow();
    await attempt(async () => {
      await list();
      if (run) await Promise.all([facts(), draw()]);
    });
  }

  $("login").onsubmit = (event) => {
    event.preventDefault();
    attempt(async () => {
      const response = await fetch("login", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ token: $("login").elements.token.value }),
      });
      if (!response.ok) throw new Error((await response.json()).detail);
      location.reload();
    });
  };
  $("metric").onchange = () => address({ metric: $("metric").value });
  $("xaxis").onchange = () => address({ x: $("xaxis").value });
  $("yaxis").onchange = () => address({ y: $("yaxis").value });
  $("stream").ontoggle = () => {
    if ($("stream").open && chosen()) $("samples").src = `${api}runs/${chosen()}/samples.png`;
  };
  for (const action of ["pause", "resume", "stop"]) {
    $(action).onclick = () => attempt(async () => {
      await send(`runs/${chosen()}/${action}`);
      soon();
    });
  }
  const form = (id, path, then) => {
    $(id).onsubmit = (event) => {
      event.preventDefault();
      attempt(async () => {
        const data = new FormData($(id));
        const body = Object.fromEntries(data);
        if ($(id).elements.metrics) body.metrics = data.getAll("metrics");
        body.set = lines(body.set || "");
        if (body.step) body.step = Number(body.step);
        const answer = await send(path(), body);
        $(id).reset();
        then(answer);
      });
    };
  };
  form("submit", () => "runs", (answer) => address({ run: answer.run }));
  form("fork", () => `runs/${chosen()}/fork`, (answer) => address({ run: answer.run }));
  form("attach", () => `runs/${chosen()}/evaluators`, soon);

  addEventListener("hashchange", show);
  addEventListener("resize", soon);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", soon);
  setInterval(() => attempt(async () => {
    await list();
    if (chosen()) await facts();
  }), 3000);
  attempt(async () => {
    const recipes = await call("recipes");
    $("submit").elements.recipe.replaceChildren(...recipes.map((r) => new Option(r, r)));
    await show();
  });
})();
