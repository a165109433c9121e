import type { Duplex, Readable } from "node:stream";
import type { Platform } from "../../oci/platform.js";

/** Options common to engine calls. */
export interface EngineCallOptions {
  readonly signal?: AbortSignal | undefined;
}

/** Where an engine is and how the endpoint was found; for messages and for the builder store. */
export interface EngineEndpoint {
  /** `unix:///var/run/docker.sock`, `tcp://host:2376`, `ssh://user@host`. Never holds a password. */
  readonly host: string;
  /** The docker context's name; `default` for the environment's own endpoint. */
  readonly context: string;
  readonly source: "option" | "DOCKER_HOST" | "DOCKER_CONTEXT" | "currentContext" | "default";
  /** TLS material is in use. */
  readonly tls: boolean;
}

/** `GET /info`, the fields Slipway reads; the rest is there untyped. */
export interface EngineInfo {
  readonly ID?: string;
  readonly OSType?: string;
  readonly Architecture?: string;
  readonly ServerVersion?: string;
  readonly CgroupDriver?: string;
  readonly SecurityOptions?: readonly string[] | null;
  readonly DriverStatus?: readonly (readonly [string, string])[] | null;
  readonly Runtimes?: Readonly<Record<string, unknown>> | null;
  readonly [key: string]: unknown;
}

/** `GET /containers/{id}/json`, the fields Slipway reads. */
export interface ContainerInspect {
  readonly Id: string;
  readonly Name: string;
  readonly Image: string;
  readonly State: {
    readonly Status: string;
    readonly Running: boolean;
    readonly Restarting: boolean;
    readonly OOMKilled: boolean;
    readonly Pid: number;
    readonly ExitCode: number;
    readonly Error: string;
    readonly StartedAt: string;
    readonly FinishedAt: string;
  };
  readonly RestartCount: number;
  readonly Config: Readonly<Record<string, unknown>>;
  readonly HostConfig: Readonly<Record<string, unknown>>;
  readonly Mounts: readonly {
    readonly Type: string;
    readonly Name?: string;
    readonly Source: string;
    readonly Destination: string;
  }[];
  readonly NetworkSettings: Readonly<Record<string, unknown>>;
  readonly [key: string]: unknown;
}

/** `GET /images/{name}/json`, the fields Slipway reads. */
export interface ImageInspect {
  readonly Id: string;
  readonly RepoTags?: readonly string[] | null;
  readonly RepoDigests?: readonly string[] | null;
  readonly Os: string;
  readonly Architecture: string;
  readonly RootFS: { readonly Type: string; readonly Layers?: readonly string[] };
  /** Asked for with `manifests`; engines before API 1.48 and those with the classic store do not have it. */
  readonly Manifests?: readonly ImageManifestState[] | null;
  readonly [key: string]: unknown;
}

/** A manifest of an image in a containerd store. */
export interface ImageManifestState {
  /** The manifest's digest. */
  readonly ID: string;
  /** All its content is in the store. */
  readonly Available: boolean;
}

/** `GET /images/json`, the fields Slipway reads. */
export interface ImageSummary {
  readonly Id: string;
  /** Unix time in seconds. */
  readonly Created: number;
}

/** `GET /containers/json`, the fields Slipway reads. */
export interface ContainerSummary {
  readonly Id: string;
  /** Each with a slash before it. */
  readonly Names: readonly string[];
  /** Unix time in seconds. */
  readonly Created: number;
  /** `running`, `exited` and so on. */
  readonly State: string;
  /** What it has written beside its volumes, bytes. */
  readonly SizeRw?: number | null;
  readonly Mounts?:
    | readonly { readonly Source?: string | null; readonly Destination?: string | null }[]
    | null;
}

/** `GET /volumes`, the fields Slipway reads. */
export interface VolumeSummary {
  readonly Name: string;
  /** RFC 3339. */
  readonly CreatedAt?: string | null;
}

/** One line of the JSON stream of pull, push and load. */
export interface EngineProgressLine {
  readonly stream?: string;
  readonly status?: string;
  readonly id?: string;
  readonly progressDetail?: { readonly current?: number; readonly total?: number };
  readonly error?: string;
  readonly aux?: unknown;
}

