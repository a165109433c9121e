import { PassThrough, Readable, Writable } from "node:stream";
import { expectTypeOf, test } from "vitest";
import {
  BuildError,
  type BuildEvent,
  Builder,
  type BuildOptions,
  type BuildResult,
  build,
  connectEngine,
  ensureBuilder,
  isSlipwayError,
  type RunningBuild,
} from "../../src/index.js";

/** Compiled by the type check; what must not compile is marked, and the mark itself fails where it does. */
function options(...all: BuildOptions[]): BuildOptions[] {
  return all;
}

test("results and events need no casts", () => {
  expectTypeOf(build).returns.toEqualTypeOf<RunningBuild>();
  expectTypeOf<Awaited<RunningBuild>>().toEqualTypeOf<BuildResult>();
  expectTypeOf<BuildResult["imageId"]>().toBeString();
  const eventText = (event: BuildEvent): string => {
    switch (event.type) {
      case "step-failed":
        return event.canceled ? "canceled" : event.error;
      case "transfer":
        return `${event.current}/${event.total ?? "?"}`;
      case "log":
        return event.line;
      default:
        return event.type;
    }
  };
  expectTypeOf(eventText).parameter(0).toEqualTypeOf<BuildEvent>();
  const wrong = (event: BuildEvent) => {
    // @ts-expect-error: not every event has a line
    void event.line;
    // @ts-expect-error: no such event
    return event.type === "step-skipped";
  };
  expectTypeOf(wrong).returns.toBeBoolean();
  const others = (own: Builder) => ({
    records: own.diskUsage().then((all) => all.map(({ size }) => size)),
    freed: own.prune().then(({ size }) => size),
    limits: own.inspect().then(({ nodes }) => nodes.map(({ driverOptions }) => driverOptions.memory)),
    versions: own.bootstrap().then(({ nodes }) => nodes.map(({ details }) => details?.version)),
    events: async () => {
      for await (const { type } of own.build({ context: "." })) return type;
      return undefined;
    },
  });
  expectTypeOf(others).returns.toEqualTypeOf<{
    records: Promise<number[]>;
    freed: Promise<number>;
    limits: Promise<(string | undefined)[]>;
    versions: Promise<(string | undefined)[]>;
    events: () => Promise<BuildEvent["type"] | undefined>;
  }>();
});

test("wrong options do not compile", () => {
  options(
    { context: "." },
    { context: { directory: "." }, buildArgs: { A: "1" }, labels: ["a=b"] },
    { context: { files: new Map([["a", "x"]]) }, secrets: ["id=a", { id: "b", read: () => "x" }] },
    { context: { files: [{ path: "a", content: "x", mode: 0o600 }] }, ssh: [{ socket: "/agent" }] },
    { context: ".", outputs: ["out", { type: "oci", tar: false, dest: "layout" }, { type: "cacheonly" }] },
    { context: ".", ssh: [{ id: "work", connect: () => new PassThrough() }, { keys: ["key"] }] },
    {
      context: { files: { a: "x", b: { content: new Uint8Array(), mode: 0o755 } } },
      buildArgs: { PORT: 3000 },
    },
    { context: ".", provenance: false, sbom: { generator: "scanner" }, annotations: { title: "x" } },
    { context: ".", provenance: { mode: "max" }, attests: [{ type: "sbom", disabled: true }] },
    { context: ".", cacheFrom: [{ type: "local", src: "a" }], cacheTo: ["x", { type: "gha", mode: "max" }] },
    { context: ".", annotations: [{ key: "a", value: "b", on: ["index"] }], call: { name: "check" } },
    { context: ".", ulimits: ["core=0", { name: "nofile", soft: 5 }], onEvent: ({ type }) => void type },
    { context: ".", credentials: (host) => (host === "a" ? { username: "u", password: "p" } : null) },
  );
  // @ts-expect-error: a build needs a context
  options({});
  // @ts-expect-error: one context at a time
  options({ context: { directory: ".", files: new Map() } });
  // @ts-expect-error: a file needs a path
  options({ context: { files: [{ content: "x" }] } });
  // @ts-expect-error: a secret has one source
  options({ context: ".", secrets: [{ id: "a", value: "x", file: "y" }] });
  // @ts-expect-error: a secret has a source
  options({ context: ".", secrets: [{ id: "a" }] });
  // @ts-expect-error: an agent is a socket or keys
  options({ context: ".", ssh: [{ socket: "/agent", keys: ["key"] }] });
  // @ts-expect-error: an agent answers on both ways of a stream
  options({ context: ".", ssh: [{ connect: () => new Writable() }] });
  // @ts-expect-error: no such output
  options({ context: ".", outputs: [{ type: "zip", dest: "x" }] });
  // @ts-expect-error: an archive goes to one place
  options({ context: ".", outputs: [{ type: "tar", dest: "x", consume: async () => undefined }] });
  // @ts-expect-error: a directory is no stream
  options({ context: ".", outputs: [{ type: "local", stream: process.stdout }] });
  // @ts-expect-error: build arguments are text, numbers or booleans
  options({ context: ".", buildArgs: { A: new Date() } });
  // @ts-expect-error: an argument without a value is no argument
  options({ context: ".", buildArgs: { A: undefined } });
  // @ts-expect-error: a cache in a registry has its reference
  options({ context: ".", cacheTo: [{ type: "registry" }] });
  // @ts-expect-error: a cache is not read from where it is written
  options({ context: ".", cacheFrom: [{ type: "local", dest: "x" }] });
  // @ts-expect-error: no such mode
  options({ context: ".", provenance: { mode: "most" } });
  // @ts-expect-error: a login is whole
  options({ context: ".", credentials: () => ({ username: "u" }) });
  // @ts-expect-error: nor is a login an object
  options({ context: ".", credentials: { username: "u", password: "p" } });
  // @ts-expect-error: no such option
  options({ context: ".", tag: "app" });
  // @ts-expect-error: tags are a list
  options({ context: ".", tags: "app" });
  // @ts-expect-error: the Dockerfile is text
  options({ context: ".", dockerfile: new Uint8Array() });
  // @ts-expect-error: a context is one of three kinds
  options({ context: { path: "." } });
  // @ts-expect-error: an archive is bytes, not the name of a file
  options({ context: { tar: "context.tar" } });
  // @ts-expect-error: files have content
  options({ context: { files: new Map([["a", { mode: 0o644 }]]) } });
  // @ts-expect-error: a mode is a number
  options({ context: { files: [{ path: "a", content: "x", mode: "755" }] } });
  // @ts-expect-error: a file by path has content
  options({ context: { files: { a: { mode: 0o644 } } } });
  // @ts-expect-error: a link has no content
  options({ context: { files: [{ path: "a", symlink: "b", content: "x" }] } });
  // @ts-expect-error: a secret is text or bytes
  options({ context: ".", secrets: [{ id: "a", read: () => 5 }] });
  // @ts-expect-error: a secret has an id
  options({ context: ".", secrets: [{ value: "x" }] });
  // @ts-expect-error: there is no agent without a key
  options({ context: ".", ssh: [{ keys: [] }] });
  // @ts-expect-error: an archive goes somewhere
  options({ context: ".", outputs: [{ type: "tar" }] });
  // @ts-expect-error: an image layout in a directory has its path
  options({ context: ".", outputs: [{ type: "oci", tar: false, consume: async () => undefined }] });
  // @ts-expect-error: what goes to a registry is not a file as well
  options({ context: ".", outputs: [{ type: "image", push: true, dest: "x" }] });
  // @ts-expect-error: a stream is written to
  options({ context: ".", outputs: [{ type: "tar", stream: Readable.from([]) }] });
  // @ts-expect-error: a signal, not its controller
  options({ context: ".", signal: new AbortController() });
  // @ts-expect-error: bytes
  options({ context: ".", shmSize: "1g" });
  // @ts-expect-error: progress takes updates
  options({ context: ".", progress: process.stderr });
});

