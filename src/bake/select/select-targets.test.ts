import { describe, expect, test } from "vitest";
import type { BakeGroup, BakeTarget } from "../targets/target.js";
import { selectTargets } from "./select-targets.js";

const group = (name: string, ...targets: string[]): BakeGroup => ({ name, targets });
const range = (count: number) => Array.from({ length: count }, (_, index) => index);

function select(
  given: { targets: readonly BakeTarget[]; groups?: readonly BakeGroup[] },
  names: readonly string[] = ["default"],
  overrides: readonly string[] = [],
) {
  const definition = { groups: [], ...given };
  return selectTargets(definition, { targets: names, overrides, lookup: undefined });
}

const failure = (...given: Parameters<typeof select>) => {
  try {
    select(...given);
    return undefined;
  } catch (error) {
    const { message, code, hint } = error as { message: string; code: string; hint?: string };
    return { message, code, hint };
  }
};
const namesOf = ({ targets }: { targets: readonly BakeTarget[] }) => targets.map(({ name }) => name);

describe("what is asked for", () => {
  const targets = ["a", "b", "c", "x_1"].map((name) => ({ name }));
  const groups = [group("default", "a", "pair"), group("pair", "b", "c"), group("odd", "nobody")];

  test.each([
    ["the default group, with what is in its groups", ["default"], ["a", "b", "c"], ["default", "pair"]],
    ["a group", ["pair"], ["b", "c"], ["pair", "default"]],
    ["a target", ["c"], ["c"], ["default"]],
    ["several, each once", ["c", "pair", "c"], ["c", "b"], ["pair", "default"]],
    ["a name with a dot, as Compose has it", ["x.1"], ["x_1"], ["default"]],
    ["a pattern of targets", ["[ab]"], ["a", "b"], ["default"]],
    ["a pattern of groups", ["pai?"], ["b", "c"], ["pair", "default"]],
  ])("may be %s", (_, names, expected, expectedGroups) => {
    const selected = select({ targets, groups }, names);
    expect(namesOf(selected)).toEqual(expected);
    expect(selected.groups.map(({ name }) => name)).toEqual(expectedGroups);
  });

  test("is listed by the default group, sorted", () => {
    const { groups: found } = select({ targets, groups }, ["c", "pair"]);
    expect(found.find(({ name }) => name === "default")?.targets).toEqual(["c", "pair"]);
    const both = select({ targets, groups }, ["x_1", "default"]);
    expect(both.groups.find(({ name }) => name === "default")?.targets).toEqual(["a", "pair", "x_1"]);
  });

  test.each([
    ["a target that is not there", ["nobody"], "failed to find target nobody", undefined],
    ["one that is nearly there", ["x-1"], "failed to find target x-1", "did you mean x_1?"],
    ["a group that is nearly there", ["defualt"], "failed to find target defualt", "did you mean default?"],
    ["a member that is not there", ["odd"], "failed to find target nobody", undefined],
    ["a pattern without a match", ["z*"], 'could not find any target matching "z*"', undefined],
  ])("may not be %s", (_, names, message, hint) => {
    expect(failure({ targets, groups }, names)).toEqual({ message, code: "invalid-argument", hint });
  });
});

describe("inheritance", () => {
  test("takes parents in order, then the target, then what is set from outside", () => {
    const targets: BakeTarget[] = [
      { name: "one", tags: ["one"], args: { A: "1", B: "1" }, annotations: ["one"] },
      { name: "two", tags: ["two"], args: { B: "2", C: "2" }, annotations: ["two"] },
      { name: "default", inherits: ["one", "two"], args: { C: "own" }, annotations: ["own"] },
    ];
    expect(select({ targets }, ["default"], ["default.args.D=set", "one.args.A=changed"]).targets).toEqual([
      expect.objectContaining({
        name: "default",
        context: ".",
        dockerfile: "Dockerfile",
        tags: ["two"],
        args: { A: "changed", B: "2", C: "own", D: "set" },
        annotations: ["one", "two", "own"],
      }),
    ]);
    expect(select({ targets }).targets[0]).not.toHaveProperty("inherits");
  });

  test("in a circle gives nothing, wherever the walk begins", () => {
    const targets: BakeTarget[] = [
      { name: "a", inherits: ["b"], args: { A: "a" } },
      { name: "b", inherits: ["a"], args: { B: "b" } },
    ];
    const [a, b] = select({ targets }, ["a", "b"]).targets;
    expect([a?.args, b?.args]).toEqual([
      { B: "b", A: "a" },
      { A: "a", B: "b" },
    ]);
  });

  test("from nobody is a mistake", () => {
    expect(failure({ targets: [{ name: "default", inherits: ["defautl"] }] })?.message).toBe(
      "failed to find target defautl",
    );
  });
});

