import { describe, expect, it } from "vitest";
import { CaptureStream } from "../../../test/progress/replay.js";
import type { VertexWarning } from "../model/status.js";
import { distinctWarnings, type PrintWarningsOptions, printWarnings } from "./warnings.js";

function warning(short: string, more: Partial<VertexWarning> = {}): VertexWarning {
  return { vertex: "a", level: 1, short: Buffer.from(short), detail: [], url: "", ranges: [], ...more };
}

function printed(warnings: readonly VertexWarning[], options?: PrintWarningsOptions): string {
  const stream = new CaptureStream();
  printWarnings(stream, warnings, options);
  return stream.text;
}

describe("printWarnings", () => {
  it("lists the warnings below their number", () => {
    expect(printed([warning("one"), warning("two")])).toBe(
      "\n \x1b[33m2 warnings found (use docker --debug to expand):\n\x1b[0m - one\n - two\n",
    );
    expect(printed([warning("one")], { expandWith: "slipway --debug" })).toContain(
      "1 warning found (use slipway --debug to expand):",
    );
  });

  it("prints each in full under debug", () => {
    const range = { start: { line: 1, character: 0 }, end: { line: 1, character: 0 } };
    const full = warning("one", {
      detail: [Buffer.from("because")],
      url: "https://example.com/rule",
      sourceInfo: { filename: "Dockerfile", data: Buffer.from("FROM x\n"), language: "Dockerfile" },
      ranges: [range],
    });
    expect(printed([full], { debug: true })).toBe(
      "\n \x1b[33m1 warning found:\n\x1b[0m - one\nbecause\nMore info: https://example.com/rule\n" +
        "Dockerfile:1\n--------------------\n   1 | >>> FROM x\n   2 |     \n--------------------\n\n",
    );
  });

  it.each(["quiet", "none", "rawjson"] as const)("prints nothing under %s", (mode) => {
    expect(printed([warning("one")], { mode })).toBe("");
  });

  it("prints nothing where there are none", () => {
    expect(printed([])).toBe("");
  });
});

describe("distinctWarnings", () => {
  it("drops those that differ only in their step", () => {
    const warnings = [warning("one"), warning("one", { vertex: "b" }), warning("one", { url: "u" })];
    expect(distinctWarnings(warnings)).toEqual([warnings[0], warnings[2]]);
  });
});
