import type { BuildRecord } from "../records/build-record.js";

/** A name with its value. */
export interface NamedValue {
  readonly name: string;
  readonly value: string;
}

/** How the build was to run, as texts where the frontend takes texts; what was not given is absent. */
export interface BuildConfig {
  readonly network?: string;
  readonly hostname?: string;
  readonly extraHosts?: readonly string[];
  readonly cgroupParent?: string;
  readonly imageResolveMode?: string;
  readonly multiPlatform?: boolean;
  /** Nothing was taken from the cache. */
  readonly noCache?: boolean;
  /** The stages that were not taken from the cache. */
  readonly noCacheFilter?: readonly string[];
  /** Bytes. */
  readonly shmSize?: string;
  readonly ulimit?: string;
  /** Bytes. */
  readonly memory?: string;
  /** Bytes, -1 without a limit. */
  readonly memorySwap?: string;
  readonly cpuShares?: string;
  readonly cpuPeriod?: string;
  readonly cpuQuota?: string;
  readonly cpusetCpus?: string;
  readonly cpusetMems?: string;
  readonly cacheMountNamespace?: string;
  readonly dockerfileCheck?: string;
  readonly sourceDateEpoch?: string;
  readonly sandboxHostname?: string;
  /** Attributes of the frontend that have no place of their own, sorted. */
  readonly rest: readonly NamedValue[];
}

/** Something the build has left in the daemon's store: a result, or a statement about one. */
export interface BuildAttachment {
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
  /** Absent for what is for all platforms or for the only one. */
  readonly platform?: string;
  /** The predicate of a statement, else the media type. */
  readonly type: string;
}

/** Something the build was made from. */
export interface BuildMaterial {
  readonly uri: string;
  /** `algorithm:hex`. */
  readonly digests: readonly string[];
}

/** Why a build failed, as far as the daemon still knows. */
export interface BuildFailureDetails {
  readonly grpcCode: number;
  readonly message: string;
  /** The failing step, as displays show it. */
  readonly step?: string;
  /** The end of what it printed, at most 16 lines. */
  readonly log: readonly string[];
  /** The places in the Dockerfile that the failure points at, as text with the lines around. */
  readonly snippets: readonly string[];
  /** Where in the daemon's code it came from. */
  readonly stack: string;
}

/** A build with everything that is known of it. */
export interface BuildDetails extends BuildRecord {
  /** Where the context was: a path, relative below the working directory, or a URL; empty when not known. */
  readonly context: string;
  readonly dockerfile: string;
  readonly vcsRepository: string;
  readonly vcsRevision: string;
  readonly target: string;
  readonly platforms: readonly string[];
  readonly keepGitDir: boolean;
  readonly namedContexts: readonly NamedValue[];
  readonly failure?: BuildFailureDetails;
  readonly buildArgs: readonly NamedValue[];
  readonly labels: readonly NamedValue[];
  readonly config: BuildConfig;
  readonly materials: readonly BuildMaterial[];
  readonly attachments: readonly BuildAttachment[];
  /** What of the record could not be read. */
  readonly problems: readonly string[];
}
