import { describe, expect, test } from "vitest";
import type { StepNote } from "../../build/notes/build-note.js";
import { IndexedBuild } from "./build-pair.js";
import { StepPairs } from "./step-pairs.js";

const step = (name: string, more: Partial<StepNote> = {}): StepNote => ({
  ...{ digest: name, name, kind: "exec", platform: "", inputs: [], body: name, env: {}, source: "" },
  ...{ text: name, names: [], reads: [], ignoresCache: false, state: "ran", took: 0 },
  ...more,
});

function indexed(...steps: readonly StepNote[]): IndexedBuild {
  const note = { ref: "r", at: 1, steps, args: {}, contexts: {}, failedImports: [], imports: false };
  return new IndexedBuild({ note, listings: new Map() });
}

/** Which step of the last build each is compared with, and by what. */
function pairs(now: readonly StepNote[], last: readonly StepNote[]) {
  const found = new StepPairs(indexed(...now), indexed(...last));
  return now.map((_, index) => {
    const like = found.like(index);
    return like && [like.index, like.isGuess ? "guess" : like.by];
  });
}

test.each<[string, StepNote, readonly [number, "label" | "number"] | undefined]>([
  ["its very name", step("[a 2/3] RUN y"), [1, "label"]],
  ["its instruction, which is now elsewhere", step("[a 3/4] RUN y"), [1, "label"]],
  ["its place, where another instruction was", step("[a 2/3] RUN z"), [1, "number"]],
  ["nothing in another stage", step("[b 1/1] RUN z"), undefined],
  ["nothing of another kind", step("[a 2/3] RUN y", { kind: "file" }), undefined],
  ["nothing where it has neither", step("RUN z"), undefined],
])("a step of the last build is found by %s", (_, wanted, found) => {
  const last = [step("[a 1/3] RUN x"), step("[a 2/3] RUN y"), step("[a 3/3] RUN w")];
  expect(pairs([wanted], last)).toEqual([found]);
});

describe("a step is found", () => {
  const other = { body: "other" };
  test("in a stage that is called otherwise", () => {
    expect(pairs([step("[two 1/1] RUN x", other)], [step("[one 1/1] RUN x")])).toEqual([[0, "label"]]);
  });

  test("in a stage that has a name once there are others", () => {
    const now = [step("[base 1/1] RUN y"), step("[stage-1 1/2] RUN x", other)];
    expect(pairs(now, [step("[1/1] RUN x")])).toEqual([undefined, [0, "label"]]);
  });

  test("in no other stage that is still there", () => {
    const [one, two] = [step("[one 1/1] RUN x"), step("[two 1/1] RUN x", other)];
    expect(pairs([one, two], [one])).toEqual([[0, "label"], undefined]);
  });

  test("whether its name has its platform or not", () => {
    const on = (platform: string, name: string) => step(name, { platform, body: `${name}${platform}` });
    const one = [on("linux/amd64", "[1/1] RUN x")];
    const both = [on("linux/386", "[linux/386 1/1] RUN x"), on("linux/amd64", "[linux/amd64 1/1] RUN x")];
    expect(pairs(one, both)).toEqual([[1, "label"]]);
    expect(pairs(both, one)).toEqual([undefined, [0, "label"]]);
  });

  test("of its own platform where names do not tell it", () => {
    const both = (body: string) =>
      ["linux/386", "linux/amd64"].map((platform) =>
        step("[1/1] RUN x", { platform, body: body + platform }),
      );
    expect(pairs(both("new"), both("old"))).toEqual([
      [0, "label"],
      [1, "label"],
    ]);
  });
});

describe("of several of one instruction it is", () => {
  const echo = (env: string, body = "x") => step("[1/9] RUN echo", { env: { A: env }, body });
  test("the one that did the same", () => {
    expect(pairs([echo("2", "x")], [echo("1"), echo("2", "x")])).toEqual([[1, "label"]]);
  });

  test("in turn the one that did the same, or the last of them", () => {
    const apart = (input: number) => ({ ...echo("1"), inputs: [input] });
    const base = [step("a"), step("b"), step("c"), step("d")];
    const [now, last] = [
      [...base, apart(0), apart(0), apart(0)],
      [...base, apart(1), apart(2)],
    ];
    expect(pairs(now, last).slice(4)).toEqual([
      [4, "label"],
      [5, "label"],
      [5, "label"],
    ]);
  });

  test("in turn another one where there are as many", () => {
    expect(pairs([echo("1", "y"), echo("2", "y")], [echo("1"), echo("2")])).toEqual([
      [0, "label"],
      [1, "label"],
    ]);
  });

  test("a guess where there are not", () => {
    expect(pairs([echo("3", "y")], [echo("1"), echo("2")])).toEqual([[0, "guess"]]);
  });
});

test("thousands of equal instructions are told apart within a blink", () => {
  const many = (body: string) => Array.from({ length: 20_000 }, () => step("[1/1] RUN x", { body }));
  const began = performance.now();
  expect(pairs(many("new"), many("old")).at(-1)).toEqual([19_999, "label"]);
  expect(performance.now() - began).toBeLessThan(3_000);
});
