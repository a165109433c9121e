#!/usr/bin/env node
// @ts-check
// Bundles the command into dist/cli. slipway.js is small and starts program-0.js, the first of a few packs: it is what every
// command runs, the next is what the usual ones do, and the last what is left. See join-chunks.mjs.
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

/** What commands that are alike begin with, and what these import later in most of their runs. */
const reach = {
  start: ["cli/main.ts", "cli/commands/version/command.ts"],
  lists: [
    "cli/commands/ls/run.ts",
    "cli/commands/ls/live-list.ts",
    "builder/operations/list-updates.ts",
    "cli/commands/inspect/run.ts",
    "buildkit/client/index.ts",
  ],
  images: ["cli/commands/imagetools/create/run.ts", "cli/commands/imagetools/inspect/run.ts"],
  build: ["cli/commands/build/run.ts", "build/run-targets.ts", "build/notes/note-taker.ts"],
  explain: ["cli/command/explain-builds.ts", "cli/command/explanation-text.ts", "explain/explain.ts"],
  bake: [
    "cli/commands/bake/run.ts",
    "cli/commands/bake/bake-targets.ts",
    "bake/resolve/resolve-definitions.ts",
    "bake/hcl/index.ts",
  ],
  records: [
    "cli/commands/history/run-ls.ts",
    "cli/commands/history/run-inspect.ts",
    "cli/commands/history/run-logs.ts",
    "cli/commands/du/run.ts",
  ],
};

/**
 * What is where in the program's packs: each has what all of these reach and no earlier pack has; one more has the rest.
 * @type {(keyof typeof reach)[][]}
 */
const packed = [
  ["start"],
  ["lists", "images"],
  ["lists"],
  ["build", "images"],
  ["build"],
  ["images"],
  ["explain"],
  ["bake"],
  ["records"],
];

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
  const { outputFiles, metafile: split } = await build({
    ...settings,
    entryPoints: { main, ...each },
    metafile: true,
  });
  const chunks = new Map(outputFiles.map(({ path, text }) => [basename(path), text]));
  /** @type {Map<string, Set<string>>} */
  const reached = new Map();
  for (const [name, entries] of Object.entries(reach)) {
    const paths = entries.map((entry) => `src/${entry}`);
    reached.set(name, await reachedBy(paths, settings));
  }
  /** @type {Map<string, number>} */
  const packs = new Map();
  for (const [path, { inputs, entryPoint = "" }] of Object.entries(split.outputs)) {
    const sources = [entryPoint, ...Object.keys(inputs)];
    const pack = packed.findIndex((names) =>
      names.every((name) => sources.some((source) => reached.get(name)?.has(source))),
    );
    packs.set(basename(path), pack < 0 ? packed.length : pack);
  }
  const { target, minifySyntax, minifyWhitespace, legalComments } = common;
  const texts = await joinChunks(chunks, "main.js", (name) => packs.get(name) ?? 0, {
    target,
    minifySyntax,
    minifyWhitespace,
    legalComments,
    // Only the unbundled program looks for its package.json and the page of the build view from where its files are.
    logOverride: { "empty-import-meta": "silent" },
  });
  for (const [pack, text] of texts.entries()) {
    if (Buffer.byteLength(text, "utf8") !== text.length)
      throw new Error(`pack ${pack} of the program is read as ASCII and is not`);
    writeFileSync(join(building, `program-${pack}.js`), text);
  }
  return texts;
}

/**
 * The files of the source of which something is left when these are bundled alone, without what they import later. Each is
 * bundled by itself: what one of several bundles has of a file, all that import it count as having.
 * @param {readonly string[]} entryPoints
 * @param {import("esbuild").BuildOptions} settings
 */
async function reachedBy(entryPoints, settings) {
  // Of a file that only hands on what others have, nothing is left; it is asked for all the same.
  const files = new Set(entryPoints);
  for (const entry of entryPoints) {
    const { metafile } = await build({
      ...settings,
      splitting: false,
      entryPoints: [entry],
      metafile: true,
      plugins: [importedLater, separatePackages],
    });
    for (const { inputs } of Object.values(metafile.outputs)) {
      for (const [file, { bytesInOutput }] of Object.entries(inputs)) if (bytesInOutput > 0) files.add(file);
    }
  }
  return files;
}

/** @type {import("esbuild").Plugin} */
const importedLater = {
  name: "imported-later",
  setup({ onResolve }) {
    onResolve({ filter: /^/ }, ({ path, kind }) =>
      kind === "dynamic-import" ? { path, external: true } : undefined,
    );
  },
};

/** @param {readonly string[]} texts */
async function bundleStart(texts) {
  const { commandKeys } = await loadSource("src/cli/catalog/command-keys.ts");
  const id = createHash("sha256").update(texts.join("\0")).digest("hex").slice(0, 16);
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
