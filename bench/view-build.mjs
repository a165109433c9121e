// @ts-check
// What `build --ui` costs a real build that prints 20 000 lines a second. The command and the browser are told apart: on a
// machine with few processors a browser that draws takes time from the build as any other program does, whereas what the
// command itself spends more is Slipway's own. So the processor time of the command is compared (user and system, of the
// whole process), interleaved, and given as a part of the build's time; the browser's is told beside it.
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { ensureBuilderImage } from "../scripts/lab/builder-image.mjs";
import { ensureBusybox } from "../scripts/lab/busybox.mjs";
import { ensureEngine } from "../scripts/lab/engine.mjs";
import { buildIfStale, commandPath } from "../scripts/lab/project.mjs";
import { run } from "../scripts/lab/shell.mjs";
import { measure } from "./measure.mjs";

/** Each way is measured so often, in turns. */
const rounds = 3;
const seconds = 30;

const dockerfile = `FROM scratch AS base
COPY busybox /bin/busybox
SHELL ["/bin/busybox", "sh", "-c"]
RUN ["/bin/busybox", "--install", "-s", "/bin"]
RUN seq 1 1000 | sed 's/$/: something that a compiler may say of a file/' > /lines
FROM base
ARG ROUND
RUN end=$(($(date +%s) + ${seconds})); while [ $(date +%s) -lt $end ]; do cat /lines; usleep 46000; done
`;

/** @typedef {"without --ui" | "with --ui, nobody looks" | "with --ui and its page"} Way */
/** @type {Way[]} */
const ways = ["without --ui", "with --ui, nobody looks", "with --ui and its page"];

/**
 * @typedef {object} BuildFigures medians of all rounds, in seconds
 * @property {number} wall
 * @property {number} command processor time of the command
 * @property {number} browser processor time of the browser
 * @property {number} frames a second, while the build prints
 */

/**
 * @param {import("playwright-core").Browser} browser
 * @param {(page: import("playwright-core").Page) => Promise<number>} countFrames
 * @returns {Promise<Record<Way, BuildFigures>>}
 */
export async function measureShownBuilds(browser, countFrames) {
  buildIfStale();
  const engine = await ensureEngine();
  const directory = mkdtempSync(join(tmpdir(), "slipway-bench-view-"));
  const builder = `bench-view-${process.pid}`;
  const { NODE_EXTRA_CA_CERTS: _, ...inherited } = process.env;
  const link = join(directory, "link");
  const env = {
    ...inherited,
    DOCKER_CONFIG: directory,
    DOCKER_HOST: engine.host,
    PATH: `${makeOpener(directory, link)}:${process.env.PATH}`,
  };
  const context = makeContext(directory);
  const command = [process.execPath, commandPath];
  const unlimited = ["SIZE", "SPEED"].flatMap((what) => [
    "--driver-opt",
    `env.BUILDKIT_STEP_LOG_MAX_${what}=-1`,
  ]);
  const driver = ["--driver", "docker-container", "--driver-opt", `image=${await ensureBuilderImage()}`];
  run([...command, "create", "--name", builder, ...driver, ...unlimited, "--bootstrap"], { env });
  try {
    run([...command, "build", "--progress", "quiet", "--builder", builder, "--target", "base", context], {
      env,
    });
    /** @type {Map<Way, BuildFigures[]>} */
    const figures = new Map(ways.map((way) => [way, []]));
    for (let round = 0; round < rounds; round++) {
      for (const way of ways) {
        const id = `${round} ${way}`;
        const build = [
          "build",
          "--progress",
          "plain",
          "--builder",
          builder,
          "--build-arg",
          `ROUND=${id}`,
          context,
        ];
        rmSync(link, { force: true });
        const building = measure([...command, ...build, ...(way === "without --ui" ? [] : ["--ui"])], env);
        const page =
          way === "with --ui and its page" ? look(browser, link, building, countFrames) : undefined;
        const { seconds: wall, cpuSeconds } = await building;
        figures.get(way)?.push({ wall, command: cpuSeconds, ...((await page) ?? { browser: 0, frames: 0 }) });
      }
    }
    const medians = ways.map((way) => [way, mediansOf(figures.get(way) ?? [])]);
    return Object.fromEntries(medians);
  } finally {
    run([...command, "rm", builder], { env });
    rmSync(directory, { recursive: true, force: true });
  }
}

/**
 * Opens the page of a running build at its log.
 * @param {import("playwright-core").Browser} browser
 * @param {string} link the file that the link is written to
 * @param {Promise<unknown>} building
 * @param {(page: import("playwright-core").Page) => Promise<number>} countFrames
 */
async function look(browser, link, building, countFrames) {
  while (!existsSync(link) || !readFileSync(link, "utf8").endsWith("\n")) await pause(20);
  const before = browserSeconds();
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  try {
    await page.goto(readFileSync(link, "utf8").trim());
    await page.getByRole("link", { name: "Logs" }).click();
    await page.getByText("something that a compiler may say").first().waitFor();
    const frames = await countFrames(page);
    await building;
    return { browser: browserSeconds() - before, frames };
  } finally {
    await page.close();
  }
}

/** Processor time of all processes of the browser that this process has started. */
function browserSeconds() {
  const times = descendants(process.pid).map((pid) => {
    const [, name = "", rest = ""] =
      /^\d+ \((.*)\) (.*)$/s.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
    const fields = rest.split(" ");
    return name.startsWith("chrom") ? (Number(fields[11]) + Number(fields[12])) / 100 : 0;
  });
  return times.reduce((sum, time) => sum + time, 0);
}

/** @param {number} pid @returns {number[]} */
function descendants(pid) {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").match(/\d+/g)?.map(Number) ?? [];
  return children.flatMap((child) => [child, ...descendants(child)]);
}

/**
 * A browser's opener that only writes down what it is to open; returns its directory.
 * @param {string} directory
 * @param {string} link
 */
function makeOpener(directory, link) {
  const bin = join(directory, "bin");
  mkdirSync(bin);
  for (const name of ["xdg-open", "open"]) {
    writeFileSync(join(bin, name), `#!/bin/sh\necho "$1" > '${link}'\n`);
    chmodSync(join(bin, name), 0o755);
  }
  return bin;
}

/** @param {string} directory */
function makeContext(directory) {
  const context = join(directory, "context");
  mkdirSync(context);
  writeFileSync(join(context, "Dockerfile"), dockerfile);
  copyFileSync(ensureBusybox(process.arch === "x64" ? "amd64" : process.arch), join(context, "busybox"));
  chmodSync(join(context, "busybox"), 0o755);
  return context;
}

/** @param {BuildFigures[]} figures @returns {BuildFigures} */
function mediansOf(figures) {
  const median = (/** @type {keyof BuildFigures} */ name) =>
    figures.map((one) => one[name]).sort((a, b) => a - b)[Math.floor(figures.length / 2)] ?? 0;
  return {
    wall: median("wall"),
    command: median("command"),
    browser: median("browser"),
    frames: median("frames"),
  };
}
