import fc from "fast-check";
import { expect, test } from "vitest";
import { isGood, optionNames } from "../test/support/library/option-values.js";
import {
  Builder,
  build,
  buildLogs,
  buildTrace,
  connectEngine,
  copyImage,
  createBuilder,
  createImage,
  dialBuilder,
  diskUsage,
  diskUsageOfAll,
  ensureBuilder,
  exportBuildPage,
  exportBuilds,
  exportCacheMount,
  findBuild,
  importBuilds,
  importCacheMount,
  inspectBuild,
  inspectBuilder,
  inspectImage,
  installEmulators,
  listBuilderNames,
  listBuilders,
  listBuilds,
  listEmulators,
  pruneAllBuilders,
  pruneBuilder,
  readAttachment,
  registerDriver,
  removeBuilders,
  removeBuilds,
  removeEmulators,
  removeInactiveBuilders,
  serveBuilds,
  stopBuilder,
  useBuilder,
} from "./index.js";
import { createDisplay } from "./progress/index.js";

/** Nothing is there: what gets past the door fails with another code. */
const env = {
  DOCKER_CONFIG: "/proc/slipway",
  BUILDX_CONFIG: "/proc/version",
  DOCKER_HOST: "unix:///nowhere.sock",
};

/** As a program in JavaScript gives it. */
// biome-ignore lint/suspicious/noExplicitAny: the compiler's check is what such a program does not have.
type Anything = any;

const builder = new Builder("nobody", { env });

/** A public function called with these options beside good arguments. */
const functions: Readonly<Record<string, (options: Anything) => unknown>> = {
  build: (options) => build(options),
  "builder.build": (options) => builder.build(options),
  "builder.inspect": (options) => builder.inspect(options),
  "builder.bootstrap": (options) => builder.bootstrap(options),
  "builder.diskUsage": (options) => builder.diskUsage(options),
  "builder.prune": (options) => builder.prune(options),
  "builder.stop": (options) => builder.stop(options),
  "builder.remove": (options) => builder.remove(options),
  Builder: (options) => new Builder("nobody", options),
  createBuilder: (options) => createBuilder(options),
  ensureBuilder: (options) => ensureBuilder(options),
  inspectBuilder: (options) => inspectBuilder("nobody", options),
  listBuilders: (options) => listBuilders(options),
  listBuilderNames: (options) => listBuilderNames(options),
  useBuilder: (options) => useBuilder("nobody", options),
  stopBuilder: (options) => stopBuilder("nobody", options),
  removeBuilders: (options) => removeBuilders(["nobody"], options),
  removeInactiveBuilders: (options) => removeInactiveBuilders(options),
  pruneBuilder: (options) => pruneBuilder("nobody", options),
  pruneAllBuilders: (options) => pruneAllBuilders(options),
  diskUsage: (options) => diskUsage("nobody", options),
  diskUsageOfAll: (options) => diskUsageOfAll(options),
  listEmulators: (options) => listEmulators("nobody", options),
  installEmulators: (options) => installEmulators("nobody", options),
  removeEmulators: (options) => removeEmulators("nobody", options),
  dialBuilder: (options) => dialBuilder("nobody", options),
  connectEngine: (options) => connectEngine(options),
  createDisplay: (options) => createDisplay("plain", options),
  createImage: (options) => createImage(options),
  copyImage: (options) => copyImage("a", "b", options),
  inspectImage: (options) => inspectImage("a", options),
  listBuilds: (options) => listBuilds("nobody", options),
  findBuild: (options) => findBuild("nobody", "", options),
  inspectBuild: (options) => inspectBuild("nobody", "", options),
  readAttachment: (options) => readAttachment("nobody", "", options),
  buildLogs: (options) => buildLogs("nobody", "", options),
  buildTrace: (options) => buildTrace("nobody", "", options),
  removeBuilds: (options) => removeBuilds("nobody", "all", options),
  exportBuilds: (options) => exportBuilds("nobody", "all", options),
  exportCacheMount: (options) => exportCacheMount(options),
  importCacheMount: (options) => importCacheMount(options),
  exportBuildPage: (options) => exportBuildPage("nobody", "", options),
  serveBuilds: (options) => serveBuilds(options),
  importBuilds: (options) => importBuilds(["/nowhere"], options),
};

/** What must be given, and an environment in which nothing is found. */
const good: Readonly<Record<string, object>> = {
  build: { context: ".", env },
  "builder.build": { context: "." },
  ensureBuilder: { name: "nobody", env },
  installEmulators: { platforms: [], env },
  removeEmulators: { platforms: [], env },
  pruneAllBuilders: { maxUsedSpace: 0, env },
  createImage: { sources: ["a"], dryRun: true, env },
  readAttachment: { type: "sbom", take: () => {}, env },
  buildLogs: { logs: { update: () => {} }, env },
  exportCacheMount: { mount: "id=a", output: "/nowhere/x", env },
  importCacheMount: { mount: "id=a", input: "/nowhere/x", env },
  exportBuilds: { output: "/nowhere/x", env },
  exportBuildPage: { output: "/nowhere/x", env },
  serveBuilds: { addr: "no address", env },
};

