import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { gnuTools } from "../support/gnu-tools.js";
import { projectRoot } from "../support/index.js";
import { consoleBlocks } from "./console-blocks.js";
import { GuideSandbox } from "./guide-sandbox.js";
import { codeBlocks } from "./js-blocks.js";
import { canonicalLines, outputMatches } from "./match-output.js";

const guide = readFileSync(join(projectRoot, "docs/cache-mounts.md"), "utf8");
const chinese = readFileSync(join(projectRoot, "docs/zh-CN/cache-mounts.md"), "utf8");
const languages = ["console", "dockerfile", "yaml"];

test("both languages show the same blocks", () => {
  const blocks = (page: string) => codeBlocks(page).filter(({ language }) => languages.includes(language));
  expect(blocks(chinese)).toEqual(blocks(guide));
});

/** The commands of a job that run here: those of its steps but for what installs Slipway. */
function jobCommands(yaml: string): string[] {
  const { jobs, build } = parse(yaml) as {
    readonly jobs?: { readonly build: { readonly steps: readonly { readonly run?: string }[] } };
    readonly build?: { readonly before_script: readonly string[]; readonly script: readonly string[] };
  };
  const lines = jobs
    ? jobs.build.steps.flatMap(({ run = "" }) => run.split("\n"))
    : [...(build?.before_script ?? []), ...(build?.script ?? [])];
  return lines.filter((line) => line !== "" && !line.startsWith("npm install "));
}

describe("the guide to cache mounts", () => {
  let sandbox: GuideSandbox;
  beforeAll(() => {
    const tools = gnuTools();
    sandbox = new GuideSandbox(guide, {
      "slipway build": `slipway build --build-context debian:stable-slim=${tools}`,
      "slipway cache export": `slipway cache export --image ${tools}`,
      "slipway cache import": `slipway cache import --image ${tools}`,
    });
    const [dockerfile] = codeBlocks(guide).filter(({ language }) => language === "dockerfile");
    sandbox.write("Dockerfile", dockerfile?.code ?? "");
  });

  test.each(consoleBlocks(guide).flatMap(({ commands }) => commands))(
    "$command",
    async ({ command, output }) => {
      const actual = await sandbox.run(command);
      expect(actual.code, actual.output).toBe(0);
      if (!outputMatches(output, actual.output)) {
        expect(canonicalLines(actual.output)).toEqual(canonicalLines(output.join("\n")));
      }
    },
  );

  // The archive of the block before is what the CI system kept.
  test.each(codeBlocks(guide).filter(({ language }) => language === "yaml"))(
    "a job: $code",
    async ({ code }) => {
      const commands = jobCommands(code);
      expect(commands).toHaveLength(4);
      for (const command of commands) {
        const { code: status, output } = await sandbox.run(command);
        expect(status, `${command}\n${output}`).toBe(0);
      }
    },
  );
});
