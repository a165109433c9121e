#!/usr/bin/env node
// @ts-check
// `npm run docs:screenshots`: makes the pictures of the build view that guides show, of small real builds in Debian's
// Chromium. They are committed; run it when the view looks different. Nothing of the machine is to be seen in them.
import { mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { ensureBuilderImage } from "./lab/builder-image.mjs";
import { ensureChromium } from "./lab/chromium.mjs";
import { ensureEngine } from "./lab/engine.mjs";
import {
  buildIfStale,
  buildPageIfStale,
  commandPath,
  installDependencies,
  projectRoot,
} from "./lab/project.mjs";
import { run, SetupError, say } from "./lab/shell.mjs";
import { loadSource } from "./load-source.mjs";
import { directory, largest, screenshots } from "./screenshots/list.mjs";
import { runScene } from "./screenshots/scene.mjs";

/** It is to be seen in the pictures. */
const builder = "shop-ci";
const viewport = { width: 920, height: 500 };

installDependencies();
buildIfStale();
buildPageIfStale();
const { browserFlags } = await loadSource("test/support/web/browser-flags.ts");
const slipway = await import(pathToFileURL(join(projectRoot, "dist/index.js")).href);
const engine = await ensureEngine();
const scratch = mkdtempSync(join(tmpdir(), "slipway-screenshots-"));
const env = {
  ...process.env,
  DOCKER_CONFIG: join(scratch, "config"),
  DOCKER_HOST: engine.host,
  SLIPWAY_BUILD_NOTES: "1",
};
mkdirSync(env.DOCKER_CONFIG);
const command = [process.execPath, commandPath];
const image = ["--driver", "docker-container", "--driver-opt", `image=${await ensureBuilderImage()}`];
run([...command, "create", "--name", builder, ...image, "--bootstrap"], { env });
const browser = await chromium.launch({ executablePath: ensureChromium(), args: browserFlags });
const ending = new AbortController();
try {
  const { refs, running } = await runScene(scratch, (options) =>
    slipway.build({ ...options, builder, env, signal: ending.signal }),
  );
  running.catch(() => undefined);
  const view = await slipway.serveBuilds({ env });
  const page = await browser.newPage({ viewport, colorScheme: "light" });
  await page.goto(view.link());
  await page.locator(".build-row.is-running").waitFor();
  for (const { file, build, tab } of screenshots) {
    const place =
      build === undefined ? "builds" : tab === undefined ? comparison(refs) : `builds/${refs[build]}/${tab}`;
    await page.evaluate(`location.hash = ${JSON.stringify(`#/${place}`)}`);
    await take(page, file);
  }
  await view.close();
} finally {
  ending.abort();
  await browser.close();
  run([...command, "rm", builder], { env });
  rmSync(scratch, { recursive: true, force: true });
}

/** @param {Record<import("./screenshots/scene.mjs").SceneBuild, string>} refs */
function comparison({ first, changed }) {
  return `compare?${new URLSearchParams({ a: first, b: changed })}`;
}

/**
 * @param {import("playwright-core").Page} page
 * @param {string} file
 */
async function take(page, file) {
  // Whatever is being asked for is there when nothing is asked for any more; the list's stream stays open.
  await page.waitForTimeout(1000);
  const path = join(projectRoot, directory, file);
  mkdirSync(join(projectRoot, directory), { recursive: true });
  await page.screenshot({ path });
  const { size } = statSync(path);
  if (size > largest) throw new SetupError(`${file} has ${size} bytes, more than ${largest}.`);
  say(`${directory}/${file}: ${Math.round(size / 1000)} kB`);
}
