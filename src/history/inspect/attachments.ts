import type { BuildHistoryRecord, Descriptor } from "../../buildkit/gen/moby/buildkit/v1/control_pb.js";
import { MEDIA_TYPES } from "../../oci/descriptor.js";
import { formatPlatform, type Platform, parsePlatform } from "../../oci/platform.js";
import { fieldOf, parseJson } from "../../util/json-value.js";
import type { RecordReader } from "../stored-record.js";
import type { BuildAttachment } from "./build-details.js";

/** What a listing of attachments needs. */
export interface AttachmentSource {
  readonly client: RecordReader;
  readonly signal?: AbortSignal | undefined;
}

/** What points at a blob, whoever says so. */
interface Pointer {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly annotations: Readonly<Record<string, unknown>>;
}

const PREDICATE = "in-toto.io/predicate-type";
const REFERENCE_TYPE = "vnd.docker.reference.type";
const INDEXES: readonly string[] = [MEDIA_TYPES.ociIndex, MEDIA_TYPES.dockerManifestList];

/** Indexes within indexes are followed so far, and so many attachments are listed: the record is a stranger's. */
const DEEPEST = 4;
const MOST = 1_000;
const LARGEST_INDEX = 4 * 1024 * 1024;

/** What a build has left in the daemon's store: statements, and those of its results that are still there. */
export async function listAttachments(
  { result, results }: Pick<BuildHistoryRecord, "result" | "results">,
  source: AttachmentSource,
): Promise<BuildAttachment[]> {
  const found: BuildAttachment[] = [];
  const infos = [
    ...(result === undefined ? [] : [{ info: result, platform: undefined }]),
    ...Object.entries(results).map(([key, info]) => ({ info, platform: platformOf(key) })),
  ];
  for (const { info, platform } of infos) {
    for (const statement of info.attestations) add(found, pointerOf(statement), platform);
    for (const root of Object.values(info.results)) await walk(source, found, pointerOf(root), platform, 0);
  }
  return found.sort(byPlatformAndType);
}

async function walk(
  source: AttachmentSource,
  found: BuildAttachment[],
  pointer: Pointer,
  platform: string | undefined,
  depth: number,
): Promise<void> {
  if (found.length >= MOST || !(await exists(source, pointer.digest))) return;
  if (pointer.annotations[REFERENCE_TYPE] !== "attestation-manifest") add(found, pointer, platform);
  if (!INDEXES.includes(pointer.mediaType) || depth >= DEEPEST) return;
  for (const child of await childrenOf(source, pointer)) {
    await walk(source, found, child.pointer, child.platform ?? platform, depth + 1);
  }
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
async function childrenOf({ client, signal }: AttachmentSource, { digest, size }: Pointer) {
  if (size > LARGEST_INDEX) return [];
  const content = await client.readContent({ digest, size }, { signal }).catch((reason: unknown) => {
    if (signal?.aborted) throw reason;
    return undefined;
  });
  const manifests = fieldOf(parseJson(Buffer.from(content ?? []).toString("utf8")), "manifests");
  return Array.isArray(manifests) ? manifests.map(childOf) : [];
}

function childOf(entry: unknown): { readonly pointer: Pointer; readonly platform: string | undefined } {
  const annotations = fieldOf(entry, "annotations");
  const given = fieldOf(entry, "platform");
  return {
    pointer: {
      mediaType: text(fieldOf(entry, "mediaType")),
      digest: text(fieldOf(entry, "digest")),
      size: Number(fieldOf(entry, "size")) || 0,
      annotations: typeof annotations === "object" && annotations !== null ? { ...annotations } : {},
    },
    platform: typeof given === "object" && given !== null ? formatPlatform(wirePlatform(given)) : undefined,
  };
}

function wirePlatform(given: object): Platform {
  const variant = text(fieldOf(given, "variant"));
  const osVersion = text(fieldOf(given, "os.version"));
  return {
    os: text(fieldOf(given, "os")),
    architecture: text(fieldOf(given, "architecture")),
    ...(variant === "" ? {} : { variant }),
    ...(osVersion === "" ? {} : { osVersion }),
  };
}

function pointerOf({ mediaType, digest, size, annotations }: Descriptor): Pointer {
  return { mediaType, digest, size: Number(size), annotations };
}

function add(found: BuildAttachment[], { digest, size, ...pointer }: Pointer, platform: string | undefined) {
  if (found.length >= MOST) return;
  const type = text(pointer.annotations[PREDICATE]) || pointer.mediaType;
  found.push({ digest, size, type, ...(platform === undefined ? {} : { platform }) });
}

/** The key as the daemon wrote it where it is no platform. */
function platformOf(key: string): string {
  try {
    return formatPlatform(parsePlatform(key));
  } catch {
    return key;
  }
}

/** What is for all platforms first. */
function byPlatformAndType(a: BuildAttachment, b: BuildAttachment): number {
  return compare(a.platform ?? "", b.platform ?? "") || compare(a.type, b.type);
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
