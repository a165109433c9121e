/** How a step ended: `ran` when it was executed to its end, `failed` when it broke off, `unseen` when nothing was told. */
export type StepState = "ran" | "cached" | "failed" | "unseen";

/** What kind of work a step is. */
export type StepKind = "source" | "exec" | "file" | "merge" | "other";

/** Files of another step that a step reads: the cache knows it by their content. */
export interface StepRead {
  /** Index of the step that the files are of. */
  readonly step: number;
  /** As the daemon is told it: slash separated, empty for everything. */
  readonly path: string;
  /** The path has wildcards. */
  readonly wildcard: boolean;
  /** Patterns of what is taken of it and left out. */
  readonly includes: readonly string[];
  readonly excludes: readonly string[];
}

/** One step of a build, without values: texts that may hold credentials are kept as hashes. */
export interface StepNote {
  readonly digest: string;
  /** What the progress calls it. */
  readonly name: string;
  readonly kind: StepKind;
  /** Normalized, empty where a step has none. */
  readonly platform: string;
  /** Indexes of the steps that it is made from. */
  readonly inputs: readonly number[];
  /** Hash of what it does, its inputs, variables and the proxy's left out. */
  readonly body: string;
  /** Its variables: hashes of values by name. */
  readonly env: Readonly<Record<string, string>>;
  /** Of a source: what is fetched, with what the daemon made of it after a blank where that is known. */
  readonly source: string;
  /** Hash of the instruction as the Dockerfile has it; empty where that is not known. */
  readonly text: string;
  /** Variables that the instruction's text names. */
  readonly names: readonly string[];
  readonly reads: readonly StepRead[];
  /** The build asked for it to run whatever the cache has. */
  readonly ignoresCache: boolean;
  readonly state: StepState;
  /** Milliseconds that it took. */
  readonly took: number;
}

/** What is known of one build of a target on one node, to compare later builds with. */
export interface BuildNote {
  readonly version: 1;
  readonly ref: string;
  /** When it ended, milliseconds of Unix time. */
  readonly at: number;
  readonly steps: readonly StepNote[];
  /** Build arguments: hashes of values by name. */
  readonly args: Readonly<Record<string, string>>;
  /** The lists of files that were sent, by directory: names of their files beside the note. */
  readonly contexts: Readonly<Record<string, string>>;
  /** Caches that could not be imported. */
  readonly failedImports: readonly string[];
  /** Caches were to be imported. */
  readonly imports: boolean;
}