/** Undefined is an option that is not given; of wrong values, those that no program would mean. */
const anything = fc.anything({ maxDepth: 2 }).filter((value) => value !== undefined);

const wrong = fc.constantFrom(...Object.keys(functions)).chain((name) => {
  const names = optionNames[name] ?? [];
  const value = fc
    .constantFrom(...names)
    .chain((option) =>
      anything
        .filter((given) => !(isGood[option] ?? (() => false))(given))
        .map((given) => ({ option, given })),
    );
  const unknown = fc
    .string({ minLength: 1 })
    .filter((option) => !names.includes(option) && option !== "__proto__" && option !== "builder")
    .chain((option) => anything.map((given) => ({ option, given })));
  return fc.record({ name: fc.constant(name), mistake: fc.oneof({ weight: 3, arbitrary: value }, unknown) });
});

test("wrong options are always an invalid-argument that names the option", async () => {
  await fc.assert(
    fc.asyncProperty(wrong, async ({ name, mistake: { option, given } }) => {
      const options = { ...good[name], [option]: given };
      const error = await thrownBy(() => functions[name]?.(options));
      expect(error).toMatchObject({ name: "SlipwayError", code: "invalid-argument" });
      const place = (error as { details: { option: string } }).details.option;
      const quoted = JSON.stringify(option.length > 64 ? `${option.slice(0, 64)}…` : option);
      expect(place.startsWith(option) || place.startsWith(`[${quoted}]`)).toBe(true);
      expect((error as Error).message).toContain(place);
    }),
    { numRuns: 600 },
  );
});

async function thrownBy(call: () => unknown): Promise<unknown> {
  try {
    await call();
  } catch (reason) {
    return reason;
  }
  return undefined;
}

test.each<[string, () => unknown, string]>([
  ["a number as an image's tags", () => build({ context: ".", env, tags: "app" } as Anything), "tags"],
  ["a signal that is none", () => build({ context: ".", env, signal: {} } as Anything), "signal"],
  [
    "a secret of a number",
    () => build({ context: ".", env, secrets: [{ id: "a", value: 5 }] } as Anything),
    "secrets[0].value",
  ],
  [
    "a secret without a source",
    () => build({ context: ".", env, secrets: [{ id: "a" }] } as Anything),
    "secrets[0]",
  ],
  ["a size with a unit", () => build({ context: ".", env, shmSize: "1g" } as Anything), "shmSize"],
  [
    "a build argument without a value",
    () => build({ context: ".", env, buildArgs: { A: undefined } } as Anything),
    "buildArgs.A",
  ],
  [
    "a directory as a stream",
    () => build({ context: ".", env, outputs: [{ type: "local", stream: process.stdout }] } as Anything),
    "outputs[0].stream",
  ],
  ["one source of an image", () => createImage({ sources: "a", env } as Anything), "sources"],
  ["a source that is no descriptor", () => createImage({ sources: [{}], env } as Anything), "sources[0]"],
  ["a number as a destination", () => copyImage("a", 5 as Anything, { env }), "destinations"],
  ["no name of an image", () => inspectImage(undefined as Anything, { env }), "name"],
  ["a number as a build", () => inspectBuild("nobody", 5 as Anything, { env }), "ref"],
  ["one build to be removed", () => removeBuilds("nobody", "a" as Anything, { env }), "refs"],
  ["an attachment that nobody takes", () => readAttachment("nobody", "", { env } as Anything), "take"],
  ["a bundle of bytes", () => importBuilds([new Uint8Array()] as Anything, { env }), "bundles[0]"],
  ["no context", () => build({ env } as Anything), "context"],
  ["two contexts", () => build({ context: { directory: ".", files: {} }, env } as Anything), "context"],
  [
    "a file without content",
    () => build({ context: { files: { a: {} } }, env } as Anything),
    "context.files.a",
  ],
  ["no options", () => (build as Anything)(), ""],
  ["null", () => (build as Anything)(null), ""],
  ["a builder's options for a build on it", () => build({ context: ".", builder, env } as Anything), "env"],
  ["a mistyped name", () => ensureBuilder({ nme: "x" } as Anything), "nme"],
  ["no options of a builder", () => (ensureBuilder as Anything)(), ""],
  [
    "an image that is a number",
    () => ensureBuilder({ name: "nobody", env, driverOptions: { image: 5 } } as Anything),
    "driverOptions.image",
  ],
  ["a builder's name that is a number", () => (inspectBuilder as Anything)(5, { env }), "name"],
  [
    "one builder's name where several are removed",
    () => (removeBuilders as Anything)("nobody", { env }),
    "names",
  ],
  ["no name to use", () => (useBuilder as Anything)(undefined, { env }), "name"],
  ["an empty name", () => new Builder(""), "name"],
  [
    "a driver without endpoints",
    () => registerDriver({ name: "mine", allowsInstances: true } as Anything),
    "startsDaemon",
  ],
  ["a display of a kind that is none", () => (createDisplay as Anything)("fancy"), "mode"],
])("%s", async (_mistake, call, option) => {
  expect(await thrownBy(call)).toMatchObject({ code: "invalid-argument", details: { option } });
});
