import type {
  SolveStatus,
  SourceInfo,
  SourcePosition,
  UnixNanos,
  Vertex,
  VertexLog,
  VertexStatus,
  VertexWarning,
} from "./model/status.js";

/**
 * An update as the JSON that buildx prints for it: keys in its order, empty ones left out, bytes in base64, and
 * `< > &` escaped as Go does.
 */
export function formatRawJson(update: SolveStatus): string {
  const json = JSON.stringify({
    vertexes: listOf(update.vertexes, vertexJson),
    statuses: listOf(update.statuses, statusJson),
    logs: listOf(update.logs, logJson),
    warnings: listOf(update.warnings, warningJson),
  });
  return json.replace(/[<>&\u2028\u2029]/g, escapeCharacter);
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

function listOf<Item>(
  items: readonly Item[] | undefined,
  toJson: (item: Item) => object,
): object[] | undefined {
  return items === undefined || items.length === 0 ? undefined : items.map(toJson);
}

function vertexJson(vertex: Vertex): object {
  const group = vertex.progressGroup;
  return {
    digest: filled(vertex.digest),
    inputs: vertex.inputs.length > 0 ? vertex.inputs : undefined,
    name: filled(vertex.name),
    started: time(vertex.started),
    completed: time(vertex.completed),
    cached: filled(vertex.cached),
    error: filled(vertex.error),
    progressGroup: group && { id: filled(group.id), name: filled(group.name), weak: filled(group.weak) },
  };
}

function statusJson(status: VertexStatus): object {
  return {
    id: status.id,
    vertex: filled(status.vertex),
    name: filled(status.name),
    total: filled(status.total),
    current: status.current,
    timestamp: time(status.timestamp),
    started: time(status.started),
    completed: time(status.completed),
  };
}

function logJson(log: VertexLog): object {
  return {
    vertex: filled(log.vertex),
    stream: filled(log.stream),
    data: base64(log.data),
    timestamp: time(log.timestamp),
  };
}

/** A warning as Buildx writes it down, here and in the metadata of a build. */
export function warningJson(warning: VertexWarning): object {
  return {
    vertex: filled(warning.vertex),
    level: filled(warning.level),
    short: filled(base64(warning.short)),
    detail: warning.detail.length > 0 ? warning.detail.map(base64) : undefined,
    url: filled(warning.url),
    sourceInfo: warning.sourceInfo && sourceInfoJson(warning.sourceInfo),
    range:
      warning.ranges.length > 0
        ? warning.ranges.map(({ start, end }) => ({ start: positionJson(start), end: positionJson(end) }))
        : undefined,
  };
}

/** Without the definition: whoever reads progress has no use for it, and it can dwarf all the rest. */
function sourceInfoJson(info: SourceInfo): object {
  return {
    filename: filled(info.filename),
    data: filled(base64(info.data)),
    language: filled(info.language),
  };
}

function positionJson(position: SourcePosition): object {
  return { line: filled(position.line), character: filled(position.character) };
}

/** Undefined, so that the key is left out, for a value that Go calls empty. */
function filled<Value extends string | number | boolean>(value: Value | undefined): Value | undefined {
  return value || undefined;
}

function base64(data: Uint8Array): string {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("base64");
}

/** RFC 3339 in UTC with as many decimals of the second, up to nine, as are not zero. */
function time(nanos: UnixNanos | undefined): string | undefined {
  if (nanos === undefined) return undefined;
  const fraction = ((nanos % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  const seconds = new Date(Number((nanos - fraction) / 1_000_000n)).toISOString().slice(0, -".000Z".length);
  if (fraction === 0n) return `${seconds}Z`;
  return `${seconds}.${String(fraction).padStart(9, "0").replace(/0+$/, "")}Z`;
}
