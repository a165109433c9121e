import { describe, expect, it } from "vitest";
import { buildCases, type ComposeCase, fileCases } from "../../../test/bake/compose-cases.js";
import { readComposeCase } from "../../../test/bake/read-compose-case.js";
import { isSlipwayError } from "../../errors/index.js";
import { localComposeFiles } from "./compose-files.js";
import { checkCompose, composeTargets } from "./compose-targets.js";

const options = { env: new Map<string, string>(), files: localComposeFiles("/nowhere") };

describe("Compose files become what Buildx makes of them", () => {
  const title = ({ build, text, files }: ComposeCase) => JSON.stringify(build ?? text ?? files);
  const cases = [...buildCases, ...fileCases].map((given) => [title(given), given] as const);
  it.each(cases)("%s", async (_, given) => {
    const { targets, error } = await readComposeCase(given);
    expect(error).toBe(given.error);
    const expected = given.target === undefined ? given.targets : { a: given.target };
    expect(JSON.stringify(targets)).toBe(JSON.stringify(expected));
  });
});

describe("hostile Compose files end in an error", () => {
  const line = (name: string, value: string) => `${name}: &${name} ${value}\n`;
  const aliases = (before: number) => Array(9).fill(`*a${before}`).join(",");
  const bomb = (wrap: (list: string) => string) =>
    line("a0", wrap("x: 1")) +
    Array.from({ length: 30 }, (_, index) => line(`a${index + 1}`, wrap(aliases(index)))).join("");
  it.each([
    ["an alias bomb", bomb((list) => `[${list}]`), "excessive aliasing"],
    [
      "a bomb of merge keys",
      bomb((list) => (list.includes("*") ? `{<<: [${list}]}` : `{${list}}`)),
      "excessive aliasing",
    ],
    ["brackets without end", `a: ${"[".repeat(100_000)}`, "max depth"],
    ["dashes without end", `${"- ".repeat(5_000)}x`, "max depth"],
    ["keys without end", `${"? ".repeat(5_000)}x`, "max depth"],
    ["too many lines", "a:\n".repeat(100_001), "maximum node visit limit"],
    ["an anchor in itself", "a: &a [*a]", "contains itself"],
    ["nested defaults", `services: {a: {build: '${"${A:-".repeat(500)}x${"}".repeat(500)}'}}`, "too deeply"],
    [
      "a chain of services",
      `services:\n${Array.from({ length: 2000 }, (_, i) => `  s${i}: {extends: s${i + 1}}\n`).join("")}  s2000: {build: .}\n`,
      "extend one another",
    ],
  ])("%s", async (_, text, message) => {
    await expect(checkCompose({ name: "c.yaml", text }, options)).rejects.toThrow(message);
  });

  it("names a variable like a part of every object without harm", async () => {
    const text = "services: {__proto__: {build: {context: ., args: {__proto__: x, constructor: y}}}}";
    const { targets } = await composeTargets([{ name: "c.yaml", text }], options);
    expect(targets[0]?.name).toBe("__proto__");
    expect(Object.entries(targets[0]?.args ?? {})).toEqual([
      ["__proto__", "x"],
      ["constructor", "y"],
    ]);
  });
});

describe("what is said beside the targets", () => {
  it("warns once of a variable that is not set", async () => {
    const warnings: string[] = [];
    const text = "services: {a: {build: '$X$X'}, b: {build: '$X'}}";
    await composeTargets([{ name: "c.yaml", text }], {
      ...options,
      warn: (message) => warnings.push(message),
    });
    expect(warnings).toEqual(['The "X" variable is not set. Defaulting to a blank string.']);
  });

  it("hints at the file, which the message does not name", async () => {
    const failure = checkCompose({ name: "sub/c.yaml", text: "a: b: c" }, options).catch((error) => error);
    expect(await failure).toMatchObject({ hint: "The Compose file is sub/c.yaml." });
    expect(isSlipwayError(await failure, "invalid-argument")).toBe(true);
  });

  it("groups all services that are built", async () => {
    const text = "services: {b.c: {build: .}, a: {build: .}, i: {image: x}}";
    const { groups } = await composeTargets([{ name: "c.yaml", text }], options);
    expect(groups).toEqual([{ name: "default", targets: ["a", "b_c"] }]);
  });

  it("leaves what further files may complete to the whole project", async () => {
    const text = "services: {a: {environment: {X: 1}}}";
    await checkCompose({ name: "c.yaml", text }, options);
    await expect(composeTargets([{ name: "c.yaml", text }], options)).rejects.toThrow(
      'failed to parse compose file: service "a" has neither an image nor a build context specified',
    );
  });
});
