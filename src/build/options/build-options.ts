import type { Readable } from "node:stream";
import type { LookUpLogin } from "../../builder/registry/login-types.js";
import type { BuilderOptions } from "../../builder/types.js";
import type { BuildEvent, BuildSummary, WarningEvent } from "../../progress/index.js";
import type { Annotations } from "../attributes/annotation.js";
import type { AttestOption, ProvenanceOption, SbomOption } from "../attributes/attest.js";
import type { CacheFromOption, CacheToOption } from "../attributes/cache.js";
import type { CallOption } from "../attributes/call.js";
import type { UlimitOption } from "../attributes/ulimit.js";
import type { Assignments } from "./assignments.js";
import type { ContextSource } from "./context-source.js";
import type { OutputOption } from "./output-option.js";
import type { SecretOption } from "./secret-option.js";
import type { SshOption } from "./ssh-option.js";

/**
 * Everything `build` takes. Values that Buildx reads as small languages (`-o`, `--secret`, `--cache-to` …) are objects, or
 * the strings a user would give on the command line; the build checks them before anything is sent.
 */
export interface BuildOptions extends BuilderOptions {
  /** A local directory, a Git or HTTP URL, `-` for standard input, or what code provides. */
  readonly context: string | ContextSource;
  /** The Dockerfile itself, in place of `file`. */
  readonly dockerfile?: string;
  /** Where `-` reads from. Default process.stdin. */
  readonly stdin?: Readable;
  /** Where an output to `-` writes. Default process.stdout. */
  readonly stdout?: NodeJS.WritableStream;
  /** Directory that relative paths start from. Default process.cwd(). */
  readonly cwd?: string;
  /** Builder's name. Default: `BUILDX_BUILDER`, else the current builder. */
  readonly builder?: string | undefined;
  /**
   * Build on a builder for this build alone, made like `builder`, or for the engine of a docker context: its container and
   * its cache are gone at the end, and within a minute when the process is killed. Default false.
   */
  readonly ephemeral?: boolean | undefined;
  /** `-f`: a path, `-`, or an http(s) URL. */
  readonly file?: string;
  /** Names of the image, `NAME[:TAG]`. Default none. */
  readonly tags?: readonly string[];
  /** An object, or strings: `KEY=VALUE`, or `KEY` to take the value from the environment. */
  readonly buildArgs?: Assignments;
  /** Labels of the image, in the same forms. */
  readonly labels?: Assignments;
  /** The stage to build. Default: the last one. */
  readonly target?: string;
  /** Each may hold several, comma separated. Default `DOCKER_DEFAULT_PLATFORM`. */
  readonly platforms?: readonly string[];
  /** Runs every step, whatever the cache holds. Default false. */
  readonly noCache?: boolean;
  /** Stages whose steps all run. Default none. */
  readonly noCacheFilter?: readonly string[];
  /** Asks registries for base images that the builder has already. Default false. */
  readonly pull?: boolean;
  /** Objects, or strings such as `id=…,src=…`. */
  readonly secrets?: readonly (string | SecretOption)[];
  /** Objects, or strings: `default`, `id=path[,path]`. */
  readonly ssh?: readonly (string | SshOption)[];
  /** Logins for registries, before those of the Docker configuration. */
  readonly credentials?: LookUpLogin;
  /**
   * Puts the image into the engine: the output `type=docker`. Of several platforms an engine with the classic image store gets
   * its own under the tag, and with `all` each under a tag such as `app:1-arm64`, too. Default false.
   */
  readonly load?: boolean | "all";
  /** Sends the image to the registries of its tags: the output `type=registry`. Default false. */
  readonly push?: boolean;
  /** Objects, or strings such as `type=…,dest=…`. */
  readonly outputs?: readonly (string | OutputOption)[];
  /** Caches to read: objects, a reference, or `type=…,…`. Default none beside the builder's own. */
  readonly cacheFrom?: readonly (string | CacheFromOption)[];
  /** Caches to write: objects, a reference, or `type=…,…`. Default none. */
  readonly cacheTo?: readonly (string | CacheToOption)[];
  /** Attestations: objects, or `type=sbom|provenance[,…]`. Default: what Buildx attests. */
  readonly attests?: readonly (string | AttestOption)[];
  /** The attestation of provenance: on or off, an object, or `mode=max`. One in `attests` wins. */
  readonly provenance?: boolean | string | ProvenanceOption;
  /** The attestation of a bill of materials: on or off, an object, or `generator=…`. One in `attests` wins. */
  readonly sbom?: boolean | string | SbomOption;
  /**
   * Values by key for the image's manifest, or a list of objects and of strings `[TYPE[PLATFORM]:]KEY=VALUE`. Default
   * none.
   */
  readonly annotations?: Annotations;
  /** What steps may do beyond the usual: `network.host`, `security.insecure` and the like. */
  readonly allow?: readonly string[];
  /** Names that steps can look up: `NAME:IP`, or `NAME:host-gateway` for the engine's machine. */
  readonly addHosts?: readonly string[];
  /** Size of `/dev/shm` in steps, bytes. Default: the daemon's, 64 MiB. */
  readonly shmSize?: number;
  /** Limits of the steps' processes: objects, or `name=soft[:hard]`. */
  readonly ulimits?: readonly (string | UlimitOption)[];
  /** Network of the steps: `default`, `none`, or `host` where it is allowed. */
  readonly network?: string;
  /** The cgroup below which steps run. */
  readonly cgroupParent?: string;
  /** Limits of every step: `memory=…`, `cpu-quota=…`. */
  readonly resources?: readonly string[];
  /**
   * `name=value`, the value being a directory, a Git or HTTP URL, `docker-image://REFERENCE`, `oci-layout://PATH`, or
   * `docker-daemon://IMAGE` for an image of the user's own engine.
   */
  readonly buildContexts?: readonly string[];
  /** What is asked in place of a build: an object, or text such as `check` or `outline,format=json`. Default `build`. */
  readonly call?: string | CallOption;
  /** Only the image id is wanted: no progress, no warning about a missing output. */
  readonly quiet?: boolean;
  /** Where to write the result's metadata. */
  readonly metadataFile?: string;
  /** Where to write the image id. */
  readonly iidFile?: string;
  /** Called once the builder is known, before anything is built; for the display's header. */
  readonly onBuilder?: (builder: { readonly name: string; readonly driver: string }) => void;
  /**
   * Called when a node's daemon is about to be asked for the build, with the reference by which records and the build view
   * know it, `BUILDER/NODE/ID`; once for each node.
   */
  readonly onRef?: ((ref: string) => void) | undefined;
  /** Told of each event as it happens; they are those that iterating over the build gives. */
  readonly onEvent?: ((event: BuildEvent) => void) | undefined;
}

/** What a build gave. */
export interface BuildResult {
  /** The build's reference, `<builder>/<node>/<id>`. */
  readonly ref: string;
  /** Config digest of the image, or its manifest digest where no config digest is known; empty without an image. */
  readonly imageId: string;
  /** Digest of the manifest or index. */
  readonly digest?: string;
  /** What `--metadata-file` holds: decoded values by key. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Message of the frontend to be printed on standard output. */
  readonly inlineMessage?: string;
  /**
   * Output of a `--call`, ready to print, and the exit status it asks for; of `--check` also what kept it from checking
   * the Dockerfile to its end.
   */
  readonly call?: { readonly output: string; readonly status: number; readonly error?: string };
  /** What there was to do, and what it took. */
  readonly summary: BuildSummary;
  /** What the daemon and the client warned of, each once; findings of the Dockerfile's checks are among them. */
  readonly warnings: readonly WarningEvent[];
}

/** The part of a result that the build itself knows; the rest is counted while it runs. */
export type PerformedBuild = Omit<BuildResult, "summary" | "warnings">;
