import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { projectRoot } from "../support/index.js";
import { consoleBlocks } from "./console-blocks.js";
import { GuideSandbox } from "./guide-sandbox.js";
import { canonicalLines, outputMatches } from "./match-output.js";

const directory = join(projectRoot, "docs/reference");
const pages = readdirSync(directory).map((name) => ({
  name,
  text: readFileSync(join(directory, name), "utf8"),
}));
const sandbox = new GuideSandbox(pages.map(({ text }) => text).join("\n"));

describe("the examples of the reference run", () => {
  test.each(pages.filter(({ name }) => name !== "README.md"))("$name", async ({ name, text }) => {
    const commands = consoleBlocks(text).flatMap((block) => block.commands);
    expect(commands).not.toEqual([]);
    for (const { line, command, output } of commands) {
      const actual = await sandbox.run(command);
      const where = `${name}:${line}: ${command}`;
      if (!outputMatches(output, actual.output)) {
        expect(canonicalLines(actual.output), where).toEqual(canonicalLines(output.join("\n")));
      }
      const fails = output.some((printed) => printed.startsWith("ERROR: "));
      expect(actual.code === 0, `${where} exited with ${actual.code}`).toBe(!fails);
    }
  });
});
