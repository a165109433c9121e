#!/usr/bin/env node
// @ts-check
// `npm run bench:view`: how quick the page of the build view is, in Chromium, with builds of sizes that are made up: 1 000
// builds listed, a log of a million lines, a build of 2 000 steps, a build that prints 20 000 lines a second; and what
// `build --ui` costs a real build that prints as much, see view-build.mjs. Prints a table; a figure beyond its bound is an
// error. Takes about five minutes.
import { chromium } from "playwright-core";
import { ensureChromium } from "../scripts/lab/chromium.mjs";
import { buildPageIfStale, projectRoot } from "../scripts/lab/project.mjs";
import { loadSource } from "../scripts/load-source.mjs";
import { markdownTable } from "./markdown-table.mjs";
import { measureShownBuilds } from "./view-build.mjs";

const builds = 1000;
const lines = 1_000_000;
const linesPerSecond = 20_000;

buildPageIfStale();
const { serveFixture } = await loadSource("test/support/web/fixture-server.ts");
const { browserFlags } = await loadSource("test/support/web/browser-flags.ts");
const { fixtureDocument } = await loadSource("test/support/web/fixture-build.ts");

/** Milliseconds from a change of the address until a selector is there and painted. */
const painted = `(hash, selector) => new Promise((resolve) => {
  const begun = performance.now();
  location.hash = hash;
  const look = () => document.querySelector(selector) === null
    ? requestAnimationFrame(look)
    : requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - begun)));
  look();
})`;

/** The longest frame while a log is scrolled from its start to its end and back, and how many there were. */
const scrolled = `() => new Promise((resolve) => {
  const rows = document.querySelector(".log-rows");
  const frames = [];
  let before = performance.now();
  const step = (now) => {
    frames.push(now - before);
    before = now;
    rows.scrollTop = rows.scrollHeight * Math.abs(Math.sin(frames.length / 60));
    if (frames.length < 240) requestAnimationFrame(step);
    else resolve(frames.slice(2).sort((a, b) => a - b));
  };
  requestAnimationFrame(step);
})`;

/** Frames in so many milliseconds. */
const counted = `(milliseconds) => new Promise((resolve) => {
  const begun = performance.now();
  let frames = 0;
  const step = (now) => now - begun > milliseconds ? resolve(frames / (now - begun) * 1000) : (frames++, requestAnimationFrame(step));
  requestAnimationFrame(step);
})`;

const many = Array.from({ length: builds }, (_, index) =>
  fixtureDocument({ ref: `past${index}`, started: Date.now() - index * 100_000 }),
);
const large = fixtureDocument({
  ref: "large",
  stages: 20,
  stepsOfStage: 51,
  platforms: ["linux/amd64", "linux/arm64"],
});
const long = fixtureDocument({ ref: "long", logLines: lines, cachedEvery: 0 });
let live = fixtureDocument({
  ref: "live",
  status: "running",
  started: Date.now(),
  cachedEvery: 0,
  logLines: 0,
});
const printing = live.steps.length - 1;
live = {
  ...live,
  steps: live.steps.map((/** @type {any} */ step) =>
    step.id === printing ? { ...step, state: "running", completed: undefined, logs: 1 } : step,
  ),
};

const data = {
  changes: [],
  documents: [...many, large, long, live],
  line: (/** @type {unknown} */ _document, /** @type {number} */ step, /** @type {number} */ index) =>
    `\u001b[3${index % 8}mline ${index}\u001b[0m of step ${step}: something that a compiler may say of a file`,
  /** @param {(event: object) => void} send */
  live(send) {
    const begun = Date.now();
    const timer = setInterval(() => {
      const logs = Math.round(((Date.now() - begun) / 1000) * linesPerSecond);
      const changed = { ...live.steps[printing], logs };
      live.steps[printing] = changed;
      send({ type: "steps", steps: [changed], warnings: [] });
    }, 100);
    return () => clearInterval(timer);
  },
};

