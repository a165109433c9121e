import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { readFile, rm, stat, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { errorCode } from "../../../util/error-code.js";
import { makeDirectorySync } from "../../../util/make-directory.js";
import { replaceFileAtOnce } from "../../../util/replace-file-at-once.js";
import { hasEnded, processMark } from "../../../util/temporary-file.js";
import type { IngestStatus } from "./content-store.js";

/** The file in an ingest's directory that holds what was written so far. */
export function ingestDataPath(path: string): string {
  return join(path, "data");
}

/**
 * Starts an ingest in the directory `path` with the files containerd keeps there, in place of what it held. `total` is
 * 0 when unknown.
 */
export async function beginIngest(path: string, ref: string, total: number): Promise<IngestStatus> {
  const startedAt = new Date();
  await rm(path, { recursive: true, force: true });
  makeOwnDirectory(path);
  await writeFile(join(path, "ref"), ref);
  await writeFile(join(path, "startedat"), startedAt.toISOString());
  await writeFile(join(path, "updatedat"), startedAt.toISOString());
  if (total > 0) await writeFile(join(path, "total"), String(total));
  await writeFile(ingestDataPath(path), "");
  return { ref, offset: 0, total, startedAt, updatedAt: startedAt };
}

/** Makes the directory under a name that holds this process's mark, so that it has one at whatever moment a kill comes. */
function makeOwnDirectory(path: string): void {
  const marked = `${path}.${processMark()}`;
  try {
    makeDirectorySync(marked);
    writeFileSync(ownerPath(marked), processMark());
    renameSync(marked, path);
  } catch (error) {
    rmSync(marked, { recursive: true, force: true });
    throw error;
  }
}

/** Notes that this process goes on with the ingest of another. */
export function ownIngest(path: string): void {
  replaceFileAtOnce(ownerPath(path), processMark(), { mode: 0o644 });
}

const ownerPath = (path: string) => join(path, "owner");

/** Removes the ingests of processes that were killed. Does not throw: they are of no use to anyone, and do no harm. */
export function removeAbandonedIngests(directory: string): void {
  for (const name of namesIn(directory)) {
    const path = join(directory, name);
    try {
      if (hasEnded(ownerOf(path))) rmSync(path, { recursive: true, force: true });
    } catch {
      // Another program's, or gone.
    }
  }
}

function ownerOf(path: string): string {
  const [, mark] = basename(path).split(".", 2);
  return mark ?? readFileSync(ownerPath(path), "utf8");
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

/** The state of the ingest in `path`; undefined when there is none or it is damaged. */
export async function readIngest(path: string): Promise<IngestStatus | undefined> {
  try {
    const data = await stat(ingestDataPath(path));
    const ref = await readFile(join(path, "ref"), "utf8");
    const startedAt = new Date(await readFile(join(path, "startedat"), "utf8"));
    const total = Number(await readFile(join(path, "total"), "utf8").catch(() => "0"));
    if (Number.isNaN(startedAt.getTime()) || !Number.isSafeInteger(total)) return undefined;
    return { ref, offset: data.size, total, startedAt, updatedAt: data.mtime };
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(errorCode(error) ?? "")) return undefined;
    throw error;
  }
}
