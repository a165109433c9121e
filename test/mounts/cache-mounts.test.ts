import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { build, exportCacheMount, importCacheMount } from "../../src/index.js";
import { type MountArchive, openArchive } from "../../src/mounts/archive/mount-archive.js";
import { gnuTools } from "../support/gnu-tools.js";
import {
  busyboxPath,
  contextDirectory,
  createBuilder,
  programEnvironment,
  runSlipway,
  temporaryDirectory,
} from "../support/index.js";
import { type MadeFile, manyFiles, writeManyFiles } from "./many-files.js";

/** 50 000 show what is promised and take half a minute more than these. */
const count = Number(process.env.SLIPWAY_TEST_MOUNT_FILES ?? 5_000);

let builder: string;
let image: string;
const directory = temporaryDirectory("mounts");
const archive = (name: string) => join(directory, name);
const options = () => ({ builder, image, env: programEnvironment() });

beforeAll(async () => {
  image = gnuTools();
  builder = await createBuilder("mounts");
});

/** Runs a script in a build that has the mount at /cache, and the context at /context. */
async function runInMount(mount: string, script: string, prepare?: (context: string) => void): Promise<void> {
  const line = JSON.stringify(["/bin/sh", "-euc", script]);
  const context = contextDirectory({
    Dockerfile: `FROM tools\nARG RUN\nRUN --mount=type=cache,target=/cache,${mount} --mount=type=bind,target=/context ${line}\n`,
  });
  prepare?.(context);
  const tools = ["--build-context", `tools=${image}`, "--build-arg", `RUN=${Math.random()}`];
  const built = await runSlipway(["build", "--builder", builder, "--progress", "plain", ...tools, context]);
  expect(built).toMatchObject({ code: 0 });
}

/** Everything about what is in an archive, contents as hashes. */
async function described(path: string): Promise<Map<string, unknown>> {
  const opened = (await openArchive(path)) as MountArchive;
  const found = new Map<string, unknown>();
  for await (const { member, content } of opened.members()) {
    const hash = createHash("sha256");
    for await (const piece of content()) hash.update(piece);
    const { head, path: name, ...rest } = member;
    const attributes = head.toString("latin1").match(/SCHILY\.[^\n]*/g);
    found.set(name, { ...rest, attributes, content: hash.digest("hex") });
  }
  await opened.close();
  return found;
}

test("many files come out exactly, go into another mount exactly, and only changes are sent after that", async () => {
  await runInMount("id=many", "tar -xp --xattrs --numeric-owner -C /cache -f /context/files.tar", (context) =>
    writeManyFiles(join(context, "files.tar"), count),
  );
  const output = archive("many.tar");
  const first = await exportCacheMount({ ...options(), mount: "id=many", output });
  expect(first).toMatchObject({ changed: first.entries, incremental: false });

  const listed = execFileSync("tar", ["--full-time", "--numeric-owner", "-tvf", output], {
    encoding: "utf8",
    maxBuffer: 1 << 30,
    env: { ...process.env, TZ: "UTC", LC_ALL: "C" },
  });
  const lines = new Set(listed.split("\n").map((line) => line.replace(/ +/g, " ")));
  const contents = await described(output);
  for (const file of manyFiles(count)) {
    const [seconds = "", fraction = ""] = file.mtime.split(".");
    const time = new Date(Number(seconds) * 1000).toISOString().slice(0, 19).replace("T", " ");
    const line = listing(file, /^0+$/.test(fraction) ? time : `${time}.${fraction.replace(/0+$/, "")}`);
    if (!lines.has(line)) expect.fail(`tar does not list ${line}`);
    const padded = Buffer.concat([file.content], Math.ceil(file.content.length / 512) * 512);
    expect(contents.get(file.path)).toMatchObject({
      content: createHash("sha256").update(padded).digest("hex"),
      attributes: file.attribute === undefined ? null : [`SCHILY.xattr.user.note=${file.attribute}`],
    });
  }

  await runInMount("id=many", "cd /cache; echo new >d1/new; echo more >>d2/e2/f2; rm d3/e3/f3");
  const second = await exportCacheMount({ ...options(), mount: "id=many", output });
  expect(second).toMatchObject({ incremental: true, removed: 1, entries: first.entries });
  expect(second.received).toBeLessThan(first.received * 0.02);

  const filled = await importCacheMount({ ...options(), mount: "id=other", input: output });
  expect(filled).toMatchObject({ entries: second.entries, changed: second.entries, removed: 0 });
  const copy = archive("copy.tar");
  await exportCacheMount({ ...options(), mount: "id=other", output: copy });
  expect(await described(copy)).toEqual(await described(output));

  await runInMount("id=other", "cd /cache; rm -r d4; echo x >d5/x; chmod 4 d6; ln -sf nowhere d7/e7/f7");
  const mended = await importCacheMount({ ...options(), mount: "id=other", input: output });
  expect(mended.sent).toBeLessThan(filled.sent * 0.02 + filled.sent / 97);
  expect(await importCacheMount({ ...options(), mount: "id=other", input: output })).toMatchObject({
    sent: 0,
  });
  await exportCacheMount({ ...options(), mount: "id=other", output: copy });
  expect(await described(copy)).toEqual(await described(output));
});

