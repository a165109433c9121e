import type { BuildHistoryRecord } from "../../buildkit/gen/moby/buildkit/v1/control_pb.js";
import { MEDIA_TYPES } from "../../oci/descriptor.js";
import { cutText } from "../../util/cut-text.js";
import { fieldOf, parseJson } from "../../util/json-value.js";
import type { RecordReader } from "../stored-record.js";
import type { BuildAttachment } from "./build-details.js";
import {
  type ContentPointer,
  type IndexEntry,
  indexEntryOf,
  namedPlatform,
  pointerOf,
} from "./content-pointers.js";

/** What a listing of attachments needs. */
export interface AttachmentSource {
  readonly client: RecordReader;
  readonly signal?: AbortSignal | undefined;
}

/** How far a listing has come. */
interface Listing extends AttachmentSource {
  readonly found: BuildAttachment[];
  /** What was looked at, with the platform it is for. */
  readonly visited: Set<string>;
  /** Bytes of indexes that may still be read. */
  bytesLeft: number;
}

const PREDICATE = "in-toto.io/predicate-type";
const REFERENCE_TYPE = "vnd.docker.reference.type";
const INDEXES: readonly string[] = [MEDIA_TYPES.ociIndex, MEDIA_TYPES.dockerManifestList];

/** Indexes within indexes are followed so far, and so many attachments are listed: the record is a stranger's. */
const DEEPEST = 4;
const MOST = 1_000;
/** What is not listed must come to an end as well. */
const MOST_VISITS = 4_000;
/** Bytes of one index, and of all that are read. */
const LARGEST_INDEX = 4 * 1024 * 1024;
const LARGEST_INDEXES = 16 * 1024 * 1024;
/** Characters of a type. */
const LONGEST_TYPE = 200;

/** What a build has left in the daemon's store: statements, and those of its results that are still there. */
export async function listAttachments(
  { result, results }: Pick<BuildHistoryRecord, "result" | "results">,
  source: AttachmentSource,
): Promise<BuildAttachment[]> {
  const listing: Listing = { ...source, found: [], visited: new Set(), bytesLeft: LARGEST_INDEXES };
  const infos = [
    ...(result === undefined ? [] : [{ info: result, platform: undefined }]),
    ...Object.entries(results).map(([key, info]) => ({ info, platform: namedPlatform(key) })),
  ];
  for (const { info, platform } of infos) {
    for (const statement of info.attestations) add(listing, { pointer: pointerOf(statement), platform });
    for (const root of Object.values(info.results)) {
      await walk(listing, { pointer: pointerOf(root), platform }, 0);
    }
  }
  return listing.found.sort(byPlatformAndType);
}

async function walk(listing: Listing, entry: IndexEntry, depth: number): Promise<void> {
  const { pointer, platform } = entry;
  if (!isNew(listing, entry) || !(await exists(listing, pointer.digest))) return;
  if (pointer.annotations[REFERENCE_TYPE] !== "attestation-manifest") add(listing, entry);
  if (!INDEXES.includes(pointer.mediaType) || depth >= DEEPEST) return;
  for (const child of await childrenOf(listing, pointer)) {
    await walk(listing, { ...child, platform: child.platform ?? platform }, depth + 1);
  }
}

/** False for what has been looked at, and when that is enough. */
function isNew({ found, visited }: Listing, { pointer, platform = "" }: IndexEntry): boolean {
  const key = `${platform} ${pointer.digest}`;
  if (found.length >= MOST || visited.size >= MOST_VISITS || visited.has(key)) return false;
  visited.add(key);
  return true;
}

function exists({ client, signal }: AttachmentSource, digest: string): Promise<boolean> {
  return client.contentSize(digest, { signal }).then(
    (size) => size !== undefined,
    (reason: unknown) => {
      if (signal?.aborted) throw reason;
      return false;
    },
  );
}

/** None for an index that cannot be read. */
async function childrenOf(listing: Listing, { digest, size }: ContentPointer): Promise<IndexEntry[]> {
  const { client, signal } = listing;
  if (size > Math.min(LARGEST_INDEX, listing.bytesLeft)) return [];
  const read = await client.readContent({ digest, size }, { signal }).catch((reason: unknown) => {
    if (signal?.aborted) throw reason;
    return undefined;
  });
  const content = Buffer.from(read ?? []);
  // One that could not be read has cost its size too.
  listing.bytesLeft -= Math.max(size, content.byteLength);
  const manifests = fieldOf(parseJson(content.toString("utf8")), "manifests");
  return Array.isArray(manifests) ? manifests.slice(0, MOST_VISITS).map(indexEntryOf) : [];
}

function add({ found }: Listing, { pointer, platform }: IndexEntry): void {
  if (found.length >= MOST) return;
  const { digest, size, mediaType, annotations } = pointer;
  const predicate = annotations[PREDICATE];
  const type = cutText((typeof predicate === "string" && predicate) || mediaType, LONGEST_TYPE);
  found.push({ digest, size, type, ...(platform === undefined ? {} : { platform }) });
}

/** What is for all platforms first. */
function byPlatformAndType(a: BuildAttachment, b: BuildAttachment): number {
  return compare(a.platform ?? "", b.platform ?? "") || compare(a.type, b.type);
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
