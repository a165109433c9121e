import { describe, expect, it } from "vitest";
import { parseCaches } from "../attributes/cache.js";
import { dedupeEqual } from "../attributes/dedupe.js";
import { parseOutput } from "../attributes/output.js";
import { mergeTargets } from "./merge-targets.js";
import { normalizeTarget } from "./normalize-target.js";
import { printDefinition } from "./print-definition.js";
import type { BakeTarget } from "./target.js";

const a: Omit<BakeTarget, "name"> = {
  description: "first",
  annotations: ["x"],
  args: { A: "1", B: "1" },
  tags: ["a"],
  "cache-from": parseCaches("one"),
  "cache-to": parseCaches("one"),
  secret: [{ id: "s", src: "x" }],
  contexts: { c: "d" },
  pull: true,
  resources: { memory: "1g" },
};

describe("a target laid over another", () => {
  it.each<[what: string, over: Omit<BakeTarget, "name">, merged: object]>([
    ["replaces texts, lists of names and flags", { tags: [], pull: false }, { tags: [], pull: false }],
    ["keeps a description for an empty one", { description: "" }, { description: "first" }],
    ["appends annotations", { annotations: ["y"] }, { annotations: ["x", "y"] }],
    [
      "merges maps, without null",
      { args: { A: null, B: "2", C: "3" } },
      { args: { A: "1", B: "2", C: "3" } },
    ],
    [
      "adds caches to read",
      { "cache-from": parseCaches("one,two") },
      { "cache-from": parseCaches("one,two") },
    ],
    ["replaces caches to write", { "cache-to": parseCaches("two") }, { "cache-to": parseCaches("two") }],
    [
      "replaces a secret of the same id",
      { secret: [{ id: "s", env: "E" }] },
      { secret: [{ id: "s", env: "E" }] },
    ],
    ["merges resources", { resources: { "cpu-quota": 5 } }, { resources: { memory: "1g", "cpu-quota": 5 } }],
    ["leaves what it does not set", { tags: undefined, context: undefined }, { tags: ["a"] }],
  ])("%s", (_, over, merged) => {
    expect(mergeTargets({ name: "t", ...a }, { name: "other", ...over })).toMatchObject({
      name: "t",
      ...merged,
    });
  });
});

describe("a normalised target", () => {
  it("has no repetitions, blanks or empty contexts", () => {
    const target = {
      name: "t",
      tags: ["b", "", "a", "b"],
      contexts: { a: "", b: "x" },
      output: ["x", "x"].map(parseOutput),
    };
    expect(normalizeTarget(target)).toMatchObject({
      tags: ["b", "a"],
      contexts: { b: "x" },
      output: [parseOutput("x")],
    });
  });

  it("is entitled to the host's network when it uses it", () => {
    expect(normalizeTarget({ name: "t", network: "host" }).entitlements).toEqual(["network.host"]);
  });

  it("drops equal entries from the end, so that the last takes the place of the dropped one", () => {
    expect(dedupeEqual(["x", "y", "x", "z", "y"], (text) => text)).toEqual(["x", "y", "z"]);
    expect(dedupeEqual(["a", "a", "b", "c"], (text) => text)).toEqual(["a", "c", "b"]);
  });
});

describe("a printed definition", () => {
  const template = (open: string) => `${open}{x}`;

  it("has sorted names and keys, those that look like numbers as well", () => {
    const targets = [
      { name: "10", args: { "10": "x", "9": "y", a: null } },
      { name: "9", output: [parseOutput("type=oci,dest=x,name=n")] },
    ];
    expect(printDefinition({ groups: [{ name: "default", targets: ["9", "10"] }], targets })).toBe(`{
  "group": {
    "default": {
      "targets": [
        "9",
        "10"
      ]
    }
  },
  "target": {
    "10": {
      "args": {
        "10": "x",
        "9": "y",
        "a": null
      }
    },
    "9": {
      "output": [
        {
          "dest": "x",
          "name": "n",
          "type": "oci"
        }
      ]
    }
  }
}`);
  });

  it("escapes templates, and what Go's JSON escapes", () => {
    const args = { A: template("$"), B: template("%"), C: "<&>" };
    const text = printDefinition({ groups: [], targets: [{ name: "t", args, tags: [template("$")] }] });
    expect(text).toContain(`"A": "$${template("$")}"`);
    expect(text).toContain(`"B": "%${template("%")}"`);
    expect(text).toContain('"C": "\\u003c\\u0026\\u003e"');
    expect(text).toContain(`"${template("$")}"\n`);
  });
});
