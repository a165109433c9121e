// @ts-check
// Builds what test/library/memory.test.ts measures, in a process of its own, and prints the bytes of the output and
// the most memory the process ever held. Arguments: the builder, the directory of the context, `memory` or `files`.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { Writable } from "node:stream";
import { build } from "../../dist/index.js";

const [builder = "", directory = "", where] = process.argv.slice(2);

/** @type {() => Map<string, { content: Uint8Array, mode: number }>} */
function filesInMemory() {
  const names = readdirSync(directory);
  return new Map(
    names.map((name) => {
      const path = join(directory, name);
      return [name, { content: readFileSync(path), mode: statSync(path).mode & 0o777 }];
    }),
  );
}

/** How often, bytes, and how long, milliseconds, the reader takes nothing: long enough for hundreds of MiB to come. */
const stallEvery = 100 << 20;
const stallTime = 750;

let size = 0;
if (where === "memory") {
  const stream = new Writable({
    write(chunk, _encoding, callback) {
      const stalls = Math.floor(size / stallEvery) < Math.floor((size + chunk.length) / stallEvery);
      size += chunk.length;
      // What a reader that dawdles has not read must not pile up here.
      if (stalls) setTimeout(callback, stallTime);
      else callback();
    },
  });
  await build({ builder, context: { files: filesInMemory() }, outputs: [{ type: "tar", stream }] });
} else {
  const dest = join(directory, "..", "out.tar");
  await build({ builder, context: directory, outputs: [{ type: "tar", dest }] });
  size = statSync(dest).size;
}
// maxRSS is in KiB.
console.log(JSON.stringify({ size, megabytes: Math.round(process.resourceUsage().maxRSS / 1024) }));
