import { SlipwayError } from "../../errors/index.js";
import type { RecordReader } from "../stored-record.js";

/** Blobs that are looked into are held in memory: none that is larger is read, bytes. */
const LARGEST = 64 * 1024 * 1024;

/** What points at a blob in a record. */
export interface BlobPointer {
  readonly digest: string;
  readonly size: bigint | number;
}

/**
 * Reads a blob into memory.
 *
 * @throws SlipwayError `protocol-error` for one of more than 64 MiB; what the daemon reports.
 */
export function readBlob(
  client: RecordReader,
  { digest, size }: BlobPointer,
  options: { readonly signal?: AbortSignal | undefined },
): Promise<Uint8Array> {
  if (size > LARGEST) {
    throw new SlipwayError("protocol-error", `${digest} has ${size} bytes, which is too much to look into`);
  }
  return client.readContent({ digest, size: Number(size) }, options);
}

/** The same for a part of a record that may be gone: undefined then, and a problem that begins with `what`. */
export async function readSmallBlob(
  client: RecordReader,
  pointer: BlobPointer,
  what: string,
  { signal, problems }: { readonly signal?: AbortSignal | undefined; readonly problems: string[] },
): Promise<Uint8Array | undefined> {
  try {
    return await readBlob(client, pointer, { signal });
  } catch (reason) {
    if (signal?.aborted) throw reason;
    problems.push(`${what}: ${reason instanceof Error ? reason.message : reason}`);
    return undefined;
  }
}
