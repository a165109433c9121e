import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { builderName, inspectContainer, projectRoot } from "../support/index.js";
import { readProgram, runProgram } from "./js-blocks.js";

test("the blocks of the library's tutorial run one after the other", async ({ skip }) => {
  skip(!existsSync(join(projectRoot, "dist/index.js")), "the library is not built: npm run build");
  const builder = builderName("tutorial");
  const { code, stdout, stderr } = await runProgram(readProgram("docs/library.md"), builder);

  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.not.stringContaining("Error") });
  const lines = stdout.trim().split("\n");
  expect(lines[0]).toBe("hello");
  expect(lines).toContainEqual(expect.stringMatching(/COPY .* took \d+ ms$/));
  expect(lines.at(-1)).toBe("build-failed 2 COPY missing /");
  expect(await inspectContainer(`buildx_buildkit_${builder}0`)).toBeUndefined();
});
