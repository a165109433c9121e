import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { projectRoot } from "../support/index.js";
import { codeBlocks } from "./js-blocks.js";

/** What runs the blocks of a language on the pages of a path; a text is no program. */
const runners: readonly (readonly [pages: RegExp, languages: readonly string[], by: string])[] = [
  [/^README\.md$/, ["sh", "ts"], "test/docs/readme.test.ts"],
  [/^README\.md$/, ["sh"], "test/setup/pack.test.ts"],
  [/^docs\/(library\.md|guides\/)/, ["js", "dockerfile"], "test/docs/guides.test.ts"],
  [/^docs\/transport\.md$/, ["js"], "test/docs/guides.test.ts"],
  [/^docs\/library\.md$/, ["sh"], "test/setup/package.test.ts"],
  [
    /^docs\/(zh-CN\/)?bake(-typescript)?\.md$/,
    ["console", "dockerfile", "hcl", "js", "json", "ts", "yaml"],
    "test/docs/bake.test.ts",
  ],
  [/^docs\/contexts\.md$/, ["sh"], "test/docs/contexts.test.ts"],
  [/^docs\/history\.md$/, ["console"], "test/docs/history.test.ts"],
  [/^docs\/imagetools\.md$/, ["console"], "test/docs/guide.test.ts"],
  [/^docs\/(zh-CN\/)?explain\.md$/, ["console"], "test/docs/guide.test.ts"],
  [/^docs\/(zh-CN\/)?cache-mounts\.md$/, ["console", "dockerfile", "yaml"], "test/docs/cache-mounts.test.ts"],
  [/^docs\/(zh-CN\/)?drivers\//, ["console", "sh"], "test/docs/guide.test.ts"],
  [/^docs\/reference\//, ["console"], "test/docs/reference.test.ts"],
  [/^examples\/[\w-]+\/README\.md$/, ["sh"], "test/examples/examples.test.ts"],
];

const pages = [
  "README.md",
  "CONTRIBUTING.md",
  ...["docs", "examples"].flatMap((directory) =>
    readdirSync(join(projectRoot, directory), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".md"))
      .map((name) => `${directory}/${name.replaceAll("\\", "/")}`),
  ),
];

test("every code block of README, guides and examples is of a kind that a test runs", () => {
  const found = pages.flatMap((page) =>
    codeBlocks(readFileSync(join(projectRoot, page), "utf8")).map(({ language }) => ({ page, language })),
  );
  expect(found.length).toBeGreaterThan(80);
  const unknown = found.filter(
    ({ page, language }) =>
      language !== "text" &&
      !runners.some(([of, languages]) => of.test(page) && languages.includes(language)),
  );
  expect(unknown).toEqual([]);
});

test("the tests that are to run them exist, and run the commands of the examples", () => {
  for (const [, , by] of runners) expect(readFileSync(join(projectRoot, by), "utf8")).not.toBe("");
  const examples = readFileSync(join(projectRoot, "test/examples/examples.test.ts"), "utf8");
  const commands = pages
    .filter((page) => page.startsWith("examples/"))
    .flatMap((page) => codeBlocks(readFileSync(join(projectRoot, page), "utf8")))
    .flatMap(({ code }) => [...code.matchAll(/^node .*?(examples\/\S+)/gm)].map((match) => match[1] ?? ""));
  expect(commands).toHaveLength(3);
  for (const program of commands) expect(examples).toContain(program);
});
