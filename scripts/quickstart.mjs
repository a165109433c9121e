#!/usr/bin/env node
// @ts-check
// `npm run quickstart`: from a fresh clone to an image built by Slipway and run by the Docker Engine. Needs Node and
// nothing else. Whatever is there already is used as it is, so running it again is quick.
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { defaultImage, ensureBuilderImage } from "./lab/builder-image.mjs";
import { ensureBusybox } from "./lab/busybox.mjs";
import { ensureEngine } from "./lab/engine.mjs";
import { runImage } from "./lab/engine-api.mjs";
import { buildIfStale, commandPath, installDependencies, projectRoot } from "./lab/project.mjs";
import { SetupError, say } from "./lab/shell.mjs";

/** `npm run quickstart -- NAME` gives the builder another name. */
const builder = process.argv[2] ?? "quickstart";
const image = "slipway/hello";
const example = "examples/hello";

/**
 * Runs slipway the way the reader could, and shows the command.
 * @param {string[]} args
 */
function slipway(...args) {
  say(`\n$ slipway ${args.join(" ")}`);
  const { status } = spawnSync(process.execPath, [commandPath, ...args], {
    cwd: projectRoot,
    stdio: "inherit",
  });
  if (status !== 0) throw new SetupError(`slipway ${args[0]} exited with ${status}: see above.`);
}

function builderExists() {
  const { status } = spawnSync(process.execPath, [commandPath, "inspect", builder], { stdio: "ignore" });
  return status === 0;
}

/** Does the rest as root where this user may not open the engine's socket, with the user's own configuration. */
function continueAsRoot() {
  say(
    "Your user may not use the Docker Engine: going on with sudo (joining the group docker makes that unnecessary)",
  );
  const kept = [
    "HOME",
    "PATH",
    "DOCKER_CONFIG",
    "DOCKER_HOST",
    "DOCKER_CONTEXT",
    "XDG_CACHE_HOME",
    "SLIPWAY_LAB_DIR",
  ];
  const environment = kept.flatMap((name) => (process.env[name] ? [`${name}=${process.env[name]}`] : []));
  const again = [...environment, process.execPath, join(projectRoot, "scripts/quickstart.mjs"), builder];
  process.exitCode = spawnSync("sudo", ["env", ...again], { stdio: "inherit" }).status ?? 1;
}

async function main() {
  installDependencies();
  buildIfStale();
  const engine = await ensureEngine();
  if (engine.needsRoot) return continueAsRoot();
  say(`Docker Engine ${engine.version} at ${engine.host}`);
  const builderImage = await ensureBuilderImage();
  say(`Builder image ${builderImage}`);
  for (const architecture of ["amd64", "arm64"]) {
    const target = join(projectRoot, example, `busybox-${architecture}`);
    if (!existsSync(target)) copyFileSync(ensureBusybox(architecture), target);
  }

  if (!builderExists()) {
    const option = builderImage === defaultImage ? [] : ["--driver-opt", `image=${builderImage}`];
    slipway("create", "--name", builder, "--driver", "docker-container", ...option);
  }
  slipway("build", "--builder", builder, "--load", "-t", image, example);
  say(`\nThe engine runs ${image}:`);
  process.stdout.write(await runImage(image));

  const command =
    process.getuid?.() === 0 && process.env.SUDO_USER
      ? "sudo --preserve-env=HOME npx slipway"
      : "npx slipway";
  say(`
What to type next, here in the checkout:
  ${command} ls
  ${command} build --builder ${builder} --load -t ${image} ${example}    # again: every step is CACHED
  ${command} install-plugin                    # docker buildx … is Slipway from now on
  ${command} rm ${builder}                     # takes the builder and its cache away
docs/drivers/docker-container.md tells the rest.`);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  say(`\nQuickstart stopped: ${error.message}`);
  process.exitCode = 1;
}
