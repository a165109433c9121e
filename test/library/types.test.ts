import { PassThrough, type Readable, Writable } from "node:stream";
import { expectTypeOf, test } from "vitest";
import {
  BuildError,
  type BuildEvent,
  Builder,
  type BuildOptions,
  type BuildResult,
  build,
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
});

test("wrong options do not compile", () => {
  options(
    { context: "." },
    { context: { directory: "." }, buildArgs: { A: "1" }, labels: ["a=b"] },
    { context: { files: new Map([["a", "x"]]) }, secrets: ["id=a", { id: "b", read: () => "x" }] },
    { context: { files: [{ path: "a", content: "x", mode: 0o600 }] }, ssh: [{ socket: "/agent" }] },
    { context: ".", outputs: ["out", { type: "oci", tar: false, dest: "layout" }, { type: "cacheonly" }] },
    { context: ".", ssh: [{ id: "work", connect: () => new PassThrough() }, { keys: ["key"] }] },
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
  // @ts-expect-error: build arguments are text
  options({ context: ".", buildArgs: { A: 1 } });
  // @ts-expect-error: a login is whole
  options({ context: ".", credentials: () => ({ username: "u" }) });
});

test("a build is given a builder's name or a builder, which knows where it is stored", () => {
  const take = (...all: Parameters<typeof build>[0][]) => all.length;
  const builder = new Builder("mine");
  take({ context: ".", builder: "mine", env: {} }, { context: ".", builder });
  // @ts-expect-error: no other object will do
  take({ context: ".", builder: { name: "mine" } });
  // @ts-expect-error: so does the Builder's own build
  void ((own: Builder) => own.build({ context: ".", builder: "other" }));
  // @ts-expect-error: a builder has a name
  void (() => ensureBuilder({ driverOptions: {} }));
  // @ts-expect-error: driver options are text
  void (() => ensureBuilder({ name: "mine", driverOptions: { memory: 1024 } }));
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
