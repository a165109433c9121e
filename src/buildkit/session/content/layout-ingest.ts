import { createHash } from "node:crypto";
import { readdir, rm, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { SlipwayError } from "../../../errors/index.js";
import { splitDigest } from "../../../oci/digest.js";
import { layoutBlobPath } from "../../../oci/layout/index.js";
import { errorCode } from "../../../util/error-code.js";
import { GrpcCode, GrpcError } from "../../transport/types.js";
import { contentError, contentExists, contentNotFound } from "./content-errors.js";
import type { ContentIngest, ContentWriter, IngestStatus } from "./content-store.js";
import { beginIngest, ownIngest, readIngest, removeAbandonedIngests } from "./ingest-files.js";
import { LayoutChanges } from "./layout-changes.js";
import type { LayoutWatch } from "./layout-watch.js";
import { openLayoutWriter } from "./layout-writer.js";

/** Refs that a writer of this process holds, by the directory of their ingest. */
const locked = new Map<string, Date>();

/**
 * Takes blobs into an OCI image layout. A write collects its bytes in a directory of its own below `ingest/`, named
 * after the hash of its ref, so that the daemon can continue it after it was broken off.
 */
export class LayoutIngest implements ContentIngest {
  readonly #directory: string;
  readonly #changes: LayoutChanges;

  readonly #failed: (error: Error) => Error;
  readonly #received: (bytes: number) => void;

  constructor(directory: string, { onFailure, onReceived }: LayoutWatch = {}) {
    this.#directory = resolve(directory);
    this.#received = (bytes) => onReceived?.(bytes);
    this.#failed = (error) => {
      if (error instanceof SlipwayError) onFailure?.(error);
      return error;
    };
    this.#changes = new LayoutChanges(this.#directory);
  }

  async writer(ref: string, total: number, expected: string): Promise<ContentWriter> {
    const path = this.#ingestPath(ref);
    const since = locked.get(path);
    if (since !== undefined) {
      throw new GrpcError(
        GrpcCode.Unavailable,
        `ref ${ref} locked since ${since.toISOString()}: unavailable`,
      );
    }
    locked.set(path, new Date());
    let begun: (() => void) | undefined;
    try {
      if (expected !== "") await this.#refuseExisting(expected);
      begun = this.#changes.ingestBegins(path);
      const known = await readIngest(path);
      return await openLayoutWriter({
        directory: this.#directory,
        path,
        status: known?.ref === ref ? continued(path, known) : await beginIngest(path, ref, total),
        algorithm: expected === "" ? "sha256" : splitDigest(expected).algorithm,
        stored: (blob) => this.#changes.blobStored(blob),
        release: () => locked.delete(path),
        failed: this.#failed,
        received: this.#received,
      });
    } catch (error) {
      locked.delete(path);
      throw this.#failed(contentError("write", path, error));
    } finally {
      begun?.();
    }
  }

  async status(ref: string): Promise<IngestStatus> {
    const status = await readIngest(this.#ingestPath(ref));
    if (status !== undefined) return status;
    throw new GrpcError(GrpcCode.NotFound, `ingest ref ${JSON.stringify(ref)}: not found`);
  }

  async statuses(): Promise<readonly IngestStatus[]> {
    const root = join(this.#directory, "ingest");
    const names = await readdir(root).catch((error: unknown) => {
      if (errorCode(error) === "ENOENT") return [];
      throw contentError("read", root, error);
    });
    const statuses = await Promise.all(names.map((name) => readIngest(join(root, name))));
    return statuses.filter((status) => status !== undefined);
  }

  async abort(ref: string): Promise<void> {
    await this.status(ref);
    await rm(this.#ingestPath(ref), { recursive: true, force: true });
  }

  keep(): void {
    this.#changes.keep();
  }

  close(): void {
    // Of what was broken off, that which the daemon wanted has been continued by now.
    if (this.#changes.hasBegun) removeAbandonedIngests(join(this.#directory, "ingest"));
    this.#changes.undo();
  }

  async delete(digest: string): Promise<void> {
    const path = layoutBlobPath(this.#directory, digest);
    await rm(path).catch((error: unknown) => {
      throw errorCode(error) === "ENOENT" ? contentNotFound(digest) : contentError("delete", path, error);
    });
  }

  async #refuseExisting(digest: string): Promise<void> {
    const existing = await stat(layoutBlobPath(this.#directory, digest)).catch(() => undefined);
    if (existing !== undefined) {
      throw contentExists(digest);
    }
  }

  #ingestPath(ref: string): string {
    return join(this.#directory, "ingest", createHash("sha256").update(ref).digest("hex"));
  }
}

function continued(path: string, known: IngestStatus): IngestStatus {
  ownIngest(path);
  return known;
}
