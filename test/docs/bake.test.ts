import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import {
  contextDirectory,
  makeRepository,
  projectRoot,
  serveWithGit,
  temporaryDirectory,
} from "../support/index.js";
import { GuideSandbox } from "./guide-sandbox.js";
import { codeBlocks } from "./js-blocks.js";
import { canonicalLines, outputMatches } from "./match-output.js";
import { pageSteps } from "./page-steps.js";

const pages = ["docs/bake.md", "docs/bake-typescript.md"];
const read = (page: string) => readFileSync(join(projectRoot, page), "utf8");

/** The address of the repository in the pages: what they show first, as it would be in Git. */
const REPOSITORY = "https://git.example";
let server = "";

beforeAll(async () => {
  const files = new Map<string, string>();
  for (const step of pageSteps(read("docs/bake.md"))) {
    // As a file is shown first, before other sections change it.
    if (step.kind === "file" && !files.has(step.name)) files.set(step.name, step.content);
  }
  const shown = [...files].filter(([name]) => name === "docker-bake.hcl" || name.startsWith("app/"));
  const root = temporaryDirectory("repositories");
  makeRepository(contextDirectory({ ...Object.fromEntries(shown), file: "" }), join(root, "shop.git"));
  server = await serveWithGit(root, {});
});

describe.each(pages)("%s", (page) => {
  test("shows files and commands that print what it says, one after the other", async ({ skip }) => {
    skip(!existsSync(join(projectRoot, "dist/index.js")), "the library is not built: npm run build");
    const markdown = read(page);
    const sandbox = new GuideSandbox(markdown, { [REPOSITORY]: server }, ["network=host"]);
    sandbox.installLibrary();
    const differing: object[] = [];
    for (const step of pageSteps(markdown)) {
      if (step.kind === "file") sandbox.write(step.name, step.content);
      else
        for (const { line, command, output } of step.commands) {
          const actual = await sandbox.run(command);
          const fails = output.some((text) => text.startsWith("ERROR: "));
          if (outputMatches(output, actual.output) && (actual.code === 0) === !fails) continue;
          const printed = canonicalLines(actual.output);
          differing.push({
            line,
            command,
            code: actual.code,
            printed,
            said: canonicalLines(output.join("\n")),
          });
        }
    }
    expect(differing).toEqual([]);
  });

  test("shows the same in Chinese", () => {
    const chinese = page.replace("docs/", "docs/zh-CN/");
    expect(pageSteps(read(page)).length).toBeGreaterThan(3);
    expect(codeBlocks(read(chinese))).toEqual(codeBlocks(read(page)));
  });
});
