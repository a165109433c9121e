import type { BuildState } from "../../builder/index.js";
import { withCaller } from "../../errors/index.js";
import { normalizePlatform, parsePlatform } from "../../oci/platform.js";
import { parseJson } from "../../util/json-value.js";
import { checkHistoryCall, historyOptions } from "../history-door.js";
import type { HistoryOptions } from "../history-node.js";
import { findRecord } from "../query/query-records.js";
import { describeRecord, localState } from "../records/describe-record.js";
import type { StoredRecord } from "../stored-record.js";
import { withHistory } from "../with-history.js";
import { listAttachments } from "./attachments.js";
import { AttributeReader } from "./attribute-reader.js";
import { readBool, readConfig } from "./build-config.js";
import type { BuildAttachment, BuildDetails, BuildMaterial } from "./build-details.js";
import { platformText } from "./content-pointers.js";
import { type FailureOptions, readFailure } from "./failure.js";
import { materialsOf } from "./materials.js";
import { readPlaces } from "./places.js";
import { readSmallBlob } from "./read-blob.js";

const MOST_PLATFORMS = 1_000;

/**
 * Everything that is known of a build: what it was told, how it ended, what it left. `ref` is its id, empty for the newest
 * build, `^1` for the one before that. What the daemon has lost of it is missing, and named in `problems`.
 *
 * @throws SlipwayError `not-found`, `invalid-argument`, what booting throws, what a daemon reports.
 */
export async function inspectBuild(
  builder: string | undefined,
  ref = "",
  options: HistoryOptions = {},
): Promise<BuildDetails> {
  return withCaller(inspectBuild, () => {
    checkHistoryCall("inspectBuild", historyOptions, { builder, ref, options });
    return withHistory(builder, options, async (nodes) => {
      const found = await findRecord(nodes, { ref, signal: options.signal });
      return details(found, await localState(found, options), options.signal);
    });
  });
}

async function details(
  found: StoredRecord,
  state: BuildState | undefined,
  signal: AbortSignal | undefined,
): Promise<BuildDetails> {
  const problems: string[] = [];
  const [failure, told] = await Promise.all([
    readFailure(found, { signal, problems }),
    inspectRecord(found, state, { signal, problems }),
  ]);
  return { ...told, ...(failure === undefined ? {} : { failure }) };
}

/** All that a record tells of a build, but for why it failed. */
export async function inspectRecord(
  found: StoredRecord,
  state: BuildState | undefined,
  options: FailureOptions,
): Promise<Omit<BuildDetails, "failure">> {
  const { signal, problems } = options;
  const { frontendAttrs, ...record } = found.record;
  const attributes = new AttributeReader(frontendAttrs, problems);
  attributes.take("frontend.caps");
  const places = readPlaces(attributes, state);
  const target = attributes.take("target") ?? "";
  const platforms = attributes.takeAs("platform", readPlatforms) ?? [];
  const keepGitDir = attributes.takeAs("build-arg:BUILDKIT_CONTEXT_KEEP_GIT_DIR", readBool) ?? false;
  const attachments = await listAttachments(record, { client: found.node.client, signal });
  const told = { namedContexts: attributes.group("context:"), labels: attributes.group("label:") };
  const buildArgs = attributes.group("build-arg:");
  return {
    ...describeRecord(found, state),
    ...places,
    ...told,
    target,
    platforms,
    keepGitDir,
    buildArgs,
    config: readConfig(attributes),
    materials: await readMaterials(found, attachments, options),
    attachments,
    problems,
  };
}

function readPlatforms(value: string): string[] {
  const platforms = value.split(",", MOST_PLATFORMS);
  return platforms.map((platform) => platformText(normalizePlatform(parsePlatform(platform))));
}

async function readMaterials(
  { node }: StoredRecord,
  attachments: readonly BuildAttachment[],
  options: FailureOptions,
): Promise<BuildMaterial[]> {
  const provenance = attachments.find(({ type }) => type.startsWith("https://slsa.dev/provenance/"));
  if (provenance === undefined) return [];
  const { digest } = provenance;
  const content = await readSmallBlob(
    node.client,
    provenance,
    `failed to read provenance ${digest}`,
    options,
  );
  if (content === undefined) return [];
  const predicate = parseJson(Buffer.from(content).toString("utf8"));
  if (predicate === undefined)
    options.problems.push(`failed to unmarshal provenance ${digest}: it is not JSON`);
  return materialsOf(predicate);
}