describe("links between targets", () => {
  const link = (...names: string[]) => Object.fromEntries(names.map((name) => [name, `target:${name}`]));

  test("add what was not asked for, without outputs, and hand entitlements on", () => {
    const targets: BakeTarget[] = [
      { name: "base", output: [{ type: "local", attrs: { dest: "out" } }], entitlements: ["network.host"] },
      { name: "middle", contexts: link("base") },
      { name: "default", contexts: link("middle"), entitlements: ["security.insecure"] },
    ];
    const { targets: found, linked } = select({ targets });
    expect(namesOf({ targets: found })).toEqual(["default", "middle", "base"]);
    expect([...linked].sort()).toEqual(["base", "middle"]);
    const byName = new Map(found.map((target) => [target.name, target]));
    expect(byName.get("base")?.output).toEqual([{ type: "cacheonly", attrs: {} }]);
    expect(byName.get("default")?.entitlements).toEqual(["security.insecure", "network.host"]);
  });

  test("leave the outputs of what was asked for", () => {
    const output = [{ type: "local", attrs: { dest: "out" } }];
    const targets: BakeTarget[] = [
      { name: "base", output },
      { name: "default", contexts: link("base") },
    ];
    const { targets: found, linked } = select({ targets }, ["base", "default"]);
    expect(found[0]?.output).toEqual(output);
    expect(linked.size).toBe(0);
  });

  test.each([
    ["to itself", { default: ["default"] }, "target default cannot link to itself"],
    ["in a circle", { default: ["a"], a: ["b"], b: ["a"] }, "infinite loop from b to a"],
    ["to nobody", { default: ["nobody"] }, "failed to find target nobody"],
  ])("%s are a mistake", (_, links: Readonly<Record<string, string[]>>, message) => {
    const targets = Object.entries(links).map(([name, to]) => ({ name, contexts: link(...to) }));
    expect(failure({ targets })?.message).toBe(message);
  });

  test("need the platforms of what they lead to", () => {
    const both = (platforms: string[], offered: string[]) =>
      failure({
        targets: [
          { name: "default", contexts: link("base"), platforms },
          { name: "base", platforms: offered },
        ],
      })?.message;
    expect(both(["linux/amd64", "linux/arm64"], ["linux/amd64", "linux/arm/v7"])).toBe(
      "target base can't be used by default because its platforms [linux/amd64 linux/arm64] are not a subset of [linux/amd64 linux/arm/v7]",
    );
    expect(both(["linux/amd64"], ["linux/arm64", "linux/arm/v7"])).toBeUndefined();
    expect(both(["linux/amd64", "linux/arm64"], ["linux/arm64"])).toBeUndefined();
  });
});

describe("hostile definitions", () => {
  const DEEP = 20_000;
  const next = (index: number) => (index + 1 < DEEP ? [`n${index + 1}`] : []);

  test.each([
    [
      "inheritance",
      () => ({ targets: range(DEEP).map((index) => ({ name: `n${index}`, inherits: next(index) })) }),
      /^target n\d+ inherits through too many others$/,
    ],
    [
      "links",
      () => ({
        targets: range(DEEP).map((index) => ({
          name: `n${index}`,
          contexts: Object.fromEntries(next(index).map((name) => [name, `target:${name}`])),
        })),
      }),
      /^target n\d+ is linked through too many others$/,
    ],
    [
      "groups",
      () => ({ targets: [], groups: range(DEEP).map((index) => group(`n${index}`, ...next(index))) }),
      /^group n\d+ is nested too deeply$/,
    ],
  ])("with %s twenty thousand deep end in an error", (_, make, message) => {
    expect(failure(make(), ["n0"])?.message).toMatch(message);
  });

  test("may have layers in which each inherits from all of the one before", () => {
    const layers = range(40).flatMap((layer) =>
      range(20).map(
        (index): BakeTarget => ({
          name: `t${layer}-${index}`,
          args: { [`A${layer}`]: "x" },
          inherits: layer === 0 ? [] : range(20).map((parent) => `t${layer - 1}-${parent}`),
        }),
      ),
    );
    const [last] = select({ targets: layers }, ["t39-0"]).targets;
    expect(Object.keys(last?.args ?? {})).toHaveLength(40);
  });

  test("may have groups that contain each other over and over", () => {
    const groups = range(60).map((index) => group(`g${index}`, `g${index + 1}`, `g${index + 1}`, "a"));
    expect(namesOf(select({ targets: [{ name: "a" }, { name: "g60" }], groups }, ["g0"]))).toEqual([
      "g60",
      "a",
    ]);
  });
});
