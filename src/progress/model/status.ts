/** Unix time in nanoseconds, exact as the daemon sent it. */
export type UnixNanos = bigint;

/** Vertices that the displays show as one. */
export interface ProgressGroup {
  readonly id: string;
  readonly name: string;
  /** A weak member does not make a hidden group visible. */
  readonly weak: boolean;
}

/** One step of a build. The same digest is sent again whenever something about it changes. */
export interface Vertex {
  readonly digest: string;
  readonly inputs: readonly string[];
  readonly name: string;
  readonly cached: boolean;
  readonly started?: UnixNanos;
  readonly completed?: UnixNanos;
  /** Non-empty when the step failed; ends with `context canceled` when it was cancelled. */
  readonly error?: string;
  readonly progressGroup?: ProgressGroup;
}

/** Progress of one part of a step: a layer that is pulled, a transfer. */
export interface VertexStatus {
  readonly id: string;
  readonly vertex: string;
  readonly name: string;
  readonly current: number;
  /** 0 when unknown. */
  readonly total: number;
  /** What the client itself knows `current` will come to, where the daemon tells no `total`. */
  readonly expected?: number;
  readonly timestamp: UnixNanos;
  readonly started?: UnixNanos;
  readonly completed?: UnixNanos;
}

/** A piece of a step's output; not aligned to lines. */
export interface VertexLog {
  readonly vertex: string;
  /** 1 standard output, 2 standard error. */
  readonly stream: number;
  readonly data: Uint8Array;
  readonly timestamp: UnixNanos;
}

/** A position in a source file: `line` counts from 1, `character` from 0. */
export interface SourcePosition {
  readonly line: number;
  readonly character: number;
}

/** A piece of a file, from the first position to the last. */
export interface SourceRange {
  readonly start: SourcePosition;
  readonly end: SourcePosition;
}

/** The file a warning or an error points into. */
export interface SourceInfo {
  readonly filename: string;
  readonly data: Uint8Array;
  /** Language of the file as the frontend names it, e.g. `Dockerfile`. */
  readonly language: string;
  /** The marshalled pb.Definition the file came from, if it was sent. */
  readonly definition?: Uint8Array;
}

/** Something a step warns of, e.g. a rule that the Dockerfile breaks. */
export interface VertexWarning {
  readonly vertex: string;
  readonly level: number;
  readonly short: Uint8Array;
  readonly detail: readonly Uint8Array[];
  readonly url: string;
  readonly sourceInfo?: SourceInfo;
  readonly ranges: readonly SourceRange[];
}

/** One update from a daemon, or from the client about work of its own. */
export interface SolveStatus {
  readonly vertexes?: readonly Vertex[];
  readonly statuses?: readonly VertexStatus[];
  readonly logs?: readonly VertexLog[];
  readonly warnings?: readonly VertexWarning[];
  /** Bytes that came here and that no status tells of, since the last such update; they come alone and are not shown. */
  readonly received?: number;
}

/** Takes status updates: a display, a log, a test. Must not throw. */
export interface ProgressSink {
  /** Takes the next update. Must not throw. */
  update(status: SolveStatus): void;
}

/** The excerpt of a source file that an error points at. */
export interface ErrorSource {
  readonly info: SourceInfo;
  readonly ranges: readonly SourceRange[];
}
