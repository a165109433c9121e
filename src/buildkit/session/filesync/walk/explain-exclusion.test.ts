import { describe, expect, it } from "vitest";
import { MemoryTree } from "../tree/memory-tree.js";
import { explainExclusion } from "./explain-exclusion.js";
import { nearestNames } from "./nearest-names.js";

const file = "\ufeff# secrets\n\n*.txt\n  dist/ \n!keep.txt\ndocs\n!docs/api/*.md\n";

describe("the line that leaves a path out", () => {
  it.each<[path: string, line: number | undefined, text?: string]>([
    ["secret.txt", 3, "*.txt"],
    ["/secret.txt", 3, "*.txt"],
    ["./a/../secret.txt", 3, "*.txt"],
    ["keep.txt", undefined],
    ["dist", 4, "dist/"],
    ["dist/deep/x", 4, "dist/"],
    ["docs/x", 6, "docs"],
    ["docs/api/x.md", undefined],
    ["src/main.go", undefined],
  ])("of %s is %s", (path, line, text) => {
    expect(explainExclusion(file, path)).toEqual(line && { line, text });
  });

  it("is not told of a file that is refused", () => {
    expect(explainExclusion("a\n[\n", "a")).toBeUndefined();
    expect(explainExclusion("a\n!\n", "a")).toBeUndefined();
  });

  it("is that of the directory, which is not entered for an exception that lies elsewhere", () => {
    expect(explainExclusion("a\n!b/x", "a/x")).toEqual({ line: 1, text: "a" });
  });
});

describe("names near a mistyped one", () => {
  const tree = new MemoryTree(
    ["package.json", "packages/a", "README.md", "src/main.ts", "src/mian.go", "x"].map((path) => [path, ""]),
  );

  it.each<[path: string, expected: string[]]>([
    ["pakcage.json", ["package.json"]],
    ["package.jsn", ["package.json"]],
    ["/readme.md", ["README.md"]],
    ["src/main.tx", ["src/main.ts"]],
    ["src/mani.go", ["src/mian.go"]],
    ["none/main.ts", []],
    ["y", []],
    ["something", []],
  ])("%s: %j", (path, expected) => {
    expect(nearestNames(tree, path)).toEqual(expected);
  });
});
