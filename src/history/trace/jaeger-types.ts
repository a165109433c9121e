/** A value with its name, as Jaeger has it. */
export interface JaegerTag {
  readonly key: string;
  readonly type: "string" | "bool" | "int64" | "float64";
  readonly value: string | number | boolean;
}

/** Something that happened during a span. */
export interface JaegerLog {
  /** Microseconds since 1970. */
  readonly timestamp: number;
  readonly fields: readonly JaegerTag[];
}

/** How a span belongs to another one. */
export interface JaegerReference {
  readonly refType: "CHILD_OF" | "FOLLOWS_FROM";
  readonly traceID: string;
  /** Zeros for none. */
  readonly spanID: string;
}

/** A piece of work. */
export interface JaegerSpan {
  readonly traceID: string;
  readonly spanID: string;
  readonly flags?: number;
  readonly operationName: string;
  readonly references: readonly JaegerReference[];
  /** Microseconds since 1970. */
  readonly startTime: number;
  /** Microseconds. */
  readonly duration: number;
  readonly tags: readonly JaegerTag[];
  readonly logs: readonly JaegerLog[] | null;
  readonly processID: string;
  readonly warnings: null;
}

/** What did a piece of work. */
export interface JaegerProcess {
  readonly serviceName: string;
  readonly tags: readonly JaegerTag[] | null;
}

/** The trace of a build, in the form that Jaeger's interface imports. */
export interface JaegerTrace {
  readonly traceID: string;
  readonly spans: readonly JaegerSpan[];
  readonly processes: Readonly<Record<string, JaegerProcess>>;
  readonly warnings: null;
}
