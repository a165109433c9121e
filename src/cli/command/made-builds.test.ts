import { expect, test } from "vitest";
import { MadeBuilds } from "./made-builds.js";

type Begun = readonly [ref: string, target?: string];

const build = (ref: string, target = "", node = "") => ({ ref, target, node });

test.each<[string, readonly Begun[], string, readonly ReturnType<typeof build>[]]>([
  ["a build on one node", [["b/n0/1"]], "", [build("b/n0/1")]],
  ["one on two", [["b/n0/1"], ["b/n1/2"]], "", [build("b/n0/1", "", "n0"), build("b/n1/2", "", "n1")]],
  ["one begun again on its node", [["b/n0/1"], ["b/n0/2"]], "", [build("b/n0/2")]],
  [
    "a target among others, each on a node of its own",
    [
      ["b/n0/1", "one"],
      ["b/n1/2", "two"],
    ],
    "two",
    [build("b/n1/2", "two")],
  ],
  [
    "a target that is built on two nodes, another on one of them",
    [
      ["b/n0/1", "one"],
      ["b/n0/2", "two"],
      ["b/n1/1", "one"],
    ],
    "one",
    [build("b/n0/1", "one", "n0"), build("b/n1/1", "one", "n1")],
  ],
  ["a target that has not begun", [["b/n0/1", "one"]], "two", []],
])("the builds of a target are one for each of its nodes: %s", (_, begun, target, expected) => {
  const made = new MadeBuilds();
  for (const [ref, name] of begun) made.add(ref, name);
  expect(made.of(target)).toEqual(expected);
});

test("a build is found by its reference, and one that is not there is not", () => {
  const made = new MadeBuilds();
  for (const ref of ["b/n0/1", "b/n1/2"]) made.add(ref, "one");
  expect(made.find("b/n1/2")).toEqual([build("b/n1/2", "one", "n1")]);
  for (const ref of ["b/n1/3", undefined]) expect(made.find(ref)).toEqual([]);
});
