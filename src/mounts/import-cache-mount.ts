import { createHash } from "node:crypto";
import { SlipwayError, withCaller } from "../errors/index.js";
import { currentDirectory, resolvePath } from "../util/current-directory.js";
import { checkOptions } from "../util/options/index.js";
import { type MountArchive, newState, openArchive } from "./archive/mount-archive.js";
import { insidePath } from "./archive/read-member.js";
import { joinNul, splitNul } from "./nul-list.js";
import {
  type CacheMountImport,
  type ImportCacheMountOptions,
  importMountOptions,
} from "./options/mount-options.js";
import { parseMount } from "./options/parse-mount.js";
import { type ImportPlan, planChanges, planListed, planWhole } from "./plan-import.js";
import { listOf, runStep, type StepAnswer } from "./step/run-step.js";
import { compareScript, importScript } from "./step/scripts.js";

/**
 * Makes a cache mount of a builder equal to an archive that {@link exportCacheMount} wrote. Only what the builder lacks is
 * sent; what the archive has not is removed from the mount.
 *
 * @throws SlipwayError `not-found` without the archive, `corrupt-state` for a file that is none or leads out of the
 * mount, `unsupported` for an image without the tools, `builder-busy` while a build writes to the mount; and as a build
 */
export async function importCacheMount(options: ImportCacheMountOptions): Promise<CacheMountImport> {
  return withCaller(importCacheMount, async () => {
    checkOptions("importCacheMount", importMountOptions, options);
    const path = resolvePath(options.cwd ?? currentDirectory(), options.input);
    const archive = await openArchive(path);
    if (archive === undefined) throw new SlipwayError("not-found", `there is no archive ${path}`);
    try {
      return await importFrom(archive, options);
    } finally {
      await archive.close();
    }
  });
}

async function importFrom(
  archive: MountArchive,
  options: ImportCacheMountOptions,
): Promise<CacheMountImport> {
  const mount = parseMount(options.mount);
  const step = { options, mount, known: archive.state, next: newState() };
  const lists = new Map<string, Buffer>();
  const seen = await runStep({ ...step, script: compareScript }, async (_, files) => {
    for await (const file of files) lists.set(file.path, await listOf(file));
  });
  const plan = await planOf(archive, seen, lists);
  const isSame = plan.send.size === 0 && plan.remove.size === 0;
  if (isSame && seen.base === "known") return { entries: seen.entries, changed: 0, removed: 0, sent: 0 };
  const remove = joinNul([...plan.remove].map((path) => `./${path}`));
  const size = contentSize(archive, plan);
  const content = { content: () => contentOf(archive, plan.send), size };
  const files = { "content.tar": content, remove: { content: remove } };
  const { entries } = await runStep({ ...step, script: importScript, files });
  if (entries !== archive.index.entries.size) {
    const message = `the mount has ${entries} entries and not the ${archive.index.entries.size} of ${archive.path}`;
    throw new SlipwayError("protocol-error", message);
  }
  return { entries, changed: plan.send.size, removed: plan.remove.size, sent: size + remove.byteLength };
}

async function planOf(
  archive: MountArchive,
  { base }: StepAnswer,
  lists: ReadonlyMap<string, Buffer>,
): Promise<ImportPlan> {
  const list = (name: string) => splitNul(lists.get(name) ?? Buffer.alloc(0));
  if (base === "empty") return planWhole(archive.index);
  if (base === "known") return planChanges(archive.index, list("1-changed"), list("2-gone"));
  const hashes = new Map<string, string>();
  // Each is a hash, a space, a space or a star, and a path.
  for (const line of list("4-hashes")) {
    hashes.set(insidePath(line.slice(66), "what the builder sent"), line.slice(0, 64));
  }
  return planListed(archive.index, list("3-listing"), hashes, await hashContents(archive));
}

async function hashContents(archive: MountArchive): Promise<Map<string, string>> {
  const hashes = new Map<string, string>();
  for await (const { member, content } of archive.members()) {
    if (member.type !== "file") continue;
    const hash = createHash("sha256");
    let left = member.size;
    for await (const piece of content()) {
      hash.update(piece.subarray(0, left));
      left = Math.max(0, left - piece.byteLength);
    }
    hashes.set(member.path, hash.digest("hex"));
  }
  return hashes;
}

function contentSize({ index }: MountArchive, { send }: ImportPlan): number {
  let size = 1024;
  for (const path of send) size += index.entries.get(path)?.length ?? 0;
  return size;
}

async function* contentOf(
  archive: MountArchive,
  send: ReadonlySet<string>,
): AsyncGenerator<Uint8Array, void> {
  for await (const { member, content } of archive.members()) {
    if (!send.has(member.path)) continue;
    yield member.head;
    yield* content();
  }
  yield Buffer.alloc(1024);
}
