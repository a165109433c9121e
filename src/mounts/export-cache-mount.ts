import type { OutputFile } from "../build/options/output-option.js";
import { SlipwayError, withCaller } from "../errors/index.js";
import { currentDirectory, resolvePath } from "../util/current-directory.js";
import { checkOptions } from "../util/options/index.js";
import { type MountArchive, newState, openArchive } from "./archive/mount-archive.js";
import { insidePath } from "./archive/read-member.js";
import { type WrittenArchive, writeArchive } from "./archive/write-archive.js";
import { splitNul } from "./nul-list.js";
import {
  type CacheMountExport,
  type ExportCacheMountOptions,
  exportMountOptions,
} from "./options/mount-options.js";
import { parseMount } from "./options/parse-mount.js";
import { listOf, runStep, type StepAnswer } from "./step/run-step.js";
import { exportScript } from "./step/scripts.js";

/**
 * Writes what is in a cache mount of a builder to an archive on this machine: contents, owners, permissions, times, links
 * and extended attributes. It is a tar archive. Where `output` is an earlier export that this builder made or got, only what changed since comes from the builder. Until the new archive
 * is complete the earlier one stays, and an archive that is still right is not touched.
 *
 * @throws SlipwayError `not-found` for a mount in which nothing is, `corrupt-state` for an output that is something
 * else, `unsupported` for an image without the tools, `builder-busy` while a build writes to the mount, `disk-full`,
 * `io-error`; and as a build
 */
export async function exportCacheMount(options: ExportCacheMountOptions): Promise<CacheMountExport> {
  return withCaller(exportCacheMount, async () => {
    checkOptions("exportCacheMount", exportMountOptions, options);
    const path = resolvePath(options.cwd ?? currentDirectory(), options.output);
    const earlier = await openArchive(path);
    try {
      return await exportTo(path, earlier, options);
    } finally {
      await earlier?.close();
    }
  });
}

async function exportTo(
  path: string,
  earlier: MountArchive | undefined,
  options: ExportCacheMountOptions,
): Promise<CacheMountExport> {
  const mount = parseMount(options.mount);
  const next = newState();
  let received = 0;
  let removed = 0;
  let incremental = false;
  let written: WrittenArchive | undefined;
  const step = { options, mount, script: exportScript, known: earlier?.state ?? "", next };
  const answer = await runStep(step, async (said, files) => {
    if (said.entries <= 1 && options.allowEmpty !== true) throw nothingIn(mount.id);
    incremental = said.base === "known";
    const dropped = new Set<string>();
    for await (const file of files) {
      received += file.size;
      if (file.path === "1-changed") addPaths(dropped, await listOf(file), 2);
      if (file.path === "2-gone") {
        const changed = dropped.size;
        addPaths(dropped, await listOf(file));
        removed = dropped.size - changed;
      }
      if (file.path !== "3-content.tar") continue;
      if (incremental && dropped.size === 0) continue;
      written = await write(path, { earlier: incremental ? earlier : undefined, next, dropped }, said, file);
    }
  });
  const size = written?.size ?? earlier?.size ?? 0;
  return { entries: answer.entries, size, changed: written?.added ?? 0, removed, received, incremental };
}

function write(
  path: string,
  {
    earlier,
    next,
    dropped,
  }: { earlier: MountArchive | undefined; next: string; dropped: ReadonlySet<string> },
  { entries }: StepAnswer,
  file: OutputFile,
): Promise<WrittenArchive> {
  return writeArchive(path, { state: next, earlier, dropped, added: file.content, entries });
}

function addPaths(paths: Set<string>, list: Buffer, start = 0): void {
  for (const entry of splitNul(list)) paths.add(insidePath(entry.slice(start), "what the builder sent"));
}

function nothingIn(id: string): SlipwayError {
  return new SlipwayError("not-found", `the builder has nothing in a cache mount ${JSON.stringify(id)}`, {
    hint: "du --verbose --filter type=exec.cachemount lists a builder's cache mounts; a mount made with uid=, gid= or mode= is named with them",
  });
}
