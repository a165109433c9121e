import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { projectRoot } from "../support/index.js";
import { consoleBlocks } from "./console-blocks.js";
import { GuideSandbox } from "./guide-sandbox.js";
import { canonicalLines, outputMatches } from "./match-output.js";

test("the commands of the page on history run one after the other", async () => {
  const page = readFileSync(join(projectRoot, "docs/history.md"), "utf8");
  const sandbox = new GuideSandbox(page);
  const commands = consoleBlocks(page).flatMap((block) => block.commands);
  expect(commands.length).toBeGreaterThan(10);
  for (const { line, command, output } of commands) {
    const actual = await sandbox.run(command);
    if (!outputMatches(output, actual.output)) {
      expect(canonicalLines(actual.output), `${line}: ${command}`).toEqual(canonicalLines(output.join("\n")));
    }
  }
});
