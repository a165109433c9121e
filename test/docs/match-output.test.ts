import { describe, expect, test } from "vitest";
import { consoleBlocks } from "./console-blocks.js";
import { outputMatches } from "./match-output.js";

describe("comparing documented with real output", () => {
  test("times, ids, sizes, step numbers and column widths do not count", () => {
    const documented = [
      "#5 DONE 0.1s",
      "Name:   x",
      `#6 writing sha256:${"a".repeat(64)} 12.5MB / 1.2GB done`,
    ];
    const actual = `#7 DONE 2.4s\nName: x\n#9 writing sha256:${"b".repeat(64)} 3B / 4.00kB done\n`;
    expect(outputMatches(documented, actual)).toBe(true);
  });

  test("a line of three dots stands for any lines, also for none", () => {
    expect(outputMatches(["a", "...", "z"], "a\nb\nc\nz\n")).toBe(true);
    expect(outputMatches(["a", "...", "z"], "a\nz\n")).toBe(true);
    expect(outputMatches(["a", "...", "z"], "a\nz\nb\n")).toBe(false);
  });

  test("dots within a line stand for any text of that line", () => {
    expect(outputMatches(["version ..."], "version v1\n")).toBe(true);
    expect(outputMatches(["version ..."], "version v1\nmore\n")).toBe(false);
  });

  test("a command without documented output must print nothing", () => {
    expect(outputMatches([], "")).toBe(true);
    expect(outputMatches([], "surprise\n")).toBe(false);
  });
});

describe("reading console blocks", () => {
  test("commands may go on over several lines and stand under their heading", () => {
    const markdown =
      "# T\n\n<!-- needs: x -->\n```console\n$ a \\\n  b\nout\n$ c\n```\n\n```sh\nnot this\n```\n";
    expect(consoleBlocks(markdown)).toEqual([
      {
        heading: "T",
        needs: "x",
        commands: [
          { line: 5, command: "a \\\n  b", output: ["out"] },
          { line: 8, command: "c", output: [] },
        ],
      },
    ]);
  });
});
