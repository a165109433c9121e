import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { engineGet, projectRoot } from "../support/index.js";
import { consoleBlocks } from "./console-blocks.js";
import { GuideSandbox } from "./guide-sandbox.js";
import { codeBlocks } from "./js-blocks.js";
import { canonicalLines, outputMatches } from "./match-output.js";
import { missingImage } from "./missing-image.js";

/** Guides that there are in two languages. */
const translated = [
  ...["docker-container", "kubernetes", "remote"].map((driver) => `drivers/${driver}.md`),
  "explain.md",
];
const guides = [...translated.map((page) => `docs/${page}`), "docs/imagetools.md"];
const read = (guide: string) => readFileSync(join(projectRoot, guide), "utf8");

/** Why the machine lacks what a block needs, or undefined. */
async function lacking(needs: string | undefined): Promise<string | undefined> {
  if (needs === undefined) return undefined;
  if (needs !== "cgroupfs") throw new Error(`the guide needs something unknown: ${needs}`);
  const info = await engineGet<{ CgroupDriver: string }>("/info");
  if (info?.CgroupDriver === "cgroupfs") return undefined;
  return `the engine's cgroup driver is ${info?.CgroupDriver}, not cgroupfs`;
}

/** The blocks of a page that say what is run and what it prints, without what is said in a language of people. */
const blocksOf = (page: string) =>
  codeBlocks(read(page)).map(({ language, code }) => ({ language, code: code.replace(/^#.*\n/gm, "") }));

test.each(translated)("both languages show the same commands and outputs: %s", (page) => {
  const english = blocksOf(`docs/${page}`);
  expect(english).not.toEqual([]);
  expect(blocksOf(`docs/zh-CN/${page}`)).toEqual(english);
});

/** Commands of blocks that show no output, but those that need the services of a cloud. */
function plainCommands(markdown: string): string[] {
  return codeBlocks(markdown)
    .filter(({ language }) => language === "sh")
    .flatMap(({ code }) => code.replaceAll("\\\n", "").split("\n"))
    .filter((line) => line !== "" && !line.startsWith("#") && !/type=(gha|s3|azblob)/.test(line));
}

describe.each(guides)("%s", (guide) => {
  const markdown = read(guide);
  const sandbox = new GuideSandbox(markdown);

  test("has commands without output that succeed, if any", async () => {
    const commands = plainCommands(markdown);
    for (const command of commands) expect(await sandbox.run(command), command).toMatchObject({ code: 0 });
  });

  test.for(consoleBlocks(markdown))(
    "under $heading prints what it says",
    async ({ commands, needs }, { skip }) => {
      const texts = commands.map(({ command }) => command);
      const reason = (await lacking(needs)) ?? (await missingImage(texts.join("\n")));
      skip(reason !== undefined, reason);
      for (const { line, command, output } of commands) {
        const actual = await sandbox.run(command);
        const where = `${guide}:${line}: ${command}`;
        if (!outputMatches(output, actual.output)) {
          expect(canonicalLines(actual.output), where).toEqual(canonicalLines(output.join("\n")));
        }
        const fails = output.some((text) => text.startsWith("ERROR: "));
        expect(actual.code === 0, `${where} exited with ${actual.code}`).toBe(!fails);
      }
    },
  );
});
