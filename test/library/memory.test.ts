import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  busyboxContext,
  createBuilder,
  projectRoot,
  startProgram,
  temporaryDirectory,
} from "../support/index.js";

const fileCount = 5_000;
const fileSize = 4_096;
const outputSize = 500 * 2 ** 20;
/** What the same build may vary by from run to run, MiB. */
const slack = 80;

async function largeBuild(builder: string, directory: string, where: "memory" | "files") {
  const program = join(projectRoot, "test/library/large-build.mjs");
  const { code, stdout, stderr } = await startProgram(process.execPath, [program, builder, directory, where])
    .finished;
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout) as { readonly size: number; readonly megabytes: number };
}

test("5 000 files from memory and 500 MiB to a stream take no more memory than from and to files", async ({
  skip,
}) => {
  skip(!existsSync(join(projectRoot, "dist/index.js")), "the library is not built: npm run build");
  const dockerfile = "FROM base\nCOPY file-* /src/\nRUN dd if=/dev/zero of=/big bs=1M count=500\n";
  const directory = join(temporaryDirectory("large"), "context");
  mkdirSync(directory);
  renameSync(busyboxContext(dockerfile), directory);
  for (let index = 0; index < fileCount; index++) {
    writeFileSync(join(directory, `file-${index}`), Buffer.alloc(fileSize, `${index} `));
  }
  const builder = await createBuilder("large");
  const files = await largeBuild(builder, directory, "files");
  const memory = await largeBuild(builder, directory, "memory");
  console.log(`most memory held: ${files.megabytes} MiB with files, ${memory.megabytes} MiB in memory`);
  expect(memory.size).toBeGreaterThan(outputSize);
  expect(files.size).toBeGreaterThan(outputSize);
  const content = (fileCount * fileSize) / 2 ** 20;
  expect(memory.megabytes).toBeLessThan(files.megabytes + content + slack);
});
