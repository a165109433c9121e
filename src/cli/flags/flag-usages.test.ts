import { describe, expect, test } from "vitest";
import { boolFlag, durationFlag, stringArrayFlag, stringFlag, ulimitFlag } from "./flag.js";
import { formatFlagUsages } from "./flag-usages.js";

describe("the list of flags", () => {
  test("is sorted, aligned, and shows defaults that are not zero", () => {
    const flags = {
      tag: stringArrayFlag("Name", { shorthand: "t" }),
      push: boolFlag("Push it"),
      format: stringFlag("Format", { default: "table" }),
      timeout: durationFlag("Limit", { default: 20_000 }),
      ulimit: ulimitFlag("Ulimits"),
    };
    expect(formatFlagUsages(flags, { columns: 0 })).toEqual([
      '      --format string      Format (default "table")',
      "      --push               Push it",
      "  -t, --tag stringArray    Name",
      "      --timeout duration   Limit (default 20s)",
      "      --ulimit ulimit      Ulimits (default [])",
    ]);
  });

  test("leaves out hidden and deprecated flags and deprecated shorthands", () => {
    const flags = {
      a: boolFlag("A", { hidden: true }),
      b: boolFlag("B", { deprecated: "use c" }),
      c: boolFlag("C", { shorthand: "c", shorthandDeprecated: "use --c" }),
    };
    expect(formatFlagUsages(flags, { columns: 0 })).toEqual(["      --c   C"]);
  });

  test("shows the default that the environment gives", () => {
    const flags = { platform: stringArrayFlag("P", { env: "DOCKER_DEFAULT_PLATFORM" }) };
    expect(formatFlagUsages(flags, { columns: 0, env: { DOCKER_DEFAULT_PLATFORM: "linux/arm64" } })).toEqual([
      "      --platform stringArray   P (default [linux/arm64])",
    ]);
  });
});

describe("wrapping", () => {
  const usage = "one two three four five six seven eight nine ten";

  test("breaks at spaces into the usage's own column", () => {
    expect(formatFlagUsages({ flag: boolFlag(usage) }, { columns: 45 })).toEqual([
      "      --flag   one two three four five\n               six seven eight nine ten",
    ]);
  });

  test("lets a short last word stand out rather than wrap it alone", () => {
    expect(formatFlagUsages({ flag: boolFlag("aaaaaaaaaa bbbbbbbbb cccc") }, { columns: 41 })).toEqual([
      "      --flag   aaaaaaaaaa bbbbbbbbb cccc",
    ]);
  });

  test("starts on a line of its own when the column is too narrow", () => {
    const name = "a-flag-with-a-very-long-name";
    const [text] = formatFlagUsages({ [name]: boolFlag("Some words to read here now") }, { columns: 50 });
    expect(text).toBe(`      --${name}   \n${" ".repeat(16)}Some words to read here now`);
  });
});
