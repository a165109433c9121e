#!/usr/bin/env node
// @ts-check
// Bundles the command into dist/cli. slipway.js is small and starts program.js, which is one file so that the compiled
// code of what a command uses can be kept in one piece; see join-chunks.mjs.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { joinChunks } from "./join-chunks.mjs";
import { loadSource } from "./load-source.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const outdir = join(root, "dist/cli");
// Built beside and swapped in, so that a bundle that fails leaves the last good one.
const building = join(root, `dist/.cli-${process.pid}`);

/** @returns {string} the commit that is bundled, `unknown` outside a checkout */
function revision() {
  const git = spawnSync("git", ["rev-parse", "HEAD"], { cwd: root, encoding: "utf8" });
  return git.status === 0 ? git.stdout.trim() : "unknown";
}

const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

/** @satisfies {import("esbuild").BuildOptions} */
const common = {
  absWorkingDir: root,
  bundle: true,
  format: "cjs",
  platform: "node",
  target: "node20",
  // Names stay for stack traces.
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: "none",
  logLevel: "warning",
};

/**
 * A large package that few commands use stays a file of its own.
 * @param {string} name
 */
async function bundlePackage(name) {
  await build({ ...common, entryPoints: [name], outfile: join(building, `${name}.js`) });
}

/** The one module that imports OpenTelemetry's packages; few builds need it. */
const telemetry = "src/buildkit/traces/telemetry.ts";

/** A driver that few builders have stays a file of its own, with the packages that it alone uses. */
async function bundleKubernetes() {
  const outfile = join(building, "kubernetes.js");
  await build({
    ...common,
    entryPoints: ["src/driver/kubernetes/kubernetes-entry.ts"],
    outfile,
    plugins: [separatePackages],
  });
}

/** @type {import("esbuild").Plugin} */
const separatePackages = {
  name: "separate-packages",
  setup({ onResolve }) {
    // They look for files beside their own, and so stay in their packages.
    onResolve({ filter: /^(?:jiti|@napi-rs\/xattr)$/ }, ({ path }) => ({ path, external: true }));
    onResolve({ filter: /\/telemetry\.js$/ }, () => ({ path: "./telemetry.js", external: true }));
    onResolve({ filter: /\/kubernetes-entry\.js$/ }, () => ({
      path: "./kubernetes.js",
      external: true,
    }));
    // Without them ws does the same in JavaScript.
    onResolve({ filter: /^(?:bufferutil|utf-8-validate)$/ }, ({ path }) => ({ path, external: true }));
    onResolve({ filter: /^(?:bcryptjs|re2js|undici|yaml)$/ }, ({ path }) => ({
      path: `./${path}.js`,
      external: true,
    }));
  },
};

async function bundleProgram() {
  /** @satisfies {import("esbuild").BuildOptions} */
  const settings = {
    ...common,
    minifyWhitespace: false,
    format: "esm",
    splitting: true,
    write: false,
    outdir: building,
    plugins: [separatePackages],
    define: {
      SLIPWAY_VERSION: JSON.stringify(version),
      // See join-chunks.mjs.
      SLIPWAY_RESOLVE: "__resolve",
      SLIPWAY_REVISION: JSON.stringify(revision()),
    },
  };
  const main = "src/cli/main.ts";
  const { metafile } = await build({ ...settings, entryPoints: [main], metafile: true });
  const files = Object.keys(metafile.inputs).filter((path) => path.startsWith("src/") && path !== main);
  // As an entry of its own, each file of the source is one that runs when it is used.
  const each = Object.fromEntries(files.map((path, index) => [`file-${index}`, path]));
  const { outputFiles } = await build({ ...settings, entryPoints: { main, ...each } });
  const chunks = new Map(outputFiles.map(({ path, text }) => [basename(path), text]));
  const { target, minifySyntax, minifyWhitespace, legalComments } = common;
  const program = await joinChunks(chunks, "main.js", {
    target,
    minifySyntax,
    minifyWhitespace,
    legalComments,
    // Only the unbundled program looks for its package.json and the page of the build view from where its files are.
    logOverride: { "empty-import-meta": "silent" },
  });
  writeFileSync(join(building, "program.js"), program);
  return program;
}

/** @param {string} program */
async function bundleStart(program) {
  const { commandKeys } = await loadSource("src/cli/catalog/command-keys.ts");
  if (Buffer.byteLength(program, "utf8") !== program.length)
    throw new Error("program.js is read as ASCII and is not");
  const id = createHash("sha256").update(program).digest("hex").slice(0, 16);
  await build({
    ...common,
    entryPoints: ["src/cli/slipway.ts"],
    outfile: join(building, "slipway.js"),
    define: { SLIPWAY_PROGRAM_ID: JSON.stringify(id), SLIPWAY_COMMAND_KEYS: JSON.stringify(commandKeys()) },
  });
}

for (const name of ["bcryptjs", "re2js", "undici", "yaml"]) await bundlePackage(name);
await build({ ...common, entryPoints: [telemetry], outfile: join(building, "telemetry.js") });
await bundleKubernetes();
await bundleStart(await bundleProgram());
writeFileSync(join(building, "package.json"), '{ "type": "commonjs" }\n');
chmodSync(join(building, "slipway.js"), 0o755);
rmSync(outdir, { recursive: true, force: true });
renameSync(building, outdir);
