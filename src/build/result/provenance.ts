import type { BuildKitClient, ClientCallOptions } from "../../buildkit/client/index.js";
import type {
  BuildHistoryRecord,
  BuildResultInfo,
  Descriptor,
} from "../../buildkit/gen/moby/buildkit/v1/control_pb.js";
import { SlipwayError } from "../../errors/index.js";
import { listRecords } from "../../history/list-records.js";
import { MEDIA_TYPES } from "../../oci/descriptor.js";
import { type ProgressSink, reportVertex } from "../../progress/index.js";
import { parseGoBool } from "../../util/go-bool.js";
import { parseJson } from "../../util/json-value.js";
import { isSlsa1, minimalProvenance, toSlsa02 } from "./slsa-provenance.js";

/** How much of the provenance the metadata holds: `min` leaves out the build's definition and its metadata. */
export type ProvenanceMode = "min" | "max";

/** Options of {@link loadProvenance}. */
export interface LoadProvenanceOptions extends ClientCallOptions {
  readonly progress?: ProgressSink | undefined;
}

const KEY = "buildx.build.provenance";
const PREDICATE_ANNOTATION = "in-toto.io/predicate-type";
const PREDICATE_PREFIX = "https://slsa.dev/provenance/";

/** What `BUILDX_METADATA_PROVENANCE` asks for, undefined for none. Anything it does not know means `min`, as in Buildx. */
export function provenanceMode(
  env: Readonly<Record<string, string | undefined>>,
): ProvenanceMode | undefined {
  const { BUILDX_METADATA_PROVENANCE: value = "" } = env;
  if (value === "disabled" || parseGoBool(value) === false) return undefined;
  return value === "max" ? "max" : "min";
}

/**
 * The provenance that the daemon recorded for a build, as entries for its metadata: base64 of a SLSA v0.2 predicate
 * under `buildx.build.provenance`, or one per platform under `buildx.build.provenance/<platform>`. Empty when the daemon
 * keeps no history or recorded none.
 *
 * @param ref the build's id, without builder and node
 * @throws SlipwayError when the daemon cannot hand out what it recorded.
 */
export function loadProvenance(
  client: BuildKitClient,
  ref: string,
  mode: ProvenanceMode,
  options: LoadProvenanceOptions = {},
): Promise<Record<string, string>> {
  const { progress, ...call } = options;
  return reportVertex(progress, "resolving provenance for metadata file", async () => {
    const records = await listRecords(client, ref, call);
    const found = records.flatMap(provenancesOf);
    const entries = found.map(async ([key, { digest, size }]) => {
      const content = await client.readContent({ digest, size: Number(size) }, call);
      return [key, encode(content, mode)] as const;
    });
    return Object.fromEntries(await Promise.all(entries));
  });
}

/** As in Buildx, the platforms count where there are any. */
function provenancesOf({ result, results }: BuildHistoryRecord): readonly (readonly [string, Descriptor])[] {
  const candidates: readonly (readonly [string, BuildResultInfo])[] =
    Object.keys(results).length > 0 || result === undefined
      ? Object.entries(results).map(([platform, info]) => [`${KEY}/${platform}`, info] as const)
      : [[KEY, result]];
  return candidates.flatMap(([key, { attestations }]) => {
    const found = attestations.find(
      ({ mediaType, annotations }) =>
        mediaType === MEDIA_TYPES.inToto && annotations[PREDICATE_ANNOTATION]?.startsWith(PREDICATE_PREFIX),
    );
    return found === undefined ? [] : [[key, found] as const];
  });
}

function encode(content: Uint8Array, mode: ProvenanceMode): string {
  const predicate = parseJson(Buffer.from(content).toString("utf8"));
  if (typeof predicate !== "object" || predicate === null) {
    throw new SlipwayError("protocol-error", "the provenance in the build's record is not a JSON object");
  }
  const converted = isSlsa1(predicate) ? toSlsa02(predicate) : predicate;
  const kept = mode === "min" ? minimalProvenance(converted) : converted;
  return Buffer.from(JSON.stringify(kept)).toString("base64");
}
