import { describe, expect, it } from "vitest";
import { type MemoryEntry, MemoryTree } from "../tree/memory-tree.js";
import { followInTurns, followPaths, includesWithFollowed } from "./follow-paths.js";

const to = (symlink: string) => ({ symlink });
const tree = (files: Record<string, MemoryEntry>) => new MemoryTree(Object.entries(files));

describe("a followed path", () => {
  it.each<
    [what: string, files: Record<string, MemoryEntry>, paths: string[], expected: string[] | undefined]
  >([
    ["is itself", { a: "" }, ["a"], ["a"]],
    ["is itself when it does not exist", {}, ["none/x"], ["none/x"]],
    ["loses a slash at either end", { "a/b": "" }, ["/a/", "/b"], ["a", "b"]],
    ["brings the symlink and its target", { l: to("a/b"), "a/b": "" }, ["l"], ["a/b", "l"]],
    ["goes on below a symlink", { l: to("a"), "a/b": "" }, ["l/b"], ["a/b", "l"]],
    ["follows a chain", { l: to("m"), m: to("n"), n: "" }, ["l"], ["l", "m", "n"]],
    ["ends at a loop", { l: to("m"), m: to("l") }, ["l"], ["l", "m"]],
    ["starts again at the root for an absolute target", { "d/l": to("/a"), a: "" }, ["d/l"], ["a", "d/l"]],
    ["cannot leave the root by a symlink", { "d/l": to("../../../a"), a: "" }, ["d/l"], ["a", "d/l"]],
    ["resolves relative to the symlink", { "d/l": to("../e/x"), "e/x": "" }, ["d/l"], ["d/l", "e/x"]],
    ["outside the root is kept as it is, and matches nothing", { a: "" }, ["../a"], ["../a"]],
    ["that is the root means everything", { a: "" }, ["a", "."], undefined],
    ["that leads to the root means everything", { l: to("/") }, ["l"], undefined],
    ["with a wildcard is a pattern", { ab: "", ac: "" }, ["a*"], ["a*"]],
    [
      "with a wildcard follows the symlinks it matches",
      { al: to("x"), am: to("y"), x: "", y: "" },
      ["a*"],
      ["a*", "x", "y"],
    ],
    ["with a wildcard in the middle goes on below", { l1: to("d"), "d/x": "" }, ["l*/x"], ["d/x", "l*"]],
    ["with an escaped wildcard is a name", { "a*": "" }, ["a\\*"], ["a\\*"]],
    ["covered by another is left out", { "a/b": "" }, ["a", "a/b"], ["a"]],
  ])("%s", (_, files, paths, expected) => {
    expect(followPaths(tree(files), paths)).toEqual(expected);
  });

  it("may lead through any number of symlinks", () => {
    const length = 20_000;
    const links = Array.from({ length }, (_, i): [string, MemoryEntry] => [`l${i}`, to(`l${i + 1}`)]);
    expect(followPaths(new MemoryTree([...links, [`l${length}`, ""]]), ["l0"])).toHaveLength(length + 1);
  });

  it("that is hostile costs no more than another, and other work has its turn", () => {
    const name = "a".repeat(200);
    const files = new MemoryTree(Array.from({ length: 5000 }, (_, i) => [name + i, ""]));
    const paths = Array.from({ length: 5 }, (_, i) => `${"*a".repeat(20 + i)}*b`);
    const steps = followInTurns(files, paths);
    let turns = 0;
    let step = steps.next();
    for (; !step.done; step = steps.next()) turns++;
    expect(turns).toBeGreaterThan(50);
    expect(step.value).toEqual(paths.toSorted());
  });

  it("ends outside the root, whatever follows", () => {
    expect(followPaths(tree({ a: "" }), ["../b/", "x/../../c//d"])).toEqual(["../b", "../c/d"]);
  });

  it("adds to the include patterns, or turns them off", () => {
    const files = tree({ l: to("x"), x: "" });
    expect(includesWithFollowed(files, ["a"], [])).toEqual(["a"]);
    expect(includesWithFollowed(files, ["a"], ["l"])).toEqual(["a", "l", "x"]);
    expect(includesWithFollowed(files, ["a"], ["."])).toBeUndefined();
  });
});
