#!/usr/bin/env node
// @ts-check
// Brings up, or finds, all that the integration tests and the benchmark need, and prints what there is as JSON.
// Safe to run at any time: what is there is used and left as it is. Set-up steps are told on stderr.
import { delimiter, dirname, join } from "node:path";
import { ensureActionsToolkit } from "./lab/actions-toolkit.mjs";
import { ensureBuilderImage, ensureOfflineImage } from "./lab/builder-image.mjs";
import { ensureBuildx } from "./lab/buildx.mjs";
import { ensureBusybox } from "./lab/busybox.mjs";
import { ensureChromium } from "./lab/chromium.mjs";
import { ensureCompose, ensureComposePlugin, ensureDockerCli } from "./lab/docker-cli.mjs";
import { ensureEngine } from "./lab/engine.mjs";
import { ensureKubectl } from "./lab/kubectl.mjs";
import { ensureNginx } from "./lab/nginx.mjs";
import { buildIfStale, buildPageIfStale } from "./lab/project.mjs";
import { ensureQemu } from "./lab/qemu.mjs";
import { ensureRegistry } from "./lab/registry.mjs";
import {
  ensureBun,
  ensureDeno,
  ensureJest,
  ensureNode,
  ensureOldestTypeScript,
  nodeVersions,
} from "./lab/runtimes.mjs";
import { SetupError, say } from "./lab/shell.mjs";
import { ensureBashCompletion, ensureShells } from "./lab/shells.mjs";
import { ensureSshd } from "./lab/sshd.mjs";

/**
 * What tests can do without: its path, or `missing: ` and why it cannot be had.
 * @param {() => string} ensure
 */
function ifPossible(ensure) {
  try {
    return ensure();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    return `missing: ${error.message.split("\n", 1)[0]}`;
  }
}

async function main() {
  buildIfStale("build:cli");
  buildPageIfStale();
  const engine = await ensureEngine();
  if (engine.needsRoot) {
    throw new SetupError(
      `this user may not use the Docker Engine at ${engine.host}: run with sudo, or join the group docker and log in again.`,
    );
  }
  ensureShells();
  ensureCompose();
  const busybox = { amd64: ensureBusybox("amd64"), arm64: ensureBusybox("arm64") };
  return {
    engine: { host: engine.host, version: engine.version },
    image: process.env.SLIPWAY_TEST_IMAGE || (await ensureBuilderImage()),
    engineImage: await ensureOfflineImage(),
    registry: await ensureRegistry(),
    qemu: ensureQemu(),
    buildx: ensureBuildx(),
    busybox: dirname(dirname(busybox.amd64)),
    docker: ensureDockerCli(),
    composePlugin: ensureComposePlugin(),
    kubectl: ensureKubectl(),
    nginx: ifPossible(ensureNginx),
    bashCompletion: ensureBashCompletion(),
    actionsToolkit: ensureActionsToolkit(),
    chromium: ensureChromium(),
    bun: ifPossible(ensureBun),
    deno: ifPossible(ensureDeno),
    jest: ifPossible(ensureJest),
    nodes: ifPossible(() => nodeVersions.map((version) => join(ensureNode(version), "node")).join(delimiter)),
    oldestTypeScript: ensureOldestTypeScript(),
    sshd: ensureSshd(),
  };
}

try {
  process.stdout.write(`${JSON.stringify(await main())}\n`);
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  say(`Set-up failed: ${error.message}`);
  process.exitCode = 1;
}
