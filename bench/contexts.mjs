// @ts-check
import { randomBytes, randomFillSync } from "node:crypto";
import { appendFileSync, closeSync, mkdirSync, openSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { run } from "../scripts/lab/shell.mjs";

const MiB = 1024 * 1024;

/** Images of the bench have it, so that they can be removed with what they leave behind. */
export const benchLabel = "slipway-bench";

/**
 * A context with one file that no compression makes smaller.
 * @param {string} directory
 * @param {number} bytes
 */
export function writeBigContext(directory, bytes) {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, "Dockerfile"), `FROM scratch\nLABEL ${benchLabel}=1\nCOPY big /big\n`);
  const file = openSync(join(directory, "big"), "w");
  const block = Buffer.alloc(4 * MiB);
  for (let written = 0; written < bytes; written += block.length) {
    randomFillSync(block);
    writeSync(file, block, 0, Math.min(block.length, bytes - written));
  }
  closeSync(file);
}

/**
 * The same with a second, small file in a layer of its own.
 * @param {string} directory
 * @param {number} bytes of the large file
 */
export function writeLayeredContext(directory, bytes) {
  writeBigContext(directory, bytes);
  appendFileSync(join(directory, "Dockerfile"), "COPY small /small\n");
  refreshFile(join(directory, "small"));
}

/**
 * Changes the first bytes of a file, so that BuildKit has to take all of it again.
 * @param {string} path
 */
export function refreshFile(path) {
  const file = openSync(path, "a+");
  closeSync(file);
  const writable = openSync(path, "r+");
  writeSync(writable, randomBytes(4096), 0, 4096, 0);
  closeSync(writable);
}

/**
 * A context of many small files, 100 to a directory.
 * @param {string} directory
 * @param {number} files
 */
export function writeManyFilesContext(directory, files) {
  for (let index = 0; index < files; index++) {
    const parent = join(directory, `package-${Math.floor(index / 100)}`);
    if (index % 100 === 0) mkdirSync(parent, { recursive: true });
    writeFileSync(join(parent, `module-${index % 100}.js`), randomBytes(500 + (index % 7) * 500));
  }
  writeFileSync(join(directory, "Dockerfile"), "FROM scratch\nCOPY . /\n");
}

/**
 * The same context under another name and with one file changed: new to BuildKit, cheap to make. Making contexts new by
 * pruning instead slows the file system down for every client for minutes.
 * @param {string} source
 * @param {string} target
 */
export function cloneContext(source, target) {
  run(["cp", "-al", source, target]);
  run(["rm", "-f", join(target, "changed")]);
  writeFileSync(join(target, "changed"), randomBytes(64));
}

/**
 * A context of small files that are like source code: words that come again and again, compressible to a third or so.
 * Each has other content every time.
 * @param {string} directory
 * @param {number} files
 */
export function writeSourceFiles(directory, files) {
  const words = Array.from({ length: 400 }, (_, index) => randomBytes(2 + (index % 4)).toString("hex"));
  for (let index = 0; index < files; index++) {
    const parent = join(directory, `package-${Math.floor(index / 100)}`);
    if (index % 100 === 0) mkdirSync(parent, { recursive: true });
    const lines = Array.from(randomBytes(10 + (index % 7) * 10), (seed, line) => {
      const [name, callee, argument] = [seed, seed * 3 + line, seed * 7].map(
        (at) => words[at % words.length],
      );
      return `export const ${name} = ${callee}(${argument});\n`;
    });
    writeFileSync(join(parent, `module-${index % 100}.js`), lines.join(""));
  }
  writeFileSync(join(directory, "Dockerfile"), "FROM scratch\nCOPY . /\n");
}
