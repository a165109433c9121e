import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FileTree } from "../tree/file-tree.js";
import { GoMode } from "../tree/go-mode.js";
import { type MemoryEntry, MemoryTree } from "../tree/memory-tree.js";
import { comparePaths, sortByBytes } from "./name-order.js";
import { type MapStat, walk, walkInTurns } from "./walk.js";
import { WalkFilter } from "./walk-filter.js";

const treeOf = (...paths: string[]) => new MemoryTree(paths.map((path) => [path, ""]));

function walked(tree: FileTree, includes: string[] = [], excludes: string[] = [], map?: MapStat): string[] {
  return [...walk(tree, new WalkFilter(includes, excludes), map)].map((stat) => stat.path);
}

/** Counts what a walk looks at. */
class SpyTree implements FileTree {
  readonly name = "spy";
  readonly listed: string[] = [];
  readonly unreadable = new Set<string>();
  readonly vanished = new Set<string>();

  constructor(readonly inner: FileTree) {}

  list(directory: string) {
    this.listed.push(directory);
    if (this.unreadable.has(directory)) throw new Error(`unreadable ${directory}`);
    return this.vanished.has(directory) ? undefined : this.inner.list(directory);
  }
  entry(path: string) {
    return this.vanished.has(`${path}!`) ? undefined : this.inner.entry(path);
  }
  content(path: string) {
    return this.inner.content(path);
  }
}

describe("a walk", () => {
  it("goes down a directory right after naming it, siblings by the bytes of their names", () => {
    const tree = treeOf("a-b", "a/z", "a/b/c", "B", "é", "z", "\uffee", "😀", "a.c");
    expect(walked(tree)).toEqual(["B", "a", "a/b", "a/b/c", "a/z", "a-b", "a.c", "z", "é", "\uffee", "😀"]);
  });

  it("is in the order the receiver demands, which is that of the names' bytes", () => {
    const name = fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 4 })
      .filter((text) => !/[/\0\ud800-\udfff]/u.test(text));
    fc.assert(
      fc.property(fc.array(name), (names) => {
        const bytes = [...names].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
        expect(sortByBytes([...names])).toEqual(bytes);
        expect([...names].sort(comparePaths)).toEqual(bytes);
      }),
    );
  });

  it("leaves out what vanishes meanwhile", () => {
    const tree = new SpyTree(treeOf("a", "b/x", "c"));
    tree.vanished.add("a!").add("b");
    expect(walked(tree)).toEqual(["c"]);
  });

  it("lets other work have its turn where it finds nothing to send", () => {
    const tree = treeOf(...Array.from({ length: 1000 }, (_, i) => `x${i}`), "y");
    const filter = new WalkFilter([], ["x*"]);
    const found = [...walkInTurns(tree, filter, undefined, () => true)];
    expect(found.filter((stat) => stat === undefined).length).toBeGreaterThan(50);
    expect(found.flatMap((stat) => stat?.path ?? [])).toEqual(["y"]);
  });

  it("fails at a directory that cannot be read, unless it is not wanted", () => {
    const tree = new SpyTree(treeOf("a", "b/x", "c"));
    tree.unreadable.add("b");
    expect(() => walked(tree)).toThrow("unreadable b");
    expect(walked(tree, [], ["b"])).toEqual(["a", "c"]);
    expect(walked(tree, [], ["b", "!**/x"])).toEqual(["a", "c"]);
  });
});

describe("include patterns", () => {
  const tree = () => new SpyTree(treeOf("docs/api/x.md", "docs/y.md", "src/main.go", "src/deep/z.go", "top"));

  it("keep what they match with all below it, and the parents that lead there", () => {
    expect(walked(tree(), ["docs/api", "top"])).toEqual(["docs", "docs/api", "docs/api/x.md", "top"]);
    expect(walked(tree(), ["**/*.go"])).toEqual(["src", "src/deep", "src/deep/z.go", "src/main.go"]);
    expect(walked(tree(), ["docs/*"])).toEqual(["docs", "docs/api", "docs/api/x.md", "docs/y.md"]);
  });

  it("send no parent of nothing", () => {
    expect(walked(tree(), ["docs/none", "src/none"])).toEqual([]);
  });

  it("enter only directories that may lead somewhere", () => {
    const spy = tree();
    walked(spy, ["docs/api/**"]);
    expect(spy.listed).toEqual(["", "docs", "docs/api"]);
  });

  it("enter every directory when a wildcard may match anywhere", () => {
    const spy = tree();
    walked(spy, ["*/x"]);
    expect(spy.listed).toEqual(["", "docs", "docs/api", "src", "src/deep"]);
  });
});

