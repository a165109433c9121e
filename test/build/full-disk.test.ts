import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import {
  contextDirectory,
  createBuilder,
  onCleanup,
  runSlipway,
  temporaryDirectory,
} from "../support/index.js";

let builder: string;

beforeAll(async () => {
  builder = await createBuilder("full");
});

/** A directory on a disk of a mebibyte; undefined where none can be mounted. */
function tinyDisk(): string | undefined {
  const directory = join(temporaryDirectory("disk"), "tiny");
  mkdirSync(directory);
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", directory], { stdio: "ignore" });
  } catch {
    return undefined;
  }
  onCleanup(() => void execFileSync("umount", [directory]));
  return directory;
}

test.for<readonly [string, (disk: string | undefined) => readonly string[], string]>([
  ["an image layout", (disk) => ["-o", `type=oci,tar=false,dest=${disk}/out`], "out"],
  ["a local cache", (disk) => ["--cache-to", `type=local,dest=${disk}/cache`], "cache"],
])(
  "%s on a full disk of this machine is not blamed on the builder's",
  async ([_what, flags, name], { skip }) => {
    const disk = tinyDisk();
    skip(disk === undefined, "no disk of one mebibyte can be mounted");
    // Bytes that nothing makes smaller.
    const content = Buffer.alloc(4 << 20);
    for (let at = 0, state = 1; at < content.length; at += 4) {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      content.writeUInt32LE((state ^ (state >>> 13)) >>> 0, at);
    }
    const cwd = contextDirectory({ Dockerfile: "FROM scratch\nCOPY big /\n", big: content });
    const { code, stderr } = await runSlipway(["build", "--builder", builder, ...flags(disk), "."], { cwd });
    expect(code).toBe(1);
    expect(stderr).toContain(
      `Hint: the disk of this machine that has ${disk}/${name} is full: make room there\n`,
    );
    expect(stderr).toMatch(/ERROR: .*no space left on device\n$/);
    expect(existsSync(`${disk}/${name}`) ? readdirSync(`${disk}/${name}`) : []).not.toContain("ingest");
  },
);
