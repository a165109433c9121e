import { describe, expect, test } from "vitest";
import type { BuildNote, StepNote } from "../../build/notes/build-note.js";
import { IndexedBuild } from "./build-pair.js";
import { CauseFinder } from "./find-cause.js";

const step = (name: string, more: Partial<StepNote> = {}): StepNote => ({
  ...{ digest: name, name, kind: "exec", platform: "", inputs: [], body: name, env: {}, source: "" },
  ...{ text: name, names: [], reads: [], ignoresCache: false, state: "ran", took: 1 },
  ...more,
});
const image = (digit: string) =>
  step("", { kind: "source", source: `docker-image://base@sha256:${digit.repeat(64)}`, text: "" });
const run = (name: string, input: number, more: Partial<StepNote> = {}) =>
  step(name, { inputs: [input], ...more });
const files = (of: number) => ({ step: of, path: "/", wildcard: false, includes: [], excludes: [] });

/** Kinds of the causes of all steps but sources. */
function kindsOf(
  now: readonly StepNote[],
  last: readonly StepNote[],
  args: readonly BuildNote["args"][] = [],
) {
  const build = (steps: readonly StepNote[], given = {}) => {
    const note = { ref: "r", at: 1, steps, args: given, contexts: {}, failedImports: [], imports: false };
    return new IndexedBuild({ note, listings: new Map() });
  };
  const finder = new CauseFinder(build(now, args[1]), build(last, args[0]));
  return now.flatMap(({ kind }, index) => (kind === "source" ? [] : [finder.causeOf(index).kind]));
}

describe("a step in which the last build failed is not finished", () => {
  const failed = { state: "failed" as const };
  const cached = { state: "cached" as const };
  test("whatever else was cached under another name", () => {
    const now = [image("a"), run("[1/2] COPY lib", 0, cached), run("[2/2] RUN x", 1)];
    const last = [image("a"), run("[1/2] COPY src", 0), run("[2/2] RUN x", 1, failed)];
    expect(kindsOf(now, last).at(-1)).toBe("not-finished");
  });

  test("nor is one that it did not come to", () => {
    const now = [image("a"), run("[1/3] COPY lib", 0, cached), run("[2/3] RUN x", 1), run("[3/3] RUN y", 1)];
    const last = [
      ...[image("a"), run("[1/3] COPY src", 0), run("[2/3] RUN x", 1, failed)],
      run("[3/3] RUN y", 1, { state: "unseen" }),
    ];
    expect(kindsOf(now, last).slice(-2)).toEqual(["not-finished", "not-finished"]);
  });

  test("where a step ran of which it has files only", () => {
    const using = (more: Partial<StepNote>) =>
      step("[2/2] RUN x", { inputs: [0, 1], reads: [files(1)], ...more });
    const last = [image("a"), run("[one 1/1] RUN cp", 0), using(failed)];
    expect(kindsOf([image("a"), run("[one 1/1] RUN cp", 0, { body: "new" }), using({})], last)).toEqual([
      "instruction",
      "not-finished",
    ]);
  });

  test("but ran because of one that it is made from and that ran", () => {
    const now = [image("a"), run("[1/2] RUN y", 0, { body: "new" }), run("[2/2] RUN x", 1)];
    const last = [image("a"), run("[1/2] RUN y", 0), run("[2/2] RUN x", 1, failed)];
    expect(kindsOf(now, last)).toEqual(["instruction", "earlier-step"]);
  });
});

describe("what a step is run with is other", () => {
  const on = (digit: string, more: Partial<StepNote>) => [
    ...[image(digit), run("[1/2] RUN x", 0, more), run("[2/2] RUN y", 1, more)],
  ];
  test("because of the base image, where that is another", () => {
    expect(kindsOf(on("b", { body: "elsewhere" }), on("a", {}))).toEqual(["base-image", "earlier-step"]);
  });

  test("by itself, where the base image is the same", () => {
    expect(kindsOf(on("a", { body: "elsewhere" }), on("a", {}))).toEqual(["instruction", "instruction"]);
  });
});

test("an argument in a here-document is blamed for the instruction, not the step that was made for it", () => {
  const build = (value: string, state: StepNote["state"] = "ran") => [
    step("[internal] preparing inline document", { kind: "file", body: value, text: "", state }),
    step("[1/1] COPY <<EOF /f", { kind: "file", inputs: [0], reads: [files(0)], names: ["V"] }),
  ];
  const args = [{ V: "1" }, { V: "2" }];
  expect(kindsOf(build("2"), build("1"), args).at(-1)).toBe("build-argument");
  expect(kindsOf(build("2", "cached"), build("1"), args).at(-1)).toBe("build-argument");
});

test("an instruction that is there more than once, and not as often as it was, is not guessed about", () => {
  const echo = (value: string) => step("[1/9] RUN echo", { env: { A: value } });
  expect(kindsOf([echo("3")], [echo("1"), echo("2")])).toEqual(["unknown"]);
});

test("the same image by another name is no other base", () => {
  const other = { ...image("a"), source: `docker-image://other@sha256:${"a".repeat(64)}` };
  expect(kindsOf([other, run("[1/1] RUN x", 0)], [image("a"), run("[1/1] RUN x", 0)])).toEqual([
    "cache-removed",
  ]);
});