function listing({ path, mode, uid, gid, content }: MadeFile, time: string): string {
  return `${letters(mode)} ${uid}/${gid} ${content.length} ${time} ./${path}`;
}

/** Permissions as `ls -l` writes them. */
function letters(mode: number): string {
  const set = [mode & 0o4000, mode & 0o2000, mode & 0o1000];
  const three = [mode >> 6, mode >> 3, mode].map((bits, index) => {
    const special = index === 2 ? "t" : "s";
    const last = set[index] ? (bits & 1 ? special : special.toUpperCase()) : bits & 1 ? "x" : "-";
    return `${bits & 4 ? "r" : "-"}${bits & 2 ? "w" : "-"}${last}`;
  });
  return `-${three.join("")}`;
}

test("odd ids, owners of a mount and files of every kind come through", async () => {
  const mount = { id: 'odd, "id" $HOME \\ ü', uid: 1234, gid: 5, mode: 0o750 };
  const named = `"${["id=", mount.id].join("").replaceAll('"', '""')}",uid=1234,gid=5,mode=0750`;
  const name = "-odd\nname \\ 'x'";
  const head =
    "cd /cache; mkfifo pipe; touch -d @0.5 pipe; ln -s 'no where' soft; touch -h -d @1.5 soft; mkdir -p a/b";
  const script = `${head}; chmod 1777 a; echo one >a/one; ln a/one a/b/two; printf x >"$1"; : >empty`;
  const line = JSON.stringify(["/bin/sh", "-euc", script, "sh", name]);
  const dockerfile = `FROM tools\nARG ID\nRUN --mount=type=cache,target=/cache,id=$ID,uid=1234,gid=5,mode=0750 ${line}\n`;
  await build({
    ...{
      builder,
      env: programEnvironment(),
      context: { files: {} },
      dockerfile,
      outputs: ["type=cacheonly"],
    },
    ...{ buildContexts: [`tools=${image}`], buildArgs: { ID: mount.id } },
  });
  const output = archive("odd.tar");
  await exportCacheMount({ ...options(), mount, output });
  const found = await described(output);
  expect(found.get("")).toMatchObject({ uid: 1234, gid: 5, mode: 0o750 });
  expect(found.get("pipe")).toMatchObject({ type: "fifo", mtime: 500_000_000n });
  expect(found.get("soft")).toMatchObject({ type: "symlink", link: "no where", mtime: 1_500_000_000n });
  expect(found.get("a")).toMatchObject({ mode: 0o1777 });
  expect([found.get("a/one"), found.get("a/b/two")]).toContainEqual(
    expect.objectContaining({ type: "link" }),
  );
  expect(found.get(name)).toMatchObject({ type: "file", size: 1 });

  const files = execFileSync("tar", ["-C", temporaryDirectory("unpacked"), "-xvf", output], {
    encoding: "utf8",
  });
  expect(files.split("\n").length).toBeGreaterThanOrEqual(found.size);
  const imported = await runSlipway([
    ...["cache", "import", "--builder", builder, "--image", image, "--progress", "none"],
    ...["--mount", named.replace("odd", "copy"), output],
  ]);
  expect(imported).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(`^${found.size} entries in the mount`),
  });
  const copy = archive("odd-copy.tar");
  await exportCacheMount({
    ...options(),
    mount: { ...mount, id: mount.id.replace("odd", "copy") },
    output: copy,
  });
  expect(await described(copy)).toEqual(found);
});

test("an empty mount, a missing archive and an image without the tools are errors that leave the archive", async () => {
  const output = archive("none.tar");
  const wrong = exportCacheMount({ ...options(), mount: "id=misspelled", output });
  await expect(wrong).rejects.toMatchObject({
    code: "not-found",
    message: expect.stringContaining("misspelled"),
  });
  expect(existsSync(output)).toBe(false);
  const empty = await exportCacheMount({ ...options(), mount: "id=misspelled", output, allowEmpty: true });
  expect(empty).toMatchObject({ entries: 1, changed: 1 });
  const before = readFileSync(output);
  const poor = temporaryDirectory("poor");
  mkdirSync(join(poor, "bin"));
  copyFileSync(busyboxPath(), join(poor, "bin/sh"));
  const without = exportCacheMount({ ...options(), mount: "id=misspelled", output, image: poor });
  await expect(without).rejects.toMatchObject({
    code: "unsupported",
    message: expect.stringContaining("has no "),
  });
  const nowhere = exportCacheMount({
    ...options(),
    mount: "id=misspelled",
    output,
    image: "nowhere.invalid/tools:1",
  });
  await expect(nowhere).rejects.toMatchObject({ hint: expect.stringContaining("--image names one") });
  expect(readFileSync(output).equals(before)).toBe(true);
  const missing = importCacheMount({ ...options(), mount: "id=x", input: archive("missing.tar") });
  await expect(missing).rejects.toMatchObject({ code: "not-found" });
});