test("a build is given a builder's name or a builder, which knows where it is stored", () => {
  const take = (...all: Parameters<typeof build>[0][]) => all.length;
  const builder = new Builder("mine");
  take({ context: ".", builder: "mine", env: {} }, { context: ".", builder });
  // @ts-expect-error: no other object will do
  take({ context: ".", builder: { name: "mine" } });
  // @ts-expect-error: so does the Builder's own build
  void ((own: Builder) => own.build({ context: ".", builder: "other" }));
  // @ts-expect-error: the signal is not alone in an argument of its own
  void ((own: Builder) => own.prune({ all: true }, { signal: AbortSignal.abort() }));
  // @ts-expect-error: no such limit
  void ((own: Builder) => own.prune({ keepStorage: "1g" }));
  // @ts-expect-error: bytes
  void ((own: Builder) => own.prune({ maxUsedSpace: "1g" }));
  // @ts-expect-error: a list of filters
  void ((own: Builder) => own.diskUsage({ filters: "until=24h" }));
  // @ts-expect-error: not an option of a removal
  void ((own: Builder) => own.remove({ all: true }));
  void ((own: Builder) => own.remove({ keepState: true, signal: AbortSignal.abort() }));
  // @ts-expect-error: milliseconds
  void (() => connectEngine({ timeout: "30s" }));
  // @ts-expect-error: a builder has a name
  void (() => ensureBuilder({ driverOptions: {} }));
  void (() => ensureBuilder({ name: "mine", driverOptions: { memory: 1024, env: { A: "b" } } }));
  // @ts-expect-error: an image has a name
  void (() => ensureBuilder({ name: "mine", driverOptions: { image: 5 } }));
});

test("errors need no casts", () => {
  const told = (error: unknown): string => {
    if (error instanceof BuildError) {
      expectTypeOf(error.exitCode).toEqualTypeOf<number | undefined>();
      expectTypeOf(error.location?.startLine).toEqualTypeOf<number | undefined>();
      return error.step?.log ?? error.message;
    }
    if (!isSlipwayError(error)) return "";
    switch (error.code) {
      case "out-of-memory":
      case "disk-full":
        return error.hint ?? "";
      // @ts-expect-error: no such code
      case "out-of-luck":
        return "";
      default:
        return error.message;
    }
  };
  expectTypeOf(told).returns.toBeString();
});

test("receivers know what they are given", () => {
  options({
    context: ".",
    outputs: [
      {
        type: "tar",
        consume: async (archive) => {
          expectTypeOf(archive).toEqualTypeOf<Readable>();
        },
      },
    ],
  });
});
