import { describe, expect, test } from "vitest";
import type { BuildNote, StepNote } from "../build/notes/build-note.js";
import type { ListedFile } from "../build/notes/listing.js";
import type { NotedBuild } from "./compare/build-pair.js";
import { type ExplainedFrom, explainNote } from "./explain-note.js";

const step = (name: string, more: Partial<StepNote> = {}): StepNote => ({
  ...{
    digest: name,
    name,
    kind: "exec",
    platform: "linux/amd64",
    inputs: [],
    body: name,
    env: {},
    source: "",
  },
  ...{ text: name, names: [], reads: [], ignoresCache: false, state: "ran", took: 1 },
  ...more,
});
const source = (identifier: string): StepNote =>
  step(identifier, { kind: "source", source: identifier, platform: "", text: "" });
const context = source("local://context");
const copy = (more: Partial<StepNote> = {}) =>
  step("[1/2] COPY a /", {
    kind: "file",
    inputs: [0],
    reads: [{ step: 0, path: "/a", wildcard: true, includes: [], excludes: [] }],
    ...more,
  });
const run = (more: Partial<StepNote> = {}) => step("[2/2] RUN x", { inputs: [1], ...more });

const listed = (hash: string): ListedFile => ({ mode: 0o644, size: 1, time: hash, link: "", hash });

function noted(
  steps: readonly StepNote[],
  hash: string | undefined,
  more: Partial<BuildNote> = {},
): NotedBuild {
  const note: BuildNote = {
    ...{ version: 1, ref: "r", at: 1, steps, args: {}, contexts: {}, failedImports: [], imports: false },
    ...more,
  };
  return { note, listings: new Map(hash === undefined ? [] : [["context", new Map([["a", listed(hash)]])]]) };
}

function explained(build: NotedBuild, earlier: readonly NotedBuild[], more: Partial<ExplainedFrom> = {}) {
  const from = { builder: "b", node: "n", build, earlier, otherNodes: [], hasOthers: false, ...more };
  return explainNote(from).steps.map(({ cause }) => [cause.kind, cause.certainty]);
}

const first = noted([context, copy(), run()], "1");

describe("without a build to compare with", () => {
  test.each<[string, Partial<BuildNote>, Partial<ExplainedFrom>, string]>([
    ["nothing is known", {}, {}, "first-build"],
    ["the import failed", { failedImports: ["x"] }, {}, "import-failed"],
    ["another node built it", {}, { otherNodes: ["m"] }, "other-node"],
    ["another client built it", {}, { hasOthers: true }, "unknown"],
  ])("%s", (_, note, from, kind) => {
    const build = { ...first, note: { ...first.note, ...note } };
    expect(explained(build, [], from).map(([found]) => found)).toEqual([kind, kind]);
  });

  test("what was asked for is said all the same", () => {
    expect(explained(noted([context, copy({ ignoresCache: true })], "1"), [])).toEqual([
      ["asked", "certain"],
    ]);
  });
});

