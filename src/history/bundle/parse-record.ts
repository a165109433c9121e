import type { BuildState } from "../../builder/index.js";
import { StatusSchema } from "../../buildkit/gen/google/status_pb.js";
import {
  type BuildHistoryRecord,
  BuildHistoryRecordSchema,
  type BuildResultInfo,
  BuildResultInfoSchema,
  type Descriptor,
  DescriptorSchema,
} from "../../buildkit/gen/moby/buildkit/v1/control_pb.js";
import { create } from "../../buildkit/protobuf/index.js";
import { isDigest } from "../../oci/digest.js";
import { fieldOf } from "../../util/json-value.js";

/** A list or a map of a record is read so far: a stranger has made it, and it is kept. */
const MOST = 10_000;

/** Characters of a build's id, which lists and messages show; BuildKit's have 25. */
const LONGEST_REF = 100;

/** The last second of Unix time that a `Date` can hold. */
const LAST_SECOND = 8_640_000_000_000;

/** A record and what its bundle tells beside it. */
export interface BundledRecord {
  readonly record: BuildHistoryRecord;
  readonly state: BuildState | undefined;
}

/** Reads what `recordJson` writes; undefined for JSON that is no record. What is of another shape is as if it were absent. */
export function parseRecord(json: unknown): BundledRecord | undefined {
  const ref = textOf(fieldOf(json, "Ref")).slice(0, LONGEST_REF);
  if (ref === "") return undefined;
  const record = create(BuildHistoryRecordSchema, {
    ref,
    frontend: textOf(fieldOf(json, "Frontend")),
    frontendAttrs: texts(fieldOf(json, "FrontendAttrs")),
    exporters: listOf(fieldOf(json, "Exporters")).map((exporter) => ({
      type: textOf(fieldOf(exporter, "Type")),
      attrs: texts(fieldOf(exporter, "Attrs")),
    })),
    ...under("error", errorOf(fieldOf(json, "error"))),
    ...under("createdAt", timeOf(fieldOf(json, "CreatedAt"))),
    ...under("completedAt", timeOf(fieldOf(json, "CompletedAt"))),
    ...under("logs", descriptorOf(fieldOf(json, "logs"))),
    exporterResponse: texts(fieldOf(json, "ExporterResponse")),
    ...under("result", resultOf(fieldOf(json, "Result"))),
    results: mapOf(fieldOf(json, "Results"), resultOf),
    ...under("trace", descriptorOf(fieldOf(json, "trace"))),
    numCachedSteps: countOf(fieldOf(json, "numCachedSteps")),
    numTotalSteps: countOf(fieldOf(json, "numTotalSteps")),
    numCompletedSteps: countOf(fieldOf(json, "numCompletedSteps")),
    ...under("externalError", descriptorOf(fieldOf(json, "externalError"))),
    numWarnings: countOf(fieldOf(json, "numWarnings")),
  });
  return { record, state: stateOf(fieldOf(json, "localState")) };
}

/** A field that is there only where it has a value. */
function under<Key extends string, Value>(key: Key, value: Value | undefined): { [Name in Key]?: Value } {
  return value === undefined ? {} : ({ [key]: value } as { [Name in Key]: Value });
}

function stateOf(json: unknown): BuildState | undefined {
  if (typeof json !== "object" || json === null) return undefined;
  return {
    target: textOf(fieldOf(json, "Target")),
    localPath: textOf(fieldOf(json, "LocalPath")),
    dockerfilePath: textOf(fieldOf(json, "DockerfilePath")),
  };
}

function errorOf(json: unknown) {
  if (typeof json !== "object" || json === null) return undefined;
  const code = countOf(fieldOf(json, "code"));
  return create(StatusSchema, { code, message: textOf(fieldOf(json, "message")) });
}

/** Undefined for a time that a `Date` cannot hold: whoever shows it would fail. */
function timeOf(json: unknown) {
  if (typeof json !== "object" || json === null) return undefined;
  const [seconds, nanos] = [countOf(fieldOf(json, "seconds")), countOf(fieldOf(json, "nanos"))];
  if (seconds >= LAST_SECOND || nanos >= 1e9) return undefined;
  return { seconds: BigInt(seconds), nanos };
}

function descriptorOf(json: unknown): Descriptor | undefined {
  const digest = textOf(fieldOf(json, "digest"));
  if (!isDigest(digest)) return undefined;
  return create(DescriptorSchema, {
    mediaType: textOf(fieldOf(json, "media_type")),
    digest,
    size: BigInt(countOf(fieldOf(json, "size"))),
    annotations: texts(fieldOf(json, "annotations")),
  });
}

function resultOf(json: unknown): BuildResultInfo | undefined {
  if (typeof json !== "object" || json === null) return undefined;
  return create(BuildResultInfoSchema, {
    attestations: listOf(fieldOf(json, "Attestations")).flatMap((entry) => descriptorOf(entry) ?? []),
    results: mapOf(fieldOf(json, "Results"), descriptorOf),
  });
}

function mapOf<Value>(json: unknown, read: (value: unknown) => Value | undefined): Record<string, Value> {
  const entries = Object.entries(typeof json === "object" && json !== null ? json : {}).slice(0, MOST);
  return Object.fromEntries(
    entries.flatMap(([key, value]): [string, Value][] => {
      const known = read(value);
      return known === undefined ? [] : [[key, known]];
    }),
  );
}

function texts(json: unknown): Record<string, string> {
  return mapOf(json, (value) => (typeof value === "string" ? value : undefined));
}

function listOf(json: unknown): readonly unknown[] {
  return Array.isArray(json) ? json.slice(0, MOST) : [];
}

function textOf(json: unknown): string {
  return typeof json === "string" ? json : "";
}

/** A whole number from 0; 0 for what is none. */
function countOf(json: unknown): number {
  return Number.isSafeInteger(json) && Number(json) >= 0 ? Number(json) : 0;
}
