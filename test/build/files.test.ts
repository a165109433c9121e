import { createHash, randomBytes } from "node:crypto";
import {
  chmodSync,
  closeSync,
  createReadStream,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readlinkSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join, relative } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { extendedAttributes } from "../../src/util/extended-attributes.js";
import {
  busyboxContext,
  contextDirectory,
  createBuilder,
  onCleanup,
  removeImage,
  runBuildx,
  runImage,
  runSlipway,
  temporaryDirectory,
} from "../support/index.js";

const FILES = 10_000;
const BIG_MIB = 300;

/** A directory with every kind of entry a context can have. */
function everyKind(root: string): void {
  mkdirSync(join(root, "empty"), { recursive: true });
  writeFileSync(join(root, "plain.txt"), "plain\n");
  linkSync(join(root, "plain.txt"), join(root, "hard.txt"));
  symlinkSync("plain.txt", join(root, "soft"));
  symlinkSync("../nowhere/at all", join(root, "dangling"));
  writeFileSync(join(root, "run.sh"), "#!/bin/sh\n");
  chmodSync(join(root, "run.sh"), 0o755);
  writeFileSync(join(root, "private"), "secret\n");
  chmodSync(join(root, "private"), 0o600);
  writeFileSync(join(root, "setuid"), "");
  chmodSync(join(root, "setuid"), 0o4755);
  mkdirSync(join(root, "sticky"));
  chmodSync(join(root, "sticky"), 0o1777);
  mkdirSync(join(root, "日本語"));
  writeFileSync(join(root, "日本語/ファイル ä.txt"), "unicode\n");
  writeFileSync(join(root, "zero"), "");
  utimesSync(join(root, "plain.txt"), 1_000_000_000, 1_000_000_000);
  for (let index = 0; index < FILES; index++) {
    const directory = join(root, `many/${index % 100}`);
    if (index < 100) mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, `${index}.txt`), `file ${index}\n`);
  }
  const big = openSync(join(root, "big.bin"), "w");
  for (let mib = 0; mib < BIG_MIB; mib++) writeSync(big, randomBytes(1 << 20));
  closeSync(big);
}

async function md5(path: string): Promise<string> {
  const hash = createHash("md5");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}

/** What busybox's stat prints for an entry: permissions, kind, size of files and the link count of files. */
interface Entry {
  readonly mode: string;
  readonly kind: string;
  readonly links: number;
  readonly content: string;
}

async function localEntries(root: string): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  for (const item of readdirSync(root, { recursive: true, withFileTypes: true })) {
    const path = join(item.parentPath, item.name);
    const stats = lstatSync(path);
    const kind = stats.isDirectory()
      ? "directory"
      : stats.isSymbolicLink()
        ? "symbolic link"
        : "regular file";
    entries.set(relative(root, path), {
      mode: (stats.mode & 0o7777).toString(8),
      kind,
      links: kind === "regular file" ? stats.nlink : 0,
      content: kind === "symbolic link" ? readlinkSync(path) : kind === "regular file" ? await md5(path) : "",
    });
  }
  return entries;
}

/** Prints every entry of /context in the image, one a line. */
const LIST = [
  "cd /context",
  'find . -mindepth 1 -type f -exec md5sum {} + | sed "s/^/SUM /"',
  'find . -mindepth 1 -exec stat -c "STAT %a|%F|%h|%n" {} +',
  'find . -mindepth 1 -type l -exec sh -c \'for l; do echo "LINK $(readlink "$l")|$l"; done\' sh {} +',
].join("; ");

