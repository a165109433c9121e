import type { Explanation } from "./comparison.js";
import type { BuildEntry, Milliseconds } from "./list.js";
import type { LogLine } from "./logs.js";

/** One build with all that is known of it, but for its logs. */
export interface BuildDocument {
  readonly build: BuildEntry;
  /** In the order in which they became known; a step's place is its `id`. */
  readonly steps: readonly Step[];
  readonly failure?: FailureDetails;
  readonly inputs: BuildInputs;
  readonly results: BuildResults;
  readonly warnings: readonly Warning[];
  /** The Dockerfile and other sources, where the record has them. */
  readonly sources: readonly SourceFile[];
  /** The whole machine of the daemon over the build; empty where the record has none. */
  readonly machine: readonly ResourceSample[];
  /** What of the record could not be read. */
  readonly problems: readonly string[];
  /** Its record is still being read: `…/events` brings the rest, as of a build that runs. */
  readonly loading?: true;
}

/** What a step does, as charts group it. */
export type StepKind =
  /** `[internal] …`: what the frontend does for itself. */
  | "internal"
  /** An image that is read. */
  | "image"
  /** A directory of the client. */
  | "context"
  /** A Git repository. */
  | "git"
  /** A file of a URL. */
  | "http"
  /** COPY, ADD, WORKDIR. */
  | "file"
  /** RUN. */
  | "run"
  /** What goes out: layers, images, files, cache. */
  | "export"
  /** Cache that is read from elsewhere. */
  | "import"
  /** A login to a registry. */
  | "auth"
  | "other";

/** How a step is going. */
export type StepState = "waiting" | "running" | "cached" | "done" | "failed" | "canceled";

/** One step. */
export interface Step {
  /** Its place in the list. */
  readonly id: number;
  readonly digest: string;
  readonly name: string;
  readonly kind: StepKind;
  readonly state: StepState;
  /** The steps it is made from, by their ids; not those that are unknown. */
  readonly inputs: readonly number[];
  /** Absent before it starts. */
  readonly started?: Milliseconds;
  readonly completed?: Milliseconds;
  /** Milliseconds it ran: less than from start to end where it was interrupted. */
  readonly duration: number;
  /** Between when its inputs were done and when it started, milliseconds. */
  readonly waited: number;
  readonly cached: boolean;
  readonly error?: string;
  /** `linux/arm64`; empty for steps of no platform. */
  readonly platform: string;
  /** `build` of `[linux/arm64 build 2/5] RUN …`; empty for steps of no stage. */
  readonly stage: string;
  /** 2 and 5 of the same; absent where the name has none. */
  readonly place?: { readonly index: number; readonly of: number };
  /** The name without all that. */
  readonly instruction: string;
  /** It is on the path that the build's end waited for. */
  readonly critical: boolean;
  /** Lines of output so far. */
  readonly logs: number;
  /** Bytes that its parts (layers, transfers) have come to, and are to come to where they tell. */
  readonly bytes: { readonly current: number; readonly total: number };
  /** The parts themselves, at most 100. */
  readonly parts: readonly StepPart[];
  /** Where it stands in which of `sources`. */
  readonly source?: SourcePlace;
  /** Of the record of a build that has ended; empty where it has none. */
  readonly resources: readonly ResourceSample[];
}

/** A layer that is pulled, a transfer, a part of an export. */
export interface StepPart {
  readonly name: string;
  readonly current: number;
  /** 0 when unknown. */
  readonly total: number;
  readonly started?: Milliseconds;
  readonly completed?: Milliseconds;
}

/** A file that the build was made by. */
export interface SourceFile {
  readonly name: string;
  /** `Dockerfile`. */
  readonly language: string;
  /** At most 512 KiB. */
  readonly text: string;
}

/** Lines of a source, from 1, both included. */
export interface SourcePlace {
  /** Index in `sources`. */
  readonly source: number;
  readonly ranges: readonly { readonly start: number; readonly end: number }[];
}

/** Why it failed. */
export interface FailureDetails {
  readonly message: string;
  /** The failing step's id. */
  readonly step?: number;
  /** The failing instruction. */
  readonly source?: SourcePlace;
  /** The end of what the step printed, at most 16 lines. */
  readonly log: readonly string[];
}

/** A value at a time, cumulative since the step (or the machine) began, as the daemon counts. */
export interface ResourceSample {
  readonly time: Milliseconds;
  /** Nanoseconds of processor time. */
  readonly cpu?: number;
  /** Bytes in use then, not cumulative. */
  readonly memory?: number;
  /** Bytes. */
  readonly read?: number;
  readonly written?: number;
  readonly received?: number;
  readonly sent?: number;
}

/** A name with its value. */
export interface Pair {
  readonly name: string;
  readonly value: string;
  /** The value looked like a credential, and is not here. */
  readonly masked?: true;
}

/** What it was made from. */
export interface BuildInputs {
  readonly context: string;
  readonly dockerfile: string;
  readonly repository: string;
  readonly revision: string;
  readonly arguments: readonly Pair[];
  readonly labels: readonly Pair[];
  readonly contexts: readonly Pair[];
  /** Network, cache use, limits and the like. */
  readonly settings: readonly Pair[];
  /** Images, repositories and files; `algorithm:hex`. */
  readonly materials: readonly { readonly uri: string; readonly digests: readonly string[] }[];
  /** Ids only. */
  readonly secrets: readonly string[];
  readonly ssh: readonly string[];
}

/** What it has left. */
export interface BuildResults {
  readonly exporters: readonly { readonly type: string; readonly attributes: readonly Pair[] }[];
  /** What exporters answered: names of images, digests. */
  readonly response: readonly Pair[];
  readonly attachments: readonly Attachment[];
}

/** A result, or a statement about one. */
export interface Attachment {
  readonly digest: string;
  readonly size: number;
  /** Empty for all platforms. */
  readonly platform: string;
  /** The predicate's type, else the media type. */
  readonly type: string;
  readonly kind: "provenance" | "sbom" | "index" | "manifest" | "other";
}

/** Something a step warns of. */
export interface Warning {
  /** The step's id. */
  readonly step?: number;
  readonly message: string;
  readonly detail: readonly string[];
  readonly url: string;
  readonly source?: SourcePlace;
}

/** A package of an SBOM. */
export interface Package {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  /** A package URL; empty where there is none. */
  readonly purl: string;
}

/** The packages of all SBOMs of a build, each once. */
export interface PackageList {
  /** At most 50 000. */
  readonly packages: readonly Package[];
}

/** What happens in a build that runs. */
export type BuildEvent =
  /** The first: everything so far. */
  | { readonly type: "build"; readonly document: BuildDocument }
  /** Steps that are new or changed: each replaces the one with its id. Lines of output are fetched, by `logs` of the step. */
  | {
      readonly type: "steps";
      readonly steps: readonly Step[];
      /** Those that are new. */
      readonly warnings: readonly Warning[];
    }
  /** The last: the whole build as its record has it. */
  | { readonly type: "end"; readonly document: BuildDocument };

/** A build that needs no server. */
export interface InlineBuild {
  readonly document: BuildDocument;
  /** By step id; at most the last 2 000 lines of each step and 8 MiB of all. */
  readonly logs: Readonly<Record<string, InlineLog>>;
  readonly explanation?: Explanation;
  readonly packages: readonly Package[];
  /** Slipway's version. */
  readonly version: string;
}

/** The end of a step's output. */
export interface InlineLog {
  /** The number of the first of `lines`, from 0. */
  readonly offset: number;
  /** Of all lines, those that are not here too. */
  readonly total: number;
  readonly lines: readonly LogLine[];
}
