import { describe, expect, test } from "vitest";
import { fakeNode } from "../../../test/support/build/fake-node.js";
import { type LinkedPlan, linkTargets, targetContexts, targetNames } from "./target-links.js";

const nodes = new Map(["n0", "n1"].map((name) => [name, fakeNode(name)]));

/** `contexts` by name; `on` are the nodes that build it. */
function planned(
  name: string,
  contexts: Record<string, string> = {},
  on: readonly string[] = ["n0"],
): LinkedPlan {
  const attrs = Object.entries(contexts).map(([key, value]) => [`context:${key}`, value]);
  return {
    name,
    named: { attrs: { "sharedkey:localdir:x": "target:none", ...Object.fromEntries(attrs) } },
    shares: on.flatMap((node) => nodes.get(node) ?? []).map((node) => ({ node, platforms: [] })),
  };
}

test("only contexts whose value is a target are links", () => {
  const plan = planned("a", { base: "target:b", image: "docker-image://target:x", dir: "local:dir" });
  expect(targetContexts(plan)).toEqual([{ attr: "context:base", target: "b" }]);
  expect(targetNames(["target:b", "dir", "target:", "xtarget:c"])).toEqual(["b", ""]);
});

describe("linkTargets", () => {
  test.each<[string, LinkedPlan[], Record<string, string[]>]>([
    ["no links", [planned("a"), planned("b")], { a: [], b: [] }],
    [
      "a chain",
      [planned("a", { x: "target:b" }), planned("b", { y: "target:c" }), planned("c")],
      { a: [], b: ["a"], c: ["b"] },
    ],
    [
      "a diamond",
      [
        planned("top", { l: "target:left", r: "target:right" }),
        planned("left", { b: "target:base" }),
        planned("right", { b: "target:base" }),
        planned("base"),
      ],
      { top: [], left: ["top"], right: ["top"], base: ["left", "right"] },
    ],
    [
      "two names for one",
      [planned("a", { x: "target:b", y: "target:b" }), planned("b")],
      { a: [], b: ["a"] },
    ],
    [
      "fewer nodes than the other's",
      [planned("a", { x: "target:b" }), planned("b", {}, ["n0", "n1"])],
      { a: [], b: ["a"] },
    ],
  ])("%s", (_what, plans, dependants) => {
    expect(Object.fromEntries(linkTargets(plans))).toEqual(dependants);
  });

  test.each<[string, LinkedPlan[], string, string]>([
    [
      "a target there is not",
      [planned("a", { x: "target:nobody" })],
      "not-found",
      "failed to find target nobody for context x",
    ],
    [
      "another node",
      [planned("a", { x: "target:b" }, ["n0", "n1"]), planned("b", {}, ["n1"])],
      "unsupported",
      "failed to use b as context x for a because targets build with different drivers",
    ],
    ["itself", [planned("a", { x: "target:a" })], "invalid-argument", "infinite loop from a to a"],
    [
      "one another",
      [planned("a", { x: "target:b" }), planned("b", { x: "target:a" })],
      "invalid-argument",
      "infinite loop from b to a",
    ],
    [
      "a circle beside a chain",
      [
        planned("free"),
        planned("c1", { x: "target:c2", f: "target:free" }),
        planned("c2", { x: "target:c3" }),
        planned("c3", { x: "target:c1" }),
        planned("after", { x: "target:free" }),
      ],
      "invalid-argument",
      "infinite loop from c3 to c1",
    ],
  ])("refuses %s", (_what, plans, code, message) => {
    expect(() => linkTargets(plans)).toThrow(expect.objectContaining({ code, message }));
  });
});