describe("compared with the last build", () => {
  const cached = copy({ state: "cached" });
  const image = (digest: string) => source(`docker-image://base@sha256:${digest.repeat(64)}`);
  const git = (commit: string) => source(`git://x/y.git${commit && ` sha1:${commit}`}`);
  const from = (input: StepNote) => noted([input, run({ inputs: [0] })], undefined);
  test.each<[string, NotedBuild, NotedBuild, readonly string[]]>([
    ["a file", noted([context, copy(), run()], "2"), first, ["files", "earlier-step"]],
    ["nothing", noted([context, copy(), run()], "1"), first, ["cache-removed", "cache-removed"]],
    [
      "files that were not noted",
      noted([context, copy(), run()], undefined),
      first,
      ["unknown", "earlier-step"],
    ],
    ["an image", from(image("b")), from(image("a")), ["base-image"]],
    [
      "another image",
      from(source(`docker-image://other@sha256:${"b".repeat(64)}`)),
      from(image("a")),
      ["base-image"],
    ],
    [
      "the same image by another name",
      from(source(`docker-image://other@sha256:${"a".repeat(64)}`)),
      from(image("a")),
      ["cache-removed"],
    ],
    ["a commit", from(git("b")), from(git("a")), ["source"]],
    ["a commit that is not known", from(git("b")), from(git("")), ["unknown"]],
    ["a commit that is the same", from(git("a")), from(git("a")), ["cache-removed"]],
    [
      "an image without a digest",
      from(source("docker-image://base")),
      from(source("docker-image://base")),
      ["unknown"],
    ],
    [
      "an upload",
      from(source("http://buildkit-session/2")),
      from(source("http://buildkit-session/1")),
      ["unknown"],
    ],
    ["a text", noted([context, cached, run({ body: "y", text: "y" })], "1"), first, ["instruction"]],
    [
      "a text that is the same, of another body",
      noted([context, cached, run({ body: "y" })], "1"),
      first,
      ["instruction"],
    ],
    [
      "a new step",
      noted([context, cached, run({ state: "cached" }), step("[3/3] RUN y", { inputs: [2] })], "1"),
      first,
      ["instruction"],
    ],
    [
      "a step that was made from another",
      noted([context, cached, run({ inputs: [0] })], "1"),
      first,
      ["instruction"],
    ],
    [
      "a variable",
      noted([context, cached, run({ env: { E: "2" } })], "1"),
      noted([context, copy(), run({ env: { E: "1" } })], "1"),
      ["instruction"],
    ],
    [
      "a step that failed",
      noted([context, cached, run()], "1"),
      noted([context, copy(), run({ state: "failed" })], "1"),
      ["not-finished"],
    ],
    [
      "a step after one that failed",
      noted([context, cached, run()], "1"),
      noted([context, copy({ state: "failed" }), run({ state: "unseen" })], "1"),
      ["not-finished"],
    ],
    [
      "a step that was not come to",
      noted([context, cached, run()], "1"),
      noted([context, copy(), run({ state: "unseen" })], "1"),
      ["unknown"],
    ],
    ["a file of a step that the cache has", noted([context, cached, run()], "2"), first, ["files"]],
  ])("%s", (_, now, last, kinds) => {
    expect(explained(now, [last]).map(([kind]) => kind)).toEqual(kinds);
  });

  test("a build argument that a step has, named in it or not", () => {
    const last = noted([context, copy(), run({ env: { V: "1" } })], "1", { args: { V: "1" } });
    const now = noted([context, cached, run({ env: { V: "2" } })], "1", { args: { V: "2" } });
    const [found] = explainNote({
      builder: "b",
      node: "n",
      build: now,
      earlier: [last],
      otherNodes: [],
      hasOthers: false,
    }).steps;
    expect(found?.cause).toMatchObject({
      kind: "build-argument",
      argument: "V",
      message: expect.stringContaining("used or not"),
    });
  });

  test("a build for another platform is none to compare with", () => {
    const arm = noted([run({ inputs: [], platform: "linux/arm64" })], undefined);
    const amd = noted([run({ inputs: [] })], undefined);
    expect(explained(amd, [arm])).toEqual([["other-platform", "certain"]]);
    expect(explained(amd, [arm, amd])).toEqual([["cache-removed", "likely"]]);
    const untold = noted([run({ inputs: [], platform: "" })], undefined);
    expect(explained(amd, [untold])).toEqual([["unknown", "unknown"]]);
  });

  test("steps after a step have its cause as their root", () => {
    const last = noted([context, copy(), run(), step("[3/3] RUN z", { inputs: [2] })], "1");
    const build = { ...last, listings: noted([], "2").listings };
    const {
      steps,
      cached: hits,
      comparedWith,
    } = explainNote({
      ...{ builder: "b", node: "n", build, earlier: [last], otherNodes: [], hasOthers: false },
    });
    expect(steps).toHaveLength(3);
    expect(new Set(steps.map(({ root }) => root))).toEqual(new Set(["[1/2] COPY a /"]));
    expect([hits, comparedWith]).toEqual([0, "r"]);
  });
});

describe("steps of which nothing tells the platform", () => {
  const on = (content: string, ...platforms: readonly string[]) =>
    noted([context, copy({ platform: "" })], content, { platforms, ref: `${content} ${platforms}` });
  const comparedWith = (now: NotedBuild, ...earlier: readonly NotedBuild[]) =>
    explainNote({ builder: "b", node: "n", build: now, earlier, otherNodes: [], hasOthers: false });

  test("are compared with the last build for the same platform", () => {
    const [amd64, arm64] = [on("1", "linux/amd64"), on("2", "linux/arm64")];
    const now = on("3", "linux/amd64", "linux/s390x");
    expect(comparedWith(now, arm64, amd64)).toMatchObject({ comparedWith: "1 linux/amd64" });
    expect(comparedWith(now, on("2"), amd64)).toMatchObject({ comparedWith: "2 " });
    expect(comparedWith(on("3"), arm64, amd64)).toMatchObject({ comparedWith: "2 linux/arm64" });
  });

  test("ran because the target was built for others", () => {
    const { steps } = comparedWith(on("2", "linux/amd64"), on("1", "linux/arm64"));
    expect(steps[0]?.cause).toMatchObject({
      kind: "other-platform",
      message: "the target was built for linux/arm64 here, not for linux/amd64",
    });
  });
});

test("thousands of steps are explained within a blink", () => {
  const steps = Array.from({ length: 10_000 }, (_, index) =>
    step(`[${index}/9] RUN`, { inputs: [index - 1] }),
  );
  const [first, ...rest] = steps;
  const build = noted([{ ...(first ?? run()), body: "y", text: "y" }, ...rest], undefined);
  const began = performance.now();
  const kinds = explained(build, [noted(steps, undefined)]).map(([kind]) => kind);
  expect(performance.now() - began).toBeLessThan(3_000);
  expect([kinds[0], ...new Set(kinds.slice(1))]).toEqual(["instruction", "earlier-step"]);
});
