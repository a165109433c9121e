import { describe, expect, test } from "vitest";
import type { BuildNote, StepNote, StepRead } from "../../build/notes/build-note.js";
import type { ListedFile, Listing } from "../../build/notes/listing.js";
import { IndexedBuild } from "./build-pair.js";
import { CauseFinder, isInternal, isRun, localName, needsCause } from "./find-cause.js";

const step = (name: string, more: Partial<StepNote> = {}): StepNote => ({
  ...{ digest: `digest of ${name}`, name, kind: "exec", platform: "", inputs: [], body: name, env: {} },
  ...{ source: "", text: name, names: [], reads: [], ignoresCache: false, state: "ran", took: 1 },
  ...more,
});
const source = (identifier: string) => step("", { kind: "source", source: identifier, body: "", text: "" });
const context = source("local://context");
const image = (digit: string) => source(`docker-image://base@sha256:${digit.repeat(64)}`);

const reads = (of: number, path: string, more: Partial<StepRead> = {}): Partial<StepNote> => ({
  inputs: [of],
  reads: [{ step: of, path, wildcard: false, includes: [], excludes: [], ...more }],
});
const copy = (more: Partial<StepNote> = {}) =>
  step("[1/2] COPY a /", { kind: "file", ...reads(0, "/a"), ...more });
const run = (more: Partial<StepNote> = {}) => step("[2/2] RUN x", { inputs: [1], ...more });

const file = (hash: string, time = hash): ListedFile => ({ mode: 0o644, size: 1, time, link: "", hash });

/** Steps with the content of the file `a` of each context; one that is undefined was not noted. */
type Build = readonly [steps: readonly StepNote[], contents?: Readonly<Record<string, string | undefined>>];

function indexed([steps, contents = {}]: Build, more: Partial<BuildNote> = {}): IndexedBuild {
  const note = { ref: "r", at: 1, steps, args: {}, contexts: {}, failedImports: [], imports: false, ...more };
  const listings = new Map<string, Listing>();
  for (const [name, hash] of Object.entries(contents))
    if (hash !== undefined) listings.set(name, new Map([["a", file(hash)]]));
  return new IndexedBuild({ note, listings });
}

/** Why the last step of a build ran. */
function causeOf(now: Build, last: Build) {
  const { kind, certainty, message, ...more } = new CauseFinder(indexed(now), indexed(last)).causeOf(
    now[0].length - 1,
  );
  return [kind, certainty, message, more];
}

const remedy = (text: string) => ({ remedy: expect.stringContaining(text) });
const unknown = (message: string, help = "next build") => ["unknown", "unknown", message, remedy(help)];
const removed = [
  ...["cache-removed", "likely"],
  ...["nothing that it depends on changed: its result was removed from the cache", {}],
];
const aChanged = ["files", "certain", "a changed", { files: { count: 1, names: ["a"], modeOnly: false } }];
const followed = (name: string) => ["earlier-step", "certain", `${name} ran`, { step: `digest of ${name}` }];
const instruction = (message: string) => ["instruction", "certain", message, {}];
const cached = copy({ state: "cached" });
const [one, two] = [{ context: "1" }, { context: "2" }];