const server = await serveFixture(data, `${projectRoot}/dist/web/page`);
const browser = await chromium.launch({ executablePath: ensureChromium(), args: browserFlags });
/** @type {{ what: string, value: number, bound: number, unit: string, least?: boolean }[]} */
const results = [];
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const place = (/** @type {string} */ ref, /** @type {string} */ tab) =>
    `#/builds/fixture/fixture0/${ref}/${tab}`;
  /** @param {string} hash @param {string} selector @returns {Promise<number>} */
  const paint = (hash, selector) =>
    page.evaluate(`(${painted})(${JSON.stringify(hash)}, ${JSON.stringify(selector)})`);

  // The browser's first page of all pays for its own start.
  await page.goto(`${server.url}/#CODE/builders`);
  await page.waitForSelector(".builder");
  await page.goto("about:blank");
  await page.goto(`${server.url}/#CODE/builds`);
  await page.waitForSelector(".build-row");
  const shown = await page.evaluate(
    "new Promise((resolve) => requestAnimationFrame(() => setTimeout(() => resolve(performance.now()))))",
  );
  results.push({
    what: "1 000 builds listed, from the address to the first paint",
    value: Number(shown),
    bound: 300,
    unit: "ms",
  });

  const drawn =
    (await paint(place("large", "timeline"), ".time-row")) + (await paint(place("large", "graph"), ".node"));
  results.push({
    what: `a build of ${large.steps.length} steps, timeline and graph drawn`,
    value: drawn,
    bound: 500,
    unit: "ms",
  });

  const opened = await paint(place("long", "logs"), ".log-row [class^=ansi]");
  results.push({ what: "a log of 1 000 000 lines opens", value: opened, bound: 1000, unit: "ms" });
  const frames = /** @type {number[]} */ (await page.evaluate(`(${scrolled})()`));
  results.push({
    what: "the same, scrolled through: 99 of 100 frames",
    value: frames[Math.floor(frames.length * 0.99)] ?? 0,
    bound: 50,
    unit: "ms",
  });
  const memory = Number(await page.evaluate("performance.memory.usedJSHeapSize"));
  results.push({
    what: "the same, memory of the page's objects",
    value: memory / 1e6,
    bound: 300,
    unit: "MB",
  });

  await paint(`${place("live", "logs")}?step=${printing}`, ".log-row [class^=ansi]");
  const perSecond = Number(await page.evaluate(`(${counted})(4000)`));
  results.push({
    what: "a live build that prints 20 000 lines a second",
    value: perSecond,
    bound: 30,
    unit: "frames/s",
    least: true,
  });
  await page.close();

  const real = await measureShownBuilds(browser, async (one) =>
    Number(await one.evaluate(`(${counted})(4000)`)),
  );
  const plain = real["without --ui"];
  for (const way of /** @type {const} */ (["with --ui, nobody looks", "with --ui and its page"])) {
    const { command, wall, browser: took, frames: perSecondThere } = real[way];
    results.push({
      what: `a real build that prints as much, ${way}: processor time of the command, more than ${plain.command.toFixed(2)} s of ${plain.wall.toFixed(1)} s`,
      value: ((command - plain.command) / plain.wall) * 100,
      bound: 3,
      unit: "%",
    });
    if (way === "with --ui and its page") {
      results.push({
        what: "the same, its page",
        value: perSecondThere,
        bound: 30,
        unit: "frames/s",
        least: true,
      });
    }
    console.log(
      `${way}: ${wall.toFixed(1)} s, without ${plain.wall.toFixed(1)} s; the browser took ${took.toFixed(1)} s of processor time`,
    );
  }
} finally {
  await browser.close();
  server.close();
}

/** @param {(typeof results)[number]} result */
const late = ({ value, bound, least }) => (least ? value < bound : value > bound);
console.log(
  markdownTable(
    ["Work", "Measured", "Bound"],
    results.map(({ what, value, bound, unit, least }) => [
      what,
      `${value.toFixed(unit === "%" ? 1 : 0)} ${unit}`,
      `${least ? "≥" : "≤"} ${bound} ${unit}`,
    ]),
  ),
);
if (results.some(late)) process.exitCode = 1;
