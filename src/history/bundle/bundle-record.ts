import type {
  BuildHistoryRecord,
  BuildResultInfo,
  Descriptor,
} from "../../buildkit/gen/moby/buildkit/v1/control_pb.js";
import { MEDIA_TYPES } from "../../oci/descriptor.js";
import { sortKeys } from "../../util/go-json.js";
import { readBlob } from "../inspect/read-blob.js";
import type { FoundRecord } from "../query/query-records.js";
import type { BundleBlobs, BundleDescriptor } from "./bundle-blobs.js";
import { type RecordSurroundings, recordJson } from "./record-json.js";
import { sanitizeAttributes, sanitizeTrace } from "./sanitize.js";

const RECORD_TYPE = "application/vnd.buildkit.historyrecord.v0";

/** Holds the media type of a result; it is listed under another one so that nobody looks for the image's layers. */
const RESULT_TYPE = "vnd.export-build.descriptor.mediatype";

/**
 * Adds a build to a bundle and gives the descriptor of its manifest.
 *
 * @throws SlipwayError `not-found` when the daemon has lost a part of it.
 */
export async function bundleRecord(
  { record, node }: FoundRecord,
  around: RecordSurroundings,
  blobs: BundleBlobs,
  options: { readonly signal?: AbortSignal | undefined },
): Promise<BundleDescriptor> {
  const layers: BundleDescriptor[] = [];
  const seen = new Set<string>();
  const stored = async (given: Descriptor | undefined) => {
    if (given === undefined || seen.has(given.digest)) return;
    seen.add(given.digest);
    await blobs.addStored(node.client, given, options);
    layers.push(descriptorOf(given));
  };
  const trace = record.trace && (await readBlob(node.client, record.trace, options));
  const cleanTrace = trace && blobs.add(record.trace?.mediaType ?? "", sanitizeTrace(trace));
  if (cleanTrace !== undefined) layers.push(cleanTrace);
  await stored(record.logs);
  for (const part of partsOf(record.result)) await stored(part);
  await stored(record.externalError);
  for (const result of Object.values(sortKeys(record.results))) {
    for (const part of partsOf(result)) await stored(part);
  }
  const results = resultDigests(record);
  const config = blobs.addJson(RECORD_TYPE, recordJson(cleaned(record, cleanTrace), around));
  return blobs.addJson(MEDIA_TYPES.ociManifest, {
    schemaVersion: 2,
    mediaType: MEDIA_TYPES.ociManifest,
    config,
    layers: layers.map((layer) => (results.has(layer.digest) ? disguised(layer) : layer)),
  });
}

function cleaned(record: BuildHistoryRecord, trace: BundleDescriptor | undefined): BuildHistoryRecord {
  return {
    ...record,
    frontendAttrs: sanitizeAttributes(record.frontendAttrs),
    ...(record.trace &&
      trace && { trace: { ...record.trace, digest: trace.digest, size: BigInt(trace.size) } }),
  };
}

function partsOf(info: BuildResultInfo | undefined): readonly Descriptor[] {
  return info === undefined ? [] : [...info.attestations, ...Object.values(sortKeys(info.results))];
}

/** Digests of results; what is a statement as well counts as that. */
function resultDigests({ result, results }: BuildHistoryRecord): ReadonlySet<string> {
  const infos = [...(result === undefined ? [] : [result]), ...Object.values(results)];
  const statements = new Set(infos.flatMap(({ attestations }) => attestations.map(({ digest }) => digest)));
  const all = infos.flatMap((info) => Object.values(info.results).map(({ digest }) => digest));
  return new Set(all.filter((digest) => !statements.has(digest)));
}

function disguised({ mediaType, annotations, ...rest }: BundleDescriptor): BundleDescriptor {
  return {
    mediaType: "application/json",
    ...rest,
    annotations: sortKeys({ ...annotations, [RESULT_TYPE]: mediaType }),
  };
}

function descriptorOf({ mediaType, digest, size, annotations }: Descriptor): BundleDescriptor {
  const named = Object.keys(annotations).length === 0 ? {} : { annotations: sortKeys(annotations) };
  return { mediaType, digest, size: Number(size), ...named };
}