describe("a step ran because of", () => {
  const asked = ["asked", "certain", "the build was told not to use the cache for it", {}];
  const [oldBase, newBase] = ["a".repeat(12), "b".repeat(12)];
  const moved = ["base-image", "certain", `the image base is now ${newBase}, it was ${oldBase}`, {}];
  test.each<[string, Build, Build, readonly unknown[]]>([
    [
      "what was asked for, before all else",
      [[context, copy({ ignoresCache: true })], two],
      [[context, copy()], one],
      asked,
    ],
    ["a file that it copies", [[context, copy()], two], [[context, copy()], one], aChanged],
    [
      "a file, before another instruction",
      [[context, copy({ body: "y", text: "y" })], two],
      [[context, copy()], one],
      aChanged,
    ],
    [
      "a file of a step before it that is cached",
      [[context, cached, run()], two],
      [[context, cached, run()], one],
      aChanged,
    ],
    [
      "a file, some cached steps before it",
      [[context, cached, run({ state: "cached" }), step("[3/3] RUN z", { inputs: [2] })], two],
      [[context, cached, run(), step("[3/3] RUN z", { inputs: [2] })], one],
      aChanged,
    ],
    [
      "its instruction",
      [[context, cached, run({ body: "y", text: "y" })], one],
      [[context, cached, run()], one],
      instruction("the instruction changed"),
    ],
    ["its image", [[image("b"), run({ inputs: [0] })]], [[image("a"), run({ inputs: [0] })]], moved],
    [
      "its image, before its variables",
      [[image("b"), run({ inputs: [0], env: { E: "2" } })]],
      [[image("a"), run({ inputs: [0], env: { E: "1" } })]],
      moved,
    ],
    [
      "its variables",
      [[image("a"), run({ inputs: [0], env: { E: "2" } })]],
      [[image("a"), run({ inputs: [0], env: { E: "1" } })]],
      instruction("the Dockerfile or the base image sets E to something else"),
    ],
    [
      "a step before it",
      [[context, copy(), run()], two],
      [[context, copy(), run()], one],
      followed("[1/2] COPY a /"),
    ],
    [
      "a step before it that broke off",
      [[context, copy({ state: "failed" }), run()], two],
      [[context, copy(), run()], one],
      followed("[1/2] COPY a /"),
    ],
    [
      "nothing known, though a step before it ran as it was",
      [[context, copy(), run()], one],
      [[context, copy(), run()], one],
      removed,
    ],
    [
      "a file of a step of its own, which no instruction is",
      [[context, copy({ name: "[internal] x" }), run()], two],
      [[context, copy({ name: "[internal] x" }), run()], one],
      aChanged,
    ],
    [
      "another order of steps",
      [[context, cached, step("[2/2] RUN w", { state: "cached", inputs: [0] }), run({ inputs: [2] })], one],
      [[context, cached, step("[2/2] RUN w", { inputs: [0] }), run()], one],
      instruction("the instructions before it are others than they were"),
    ],
    [
      "nothing known, of a source that it reads",
      [[context, step("[1/1] RUN", reads(0, "/b"))], two],
      [[context, step("[1/1] RUN", reads(0, "/b"))], one],
      removed,
    ],
  ])("%s", (_, now, last, cause) => {
    expect(causeOf(now, last)).toEqual(cause);
  });
});

describe("nothing is different, and", () => {
  const steps = [context, cached, run()];
  const ended = (state: StepNote["state"], before: Partial<StepNote> = {}): Build => [
    [context, copy(before), run({ state })],
    one,
  ];
  const notFinished = (message: string) => ["not-finished", "certain", message, {}];
  test.each<[string, Build, readonly unknown[]]>([
    ["its result is gone", ended("ran"), removed],
    ["its result is gone, which was in the cache", ended("cached"), removed],
    [
      "it failed the last time",
      ended("failed"),
      notFinished("it did not end in the last build, so that the cache has nothing of it"),
    ],
    [
      "a step before it failed the last time",
      ended("unseen", { state: "failed" }),
      notFinished("the last build failed before this step"),
    ],
    [
      "the last build did without it",
      ended("unseen"),
      unknown("the last build came to its end without this step"),
    ],
  ])("%s", (_, last, cause) => {
    expect(causeOf([steps, one], last)).toEqual(cause);
  });
});