describe("exclude patterns", () => {
  const tree = () => new SpyTree(treeOf("a/keep/x", "a/other/y", "a/z", "b/x", "c"));

  it("drop what they match with all below it, without looking into it", () => {
    const spy = tree();
    expect(walked(spy, [], ["a"])).toEqual(["b", "b/x", "c"]);
    expect(spy.listed).toEqual(["", "b"]);
  });

  it("look for exceptions only where these may lie", () => {
    const spy = tree();
    expect(walked(spy, [], ["a", "b", "!a/keep"])).toEqual(["a", "a/keep", "a/keep/x", "c"]);
    expect(spy.listed).toEqual(["", "a", "a/keep"]);
  });

  it("look for exceptions everywhere when one has a wildcard", () => {
    expect(walked(tree(), [], ["*", "!**/x"])).toEqual(["a", "a/keep", "a/keep/x", "b", "b/x"]);
  });

  it("apply to what is included", () => {
    expect(walked(tree(), ["a"], ["a/keep"])).toEqual(["a", "a/other", "a/other/y", "a/z"]);
  });

  it("are refused with all patterns named when one is malformed", () => {
    expect(() => new WalkFilter([], ["a", "[b"])).toThrow(
      'invalid excludepatterns: [a [b]: syntax error in pattern "[b"',
    );
  });
});

describe("the map hook", () => {
  it("changes metadata, drops entries and drops trees", () => {
    const tree = treeOf("a/x", "a/y", "b/x", "c/deep/x", "d");
    const map: MapStat = (stat) => {
      stat.uid = 7;
      return stat.path === "b" ? "drop-tree" : stat.path === "c" || stat.path === "a/x" ? "drop" : "keep";
    };
    const stats = [...walk(tree, new WalkFilter(), map)];
    // A directory that is dropped alone still comes when something in it is kept.
    expect(stats.map((stat) => stat.path)).toEqual(["a", "a/y", "c", "c/deep", "c/deep/x", "d"]);
    expect(stats.every((stat) => stat.uid === 7)).toBe(true);
  });

  it("drops a tree also when the directory only leads to a kept entry", () => {
    const tree = treeOf("a/b/x", "a/b/y", "a/c", "d/x");
    const map: MapStat = (stat) => (stat.path === "a/b" ? "drop-tree" : "keep");
    expect(walked(tree, ["**/x", "a/c"], [], map)).toEqual(["a", "a/c", "d", "d/x"]);
  });

  it("drops the rest of a directory when it drops the tree of a file", () => {
    const map: MapStat = (stat) => (stat.path === "a/b" ? "drop-tree" : "keep");
    expect(walked(treeOf("a/a", "a/b", "a/c", "d"), [], [], map)).toEqual(["a", "a/a", "d"]);
  });
});

describe("hard links", () => {
  it("point to the first name that is sent", () => {
    const inner = treeOf("a", "b", "c", "d");
    const tree: FileTree = {
      name: "links",
      list: (directory) => inner.list(directory),
      content: (path) => inner.content(path),
      entry: (path) => {
        const entry = inner.entry(path);
        if (entry) entry.stat.size = 9;
        return entry && path !== "d" ? { ...entry, inode: 1n } : entry;
      },
    };
    const stats = [...walk(tree, new WalkFilter([], ["a"]))];
    expect(stats.map(({ path, linkname, size }) => [path, linkname, size])).toEqual([
      ["b", "", 9],
      ["c", "b", 0],
      ["d", "", 9],
    ]);
  });
});

describe("any filter", () => {
  it("keeps exactly what the patterns say, with the parents of it", () => {
    const part = fc.constantFrom("a", "b", "ab", "c.x");
    const path = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("/"));
    const glob = fc.array(fc.oneof(part, fc.constantFrom("*", "**", "a*", "?")), {
      minLength: 1,
      maxLength: 3,
    });
    // BuildKit's own walk takes `a/*/**` for `a/*` when it decides where to descend, and so does this one.
    const isPrefixed = (pattern: string) => !pattern.endsWith("*/**");
    const patterns = fc.array(glob.map((parts) => parts.join("/")).filter(isPrefixed), { maxLength: 3 });
    fc.assert(
      fc.property(fc.array(path, { maxLength: 15 }), patterns, patterns, (paths, includes, excludes) => {
        const files = new Map<string, MemoryEntry>();
        for (const one of paths) {
          const clash = [...files.keys()].some(
            (other) => `${other}/`.startsWith(`${one}/`) || `${one}/`.startsWith(`${other}/`),
          );
          if (!clash) files.set(one, "");
        }
        const tree = new MemoryTree(files);
        const all = [...walk(tree, new WalkFilter())];
        const include = new WalkFilter(includes);
        const exclude = new WalkFilter([], excludes);
        const kept = all
          .filter(({ path: one }) => keeps(include, one) && keeps(exclude, one))
          .map((stat) => stat.path);
        const expected = all
          .map((stat) => stat.path)
          .filter((one) => kept.some((other) => other === one || other.startsWith(`${one}/`)));
        expect(walked(tree, includes, excludes)).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });
});

/** Asks about a path through all its parents, without the short cut of not entering them. */
function keeps(filter: WalkFilter, path: string): boolean {
  const parts = path.split("/");
  let decision = filter.decide(parts[0] ?? "", undefined);
  for (let depth = 2; depth <= parts.length; depth++) {
    decision = filter.decide(parts.slice(0, depth).join("/"), decision.state);
  }
  return decision.keep;
}

it("a symlink is never entered", () => {
  const tree = new MemoryTree([
    ["real/x", ""],
    ["link", { symlink: "real" }],
  ]);
  const stats = [...walk(tree, new WalkFilter())];
  expect(stats.map((stat) => stat.path)).toEqual(["link", "real", "real/x"]);
  expect(stats[0]?.mode).toBe(GoMode.symlink | 0o777);
});