/** A finished exec. */
export interface ExecResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** One line of `GET /events`. */
export interface EngineEvent {
  readonly Type: string;
  readonly Action: string;
  readonly Actor: { readonly ID: string; readonly Attributes: Readonly<Record<string, string>> };
  readonly timeNano: number;
}

/**
 * A Docker Engine. Every call rejects with a SlipwayError: `engine-unreachable` (names the endpoint and the reason),
 * `not-found` (404), `already-exists` (409 on a name), `canceled`, `timeout`, `engine-error` otherwise (details.status
 * holds the HTTP status). API versions from 1.41 are negotiated on first use.
 */
export interface Engine {
  readonly endpoint: EngineEndpoint;
  /** The negotiated API version, e.g. `1.41`. */
  apiVersion(options?: EngineCallOptions): Promise<string>;
  /** `GET /info`. */
  info(options?: EngineCallOptions): Promise<EngineInfo>;
  /** `GET /version`, as the engine sends it. */
  version(options?: EngineCallOptions): Promise<Readonly<Record<string, unknown>>>;
  /**
   * The engine's own version, e.g. `28.1.1`, without asking where it has said so with another answer; undefined when it
   * cannot be told.
   */
  release(options?: EngineCallOptions): Promise<string | undefined>;

  /** Resolves with the container's id. */
  createContainer(
    name: string,
    body: Readonly<Record<string, unknown>>,
    options?: EngineCallOptions,
  ): Promise<string>;
  /** The container of that name or id. */
  inspectContainer(container: string, options?: EngineCallOptions): Promise<ContainerInspect>;
  /** Starts a container; one that runs is left alone. */
  startContainer(container: string, options?: EngineCallOptions): Promise<void>;
  /** `timeoutSeconds`: how long the engine waits before it kills; the engine's default when absent. */
  stopContainer(
    container: string,
    options?: EngineCallOptions & { readonly timeoutSeconds?: number },
  ): Promise<void>;
  /** Sends a signal to a container's first process; `SIGKILL` unless `signalName` says otherwise. */
  killContainer(
    container: string,
    options?: EngineCallOptions & { readonly signalName?: string },
  ): Promise<void>;
  /** Resolves with the exit code once the container has stopped. */
  waitContainer(container: string, options?: EngineCallOptions): Promise<number>;
  /**
   * Removes a container: one that runs only with `force`; `volumes` takes its anonymous volumes too. Given up after five
   * minutes, or when the signal says so if there is one.
   */
  removeContainer(
    container: string,
    options?: EngineCallOptions & { readonly force?: boolean; readonly volumes?: boolean },
  ): Promise<void>;
  /** The last `tail` lines of stdout and stderr, in the order they were written; those from `since` on, Unix seconds. */
  containerLogs(
    container: string,
    options?: EngineCallOptions & { readonly tail?: number; readonly since?: number | undefined },
  ): Promise<string>;
  /** Unpacks a tar archive at `path` in the container. */
  putArchive(
    container: string,
    path: string,
    tar: Uint8Array | Readable,
    options?: EngineCallOptions,
  ): Promise<void>;
  /** Runs a command to its end. */
  exec(container: string, command: readonly string[], options?: EngineCallOptions): Promise<ExecResult>;
  /**
   * Runs a command and returns its stdin and stdout as one byte stream, over the hijacked connection. Stderr lines go
   * to `onStderr`. Created and started on one keep-alive connection. With `binary` the command's output never opens with
   * a printable character, and text in its place fails the stream as what it is: the engine's reason (`engine-error`).
   */
  execStream(
    container: string,
    command: readonly string[],
    options?: EngineCallOptions & {
      readonly onStderr?: (chunk: Uint8Array) => void;
      readonly binary?: boolean;
    },
  ): Promise<Duplex>;