describe("it cannot be told, where", () => {
  const onSource = (identifier: string): Build => [[source(identifier), run({ inputs: [0] })]];
  const notNoted = unknown("the files of context were not noted");
  const noList = unknown("the files of context were not noted", "40 000 files: a .dockerignore");
  const notGiven = (what: string) => unknown(`what ${what} gave was not noted`);
  test.each<[string, Build, Build, readonly unknown[]]>([
    ["the last build's files were not noted", [[context, copy()], one], [[context, copy()]], notNoted],
    ["the build's files were not noted", [[context, copy()]], [[context, copy()], one], noList],
    [
      "files of a step before were not noted",
      [[context, cached, run()]],
      [[context, cached, run()], one],
      noList,
    ],
    ["a source is not pinned", onSource("git://r"), onSource("git://r"), notGiven("git://r")],
    [
      "a source with a long address is not pinned",
      onSource(`https://h/${"x".repeat(5_000)}`),
      onSource(`https://h/${"x".repeat(5_000)}`),
      notGiven(`https://h/${"x".repeat(190)}`),
    ],
    [
      "there are more sources than there were, and all of them are others",
      [[image("b"), image("c"), run({ inputs: [0, 1] })]],
      [[image("a"), run({ inputs: [0] })]],
      unknown("no difference to the last build is found"),
    ],
  ])("%s", (_, now, last, cause) => {
    expect(causeOf(now, last)).toEqual(cause);
  });

  test("a list of the files was kept and is lost", () => {
    const build = indexed([[context, copy()]], { contexts: { context: "lost.list" } });
    expect(new CauseFinder(build, build).causeOf(1).remedy).toMatch(/next build/);
  });

  test("a file was written again whose content was not noted the last time", () => {
    const finder = (hash: string) => {
      const files = (content: string, time: string) =>
        new Map([["context", new Map([["a", file(content, time)]])]]);
      const { note } = indexed([[context, copy()]]);
      const [now, last] = [
        { note, listings: files("1", "2") },
        { note, listings: files(hash, "1") },
      ];
      return new CauseFinder(new IndexedBuild(now), new IndexedBuild(last)).causeOf(1);
    };
    expect(finder("").message).toBe("the contents of some files of context were not noted the last time");
    expect(finder("1").kind).toBe("cache-removed");
  });

  test.each<[string, number]>([
    ["after the last", 7],
    ["before the first", -1],
  ])("there is no such step: one %s", (_, index) => {
    const build = indexed([[run()]]);
    expect(new CauseFinder(build, build).causeOf(index).message).toBe("the step is not known");
  });

  test("a pattern is one that the daemon refuses", () => {
    const wrong = copy(reads(0, "/a", { excludes: ["["] }));
    expect(causeOf([[context, wrong], two], [[context, wrong], one])).toEqual(
      unknown("the contents of some files of context were not noted the last time"),
    );
  });
});

describe("files are compared only with what was read the same:", () => {
  test.each<[string, Partial<StepRead>]>([
    ["another path", { path: "" }],
    ["with wildcards", { wildcard: true }],
    ["with other patterns of what is taken", { includes: ["a"] }],
    ["with other patterns of what is left out", { excludes: ["b"] }],
  ])("%s", (_, more) => {
    const now = copy({ ...reads(0, "/a", more), body: "y", text: "y" });
    expect(causeOf([[context, now], two], [[context, copy()], one])).toEqual(
      instruction("the instruction changed"),
    );
  });

  test("of another context", () => {
    const other = source("local://other");
    const cause = causeOf(
      [[other, copy()], { other: "2" }],
      [[context, copy()], { context: "1", other: "1" }],
    );
    expect(cause).toEqual(["source", "certain", "local://other is used in place of local://context", {}]);
  });

  test("of a step that is not known", () => {
    const lost = copy({ ...reads(9, "/a"), inputs: [0] });
    expect(causeOf([[context, lost], two], [[context, lost], one])).toEqual(removed);
  });
});

test.each<[string, StepNote, readonly [ran: boolean, needs: boolean]]>([
  ["a step that ran", run(), [true, true]],
  ["a step that failed", run({ state: "failed" }), [true, true]],
  ["a step that was cached", run({ state: "cached" }), [false, false]],
  ["a step of which nothing was told", run({ state: "unseen" }), [false, false]],
  ["a step of a kind that is not known", run({ kind: "other" }), [true, true]],
  ["a step that puts layers together", run({ kind: "merge" }), [true, false]],
  ["a source", context, [false, false]],
  ["a step that no instruction is", run({ name: "[internal] load" }), [true, false]],
  ["a step that is only called like one", run({ name: "RUN [internal] x" }), [true, true]],
  ["a step without a name", run({ name: "" }), [true, true]],
])("%s ran, and needs a cause: or not", (_, one, expected) => {
  expect([isRun(one), needsCause(one)]).toEqual(expected);
});

test.each<[string | undefined, string | undefined]>([
  ["local://context", "context"],
  ["local://", ""],
  ["docker-image://local://x", undefined],
  ["", undefined],
  [undefined, undefined],
])("the source %j is the context %j", (identifier, name) => {
  expect(localName(identifier === undefined ? undefined : source(identifier))).toBe(name);
});

test("what is no step at all is nothing of these", () => {
  expect([isRun(undefined), isInternal(undefined)]).toEqual([false, false]);
});
