import type { BuildGroup, BuildState } from "../../builder/index.js";
import type { Timestamp } from "../../buildkit/gen/google/protobuf/timestamp_pb.js";
import type { Status } from "../../buildkit/gen/google/status_pb.js";
import type {
  BuildHistoryRecord,
  BuildResultInfo,
  Descriptor,
} from "../../buildkit/gen/moby/buildkit/v1/control_pb.js";
import { sortKeys } from "../../util/go-json.js";

/** What a bundle tells of a build beside the daemon's record. */
export interface RecordSurroundings {
  /** The platform that the node builds for when none is asked for; empty when not known. */
  readonly defaultPlatform: string;
  readonly state: BuildState | undefined;
  readonly group: BuildGroup | undefined;
}

/** A record as Docker Desktop reads it: the protobuf struct in Go's own JSON, whose names are partly odd. */
export function recordJson(record: BuildHistoryRecord, around: RecordSurroundings): object {
  const { result, error } = record;
  return {
    ...filled({
      Ref: record.ref,
      Frontend: record.frontend,
      FrontendAttrs: mapOf(record.frontendAttrs),
      Exporters: record.exporters.map(({ type, attrs }) => filled({ Type: type, Attrs: mapOf(attrs) })),
      error: error && statusJson(error),
      CreatedAt: timeJson(record.createdAt),
      CompletedAt: timeJson(record.completedAt),
      logs: descriptorJson(record.logs),
      ExporterResponse: mapOf(record.exporterResponse),
      Result: result && resultJson(result),
      Results: mapOf(record.results, resultJson),
      Generation: record.generation,
      trace: descriptorJson(record.trace),
      pinned: record.pinned,
      numCachedSteps: record.numCachedSteps,
      numTotalSteps: record.numTotalSteps,
      numCompletedSteps: record.numCompletedSteps,
      externalError: descriptorJson(record.externalError),
      numWarnings: record.numWarnings,
    }),
    DefaultPlatform: around.defaultPlatform,
    ...(around.state && { localState: stateJson(around.state) }),
    ...(around.group && { stateGroup: groupJson(around.group) }),
  };
}

function stateJson({ target, localPath, dockerfilePath, groupRef = "" }: BuildState): object {
  const state = { Target: target, LocalPath: localPath, DockerfilePath: dockerfilePath };
  return groupRef === "" ? state : { ...state, GroupRef: groupRef };
}

function groupJson({ targets, refs }: BuildGroup): object {
  return targets.length === 0 ? { Refs: refs } : { Targets: targets, Refs: refs };
}

function statusJson({ code, message, details }: Status): object {
  const values = details.map(({ typeUrl, value }) =>
    filled({ type_url: typeUrl, value: Buffer.from(value).toString("base64") }),
  );
  return filled({ code, message, details: values });
}

function timeJson(time: Timestamp | undefined): object | undefined {
  return time && filled({ seconds: Number(time.seconds), nanos: time.nanos });
}

function descriptorJson(descriptor: Descriptor | undefined): object | undefined {
  if (descriptor === undefined) return undefined;
  const { mediaType, digest, size, annotations } = descriptor;
  return filled({ media_type: mediaType, digest, size: Number(size), annotations: mapOf(annotations) });
}

function resultJson({ resultDeprecated, attestations, results }: BuildResultInfo): object {
  return filled({
    ResultDeprecated: descriptorJson(resultDeprecated),
    Attestations: attestations.map(descriptorJson),
    Results: mapOf(results, descriptorJson),
  });
}

/** A map as Go writes it; undefined for an empty one. */
function mapOf<Value>(
  map: Readonly<Record<string, Value>>,
  change: (value: Value) => unknown = (value) => value,
): object | undefined {
  const entries = Object.entries(map).map(([key, value]): [string, unknown] => [key, change(value)]);
  return entries.length === 0 ? undefined : sortKeys(Object.fromEntries(entries));
}

/** Without what Go leaves out: zeros, empty texts and lists, and what is not there. */
function filled(fields: Readonly<Record<string, unknown>>): object {
  const isEmpty = (value: unknown) => !value || (Array.isArray(value) && value.length === 0);
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !isEmpty(value)));
}