  /**
   * `manifests` asks an engine with a containerd store for the state of the image's manifests too; `platform`, which excludes
   * it, for the image of a platform (from API 1.49 on; an older engine describes its own).
   */
  inspectImage(
    image: string,
    options?: EngineCallOptions & { readonly manifests?: boolean; readonly platform?: Platform },
  ): Promise<ImageInspect>;
  /** Images, or those one of whose names matches a pattern of `references`, as `docker images --filter reference=` has it. */
  listImages(
    options?: EngineCallOptions & { readonly references?: readonly string[] },
  ): Promise<readonly ImageSummary[]>;
  /** Takes a name away from an image, and removes the image with its last one. */
  removeImage(image: string, options?: EngineCallOptions & { readonly force?: boolean }): Promise<void>;
  /** Gives an image the name `repository:tag`. */
  tagImage(image: string, repository: string, tag: string, options?: EngineCallOptions): Promise<void>;
  /** Pulls; credentials for the reference's registry come from the Docker configuration. */
  pullImage(
    reference: string,
    options?: EngineCallOptions & {
      readonly onProgress?: (line: EngineProgressLine) => void;
      readonly platform?: string;
    },
  ): Promise<void>;
  /** Pushes; credentials for the reference's registry come from the Docker configuration. */
  pushImage(
    reference: string,
    options?: EngineCallOptions & { readonly onProgress?: (line: EngineProgressLine) => void },
  ): Promise<void>;
  /** `POST /images/load`; the archive is streamed with back-pressure. */
  loadImage(
    archive: Readable,
    options?: EngineCallOptions & { readonly onProgress?: (line: EngineProgressLine) => void },
  ): Promise<void>;
  /** `GET /images/get`: a docker archive of the images. */
  saveImages(images: readonly string[], options?: EngineCallOptions): Promise<Readable>;

  /**
   * Removes a volume; `force` also where its driver has lost it. Given up after five minutes, or when the signal says so
   * if there is one.
   */
  removeVolume(volume: string, options?: EngineCallOptions & { readonly force?: boolean }): Promise<void>;
  /** The volume as the engine describes it. */
  inspectVolume(volume: string, options?: EngineCallOptions): Promise<Readonly<Record<string, unknown>>>;
  /** Creates a network of the default driver. Resolves with its id. */
  createNetwork(name: string, options?: EngineCallOptions): Promise<string>;
  /** The network as the engine describes it. */
  inspectNetwork(network: string, options?: EngineCallOptions): Promise<Readonly<Record<string, unknown>>>;
  /** Removes a network that no container uses. */
  removeNetwork(network: string, options?: EngineCallOptions): Promise<void>;
  /** Containers whether they run or not, or those whose name holds a text. */
  listContainers(
    options?: EngineCallOptions & { readonly name?: string },
  ): Promise<readonly ContainerSummary[]>;
  /** Volumes, or those whose name holds a text. */
  listVolumes(options?: EngineCallOptions & { readonly name?: string }): Promise<readonly VolumeSummary[]>;
  /** The names of networks, or of those whose name holds a text. */
  listNetworks(options?: EngineCallOptions & { readonly name?: string }): Promise<readonly string[]>;
  /** Bytes that each volume takes, where the engine knows. It reads every file of them for that, which may take long. */
  volumeSizes(options?: EngineCallOptions): Promise<ReadonlyMap<string, number>>;

  /**
   * Events from now on, or from `since` (seconds of Unix time on the engine's clock; the engine remembers its last few
   * hundred), until the signal aborts or the iterator returns. `filters` as the engine's API takes them.
   */
  events(
    options?: EngineCallOptions & {
      readonly filters?: Readonly<Record<string, readonly string[]>>;
      readonly since?: number;
    },
  ): AsyncIterable<EngineEvent>;
  /** `POST path` with `Connection: Upgrade`; resolves with the raw byte stream after 101 (the docker driver's /grpc and /session). */
  upgrade(
    path: string,
    protocol: string,
    options?: EngineCallOptions & { readonly headers?: Readonly<Record<string, string | readonly string[]>> },
  ): Promise<Duplex>;
  /** Ends idle connections (and the ssh process, if any). */
  close(): void;
}
