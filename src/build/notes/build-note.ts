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

/** One step of a definition, without values: texts that may hold credentials are kept as hashes. */
export interface DefinedStep {
  /** What the progress calls it. */
  readonly name: string;
  readonly kind: StepKind;
  /** Normalized, empty where a step has none. */
  readonly platform: string;
  /** Indexes of the steps that it is made from. */
  readonly inputs: readonly number[];
  /** Hash of what it does, its inputs, variables and the proxy's left out; of a source with how it is fetched. */
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
}

/** Notes of another version are not read: what is compared with them would seem to differ. */
export const notesVersion = 2;

/** How one step of a build ended. */
export interface StepOutcome {
  readonly digest: string;
  readonly state: StepState;
  /** Milliseconds that it took. */
  readonly took: number;
}

/** One step of a build. The digest is empty for one that the cache had, and for a source. */
export interface StepNote extends DefinedStep, StepOutcome {}

/** What a build is made from. Builds of the same have one file of it. */
export interface BuildInputs {
  readonly version: typeof notesVersion;
  readonly steps: readonly DefinedStep[];
  /** Build arguments: hashes of values by name. */
  readonly args: Readonly<Record<string, string>>;
  /** The lists of files that were sent, by directory: names of their files beside this one. */
  readonly contexts: Readonly<Record<string, string>>;
  /** Caches were to be imported. */
  readonly imports: boolean;
  /** What came on standard input, or as an archive, may be of anything: it is compared with nothing before it. */
  readonly isAlone?: boolean | undefined;
  /** Platforms that it was built for; none where that was left to the daemon. */
  readonly platforms?: readonly string[] | undefined;
}

/** How a build ended of which the cache did not have everything. */
export interface BuildOutcome {
  /** Steps by their index; what is not here the cache had. */
  readonly steps: Readonly<Record<number, StepOutcome>>;
  /** Caches that could not be imported. */
  readonly failedImports: readonly string[];
  /** What became of sources that their identifier does not pin, by identifier. */
  readonly sources: Readonly<Record<string, string>>;
}

/** What is known of one build of a target on one node, to compare later builds with. */
export interface BuildNote
  extends Omit<BuildInputs, "version" | "steps">,
    Omit<BuildOutcome, "steps" | "sources"> {
  readonly ref: string;
  /** When it ended, milliseconds of Unix time. */
  readonly at: number;
  readonly steps: readonly StepNote[];
}

/** The file that has what builds with the key were made from. */
export function inputsFile(key: string): string {
  return `${key}.json`;
}

/** The file that has how a build ended. */
export function outcomeFile(ref: string): string {
  return `${ref}.end.json`;
}
