import { describe, expect, it } from "vitest";
import { parseDockerignore } from "./dockerignore.js";

describe("a .dockerignore file", () => {
  it("is read line by line", () => {
    const text = [
      "\ufeff# comment",
      "node_modules",
      "",
      "   ",
      "  # no comment, the sign is not in the first column",
      "/dist/",
      "/",
      "! /keep/../kept ",
      "!",
      "a//b/./c",
      "./here",
      "**/*.log\r",
    ].join("\n");
    expect(parseDockerignore(text, false)).toEqual([
      "node_modules",
      "# no comment, the sign is not in the first column",
      "dist",
      "/",
      "!kept",
      "!",
      "a/b/c",
      "here",
      "**/*.log",
    ]);
  });

  it("may use backslashes on Windows", () => {
    expect(parseDockerignore("dir\\sub\\", true)).toEqual(["dir/sub"]);
    expect(parseDockerignore("a\\*", false)).toEqual(["a\\*"]);
  });
});
