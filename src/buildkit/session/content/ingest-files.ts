import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { errorCode } from "../../../util/error-code.js";
import { makeDirectorySync } from "../../../util/make-directory.js";
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
  // At once, so that a process that is killed leaves none without its mark.
  makeDirectorySync(path);
  ownIngest(path);
  await writeFile(join(path, "ref"), ref);
  await writeFile(join(path, "startedat"), startedAt.toISOString());
  await writeFile(join(path, "updatedat"), startedAt.toISOString());
  if (total > 0) await writeFile(join(path, "total"), String(total));
  await writeFile(ingestDataPath(path), "");
  return { ref, offset: 0, total, startedAt, updatedAt: startedAt };
}

/** Notes that this process writes the ingest. */
export function ownIngest(path: string): void {
  writeFileSync(ownerPath(path), processMark());
}

const ownerPath = (path: string) => join(path, "owner");

/** Removes the ingests of processes that were killed. Does not throw: they are of no use to anyone, and do no harm. */
export function removeAbandonedIngests(directory: string): void {
  for (const name of namesIn(directory)) {
    const path = join(directory, name);
    try {
      if (hasEnded(readFileSync(ownerPath(path), "utf8"))) rmSync(path, { recursive: true, force: true });
    } catch {
      // Another program's, or gone.
    }
  }
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