function imageEntries(listing: string): Map<string, Entry> {
  const lines = listing.split(/\r?\n/);
  const sums = new Map<string, string>();
  const links = new Map<string, string>();
  const entries = new Map<string, Entry>();
  for (const line of lines) {
    const sum = /^SUM ([0-9a-f]{32}) {2}\.\/(.*)$/.exec(line);
    if (sum) sums.set(sum[2] ?? "", sum[1] ?? "");
    const link = /^LINK (.*)\|\.\/(.*)$/.exec(line);
    if (link) links.set(link[2] ?? "", link[1] ?? "");
  }
  for (const line of lines) {
    const [, mode = "", kindText = "", count = "", name = ""] =
      /^STAT (\d+)\|([^|]*)\|(\d+)\|\.\/(.*)$/.exec(line) ?? [];
    if (name === "") continue;
    const kind = kindText.replace("regular empty file", "regular file");
    const content = kind === "symbolic link" ? links.get(name) : sums.get(name);
    entries.set(name, {
      mode,
      kind,
      links: kind === "regular file" ? Number(count) : 0,
      content: content ?? "",
    });
  }
  return entries;
}

describe("a context with files of every kind", () => {
  let builder: string;
  beforeAll(async () => {
    builder = await createBuilder("files");
  });

  test("arrives in the image byte for byte", async () => {
    const context = busyboxContext("FROM base\nCOPY tree /context\n", { files: { "tree/.keep": "" } });
    everyKind(join(context, "tree"));
    const tag = `${builder}:files`;
    onCleanup(() => removeImage(tag));
    const built = await runSlipway(["build", "--builder", builder, "--load", "-t", tag, context]);
    expect(built.code, built.stderr).toBe(0);
    const listing = await runImage(tag, ["/bin/busybox", "sh", "-c", LIST]);
    const image = imageEntries(listing);
    const local = await localEntries(join(context, "tree"));
    expect(image.size).toBe(local.size);
    for (const [name, entry] of local) {
      // The mode of a symbolic link means nothing and cannot be set.
      const expected = entry.kind === "symbolic link" ? { ...entry, mode: image.get(name)?.mode } : entry;
      expect(image.get(name), name).toEqual(expected);
    }
    const mtime = await runImage(tag, ["/bin/busybox", "stat", "-c", "%Y", "/context/plain.txt"]);
    expect(mtime.trim()).toBe("1000000000");
  });

  test("an unchanged context is not sent again", async () => {
    const context = busyboxContext("FROM base\nCOPY data /data\n", {
      files: { data: randomBytes(20 << 20) },
    });
    const build = () => runSlipway(["build", "--builder", builder, "--progress", "plain", context]);
    const sent = (stderr: string) =>
      /transferring context: (\S+) .*done/.exec(stderr.replace(/load \.dockerignore[\s\S]*?DONE/, ""))?.[1];
    expect(sent((await build()).stderr)).toMatch(/MB$/);
    expect(sent((await build()).stderr)).toMatch(/^\d+B$|kB$/);
  });

  test("has extended attributes, and so has the result, as with docker-buildx", async () => {
    const attributes = await extendedAttributes();
    if (attributes === undefined) throw new Error("the package for extended attributes is not installed");
    const context = contextDirectory({
      Dockerfile: "FROM scratch\nCOPY tree /\n",
      "tree/d/file": "content\n",
    });
    for (const path of ["tree/d", "tree/d/file"]) {
      const given = new Map([["user.of", Buffer.from(`${path}\0`)]]);
      if (process.getuid?.() === 0) given.set("trusted.too", Buffer.from("yes"));
      attributes.write(join(context, path), given);
      expect(attributes.read(join(context, path))).toEqual(given);
    }
    const results = [runBuildx, runSlipway].map(async (run) => {
      const to = temporaryDirectory("result");
      const { code, stderr } = await run(["build", "--builder", builder, "-o", to, context]);
      expect(code, stderr).toBe(0);
      return ["d", "d/file"].map((path) => Object.fromEntries(attributes.read(join(to, path)) ?? []));
    });
    const [theirs, ours] = await Promise.all(results);
    expect(theirs?.[1]).toHaveProperty(["user.of"]);
    expect(ours).toEqual(theirs);
  });
});
