import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  builderName,
  inspectContainer,
  lab,
  projectRoot,
  startProgram,
  temporaryDirectory,
} from "../support/index.js";

test("the blocks of the library's tutorial run one after the other", async ({ skip }) => {
  skip(!existsSync(join(projectRoot, "dist/index.js")), "the library is not built: npm run build");
  const page = readFileSync(join(projectRoot, "docs/library.md"), "utf8");
  const builder = builderName("tutorial");
  const blocks = [...page.matchAll(/```js\n(.*?)```/gs)].map(([, code = ""]) => code);
  const program = blocks
    .join("\n")
    .replaceAll("mybuilder", builder)
    .replace("driverOptions: {", `driverOptions: { image: ${JSON.stringify(lab.image)},`);
  const directory = temporaryDirectory("tutorial");
  mkdirSync(join(directory, "node_modules"));
  symlinkSync(projectRoot, join(directory, "node_modules/slipway"));
  writeFileSync(join(directory, "tutorial.mjs"), program);

  const { code, stdout, stderr } = await startProgram(process.execPath, [join(directory, "tutorial.mjs")])
    .finished;

  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.not.stringContaining("Error") });
  const lines = stdout.trim().split("\n");
  expect(lines[0]).toBe("hello");
  expect(lines).toContainEqual(expect.stringMatching(/COPY .* took \d+ ms$/));
  expect(lines.at(-1)).toBe("build-failed 2 COPY missing /");
  expect(await inspectContainer(`buildx_buildkit_${builder}0`)).toBeUndefined();
});
