import type { Duplex } from "node:stream";
import type { SolveStatus, UnixNanos } from "../../progress/model/status.js";
import { parseRfc3339 } from "../../util/rfc3339.js";
import type {
  BuildHistoryEvent,
  BuildHistoryRequestSchema,
  DiskUsageRequestSchema,
  PruneRequestSchema,
  StatusResponse,
  UpdateBuildHistoryRequestSchema,
  UsageRecord,
} from "../gen/moby/buildkit/v1/control_pb.js";
import type { WorkerRecord } from "../gen/moby/buildkit/v1/worker_pb.js";
import type { MessageInitShape } from "../protobuf/index.js";
import {
  type ChannelOptions,
  type GrpcChannel,
  type Metadata,
  openChannel,
  type SessionTunnel,
  type SessionTunnelOptions,
} from "../transport/index.js";
import { fromDaemonError } from "./error-details.js";
import { type SolveOptions, type SolveResult, solve } from "./gateway-build.js";
import { callServerStream, callUnary, control } from "./methods.js";
import {
  type ContentDescriptor,
  contentSize,
  readContent,
  streamContent,
  type TakeContent,
} from "./read-content.js";
import { toSolveStatus } from "./solve-status.js";

/** Options of one client call. */
export interface ClientCallOptions {
  readonly signal?: AbortSignal | undefined;
}

/** Options of {@link BuildKitClient.listenBuildHistory}. */
export interface HistoryCallOptions extends ClientCallOptions {
  /** Told what time it is for the daemon, unless that is too old to say. */
  readonly onClock?: ((now: UnixNanos) => void) | undefined;
}

/** Header of the answer with the daemon's time. */
const CLOCK_HEADER = "buildkit-current-timestamp";

/**
 * A BuildKit daemon over one byte stream. Calls may run at once. Every call rejects with a SlipwayError.
 */
export class BuildKitClient {
  constructor(readonly channel: GrpcChannel) {}

  /** The daemon's workers, with their platforms, labels and rules for garbage. */
  async listWorkers(options: ClientCallOptions = {}): Promise<readonly WorkerRecord[]> {
    return (await this.#unary(callUnary(this.channel, control.listWorkers, {}, options))).record;
  }

  /** The daemon's version, or undefined when it does not say. */
  async info(options: ClientCallOptions = {}): Promise<string | undefined> {
    const response = await this.#unary(callUnary(this.channel, control.info, {}, options));
    return response.buildkitVersion?.version;
  }

  /** The records of the daemon's cache. */
  async diskUsage(
    request: MessageInitShape<typeof DiskUsageRequestSchema>,
    options: ClientCallOptions = {},
  ): Promise<readonly UsageRecord[]> {
    return (await this.#unary(callUnary(this.channel, control.diskUsage, request, options))).record;
  }

  /** Removes cache records; `onRecord` is called for each one as it goes. */
  async prune(
    request: MessageInitShape<typeof PruneRequestSchema>,
    onRecord: (record: UsageRecord) => void,
    options: ClientCallOptions = {},
  ): Promise<void> {
    await this.#unary(callServerStream(this.channel, control.prune, request, onRecord, options));
  }

  /** Gives records of builds, those that ended and with `activeOnly` those that run, until the daemon ends the list. */
  async listenBuildHistory(
    request: MessageInitShape<typeof BuildHistoryRequestSchema>,
    onEvent: (event: BuildHistoryEvent) => void | Promise<void>,
    { signal, onClock }: HistoryCallOptions = {},
  ): Promise<void> {
    const onMetadata = (metadata: Metadata) => {
      const now = parseRfc3339(metadata.get(CLOCK_HEADER)?.[0] ?? "");
      if (now !== undefined) onClock?.(now);
    };
    const call = { signal, onMetadata };
    await this.#unary(callServerStream(this.channel, control.listenBuildHistory, request, onEvent, call));
  }

  /** Removes a build's record, stores what of it is still on its way (`finalize`), or pins it. */
  async updateBuildHistory(
    request: MessageInitShape<typeof UpdateBuildHistoryRequestSchema>,
    options: ClientCallOptions = {},
  ): Promise<void> {
    await this.#unary(callUnary(this.channel, control.updateBuildHistory, request, options));
  }

  /** The progress of a build: all at once of one that has ended, as it comes of one that runs. */
  async status(
    ref: string,
    onStatus: (status: SolveStatus) => void | Promise<void>,
    options: ClientCallOptions = {},
  ): Promise<void> {
    const take = (status: StatusResponse) => onStatus(toSolveStatus(status));
    await this.#unary(callServerStream(this.channel, control.status, { ref }, take, options));
  }

  /** See {@link readContent}. */
  readContent(descriptor: ContentDescriptor, options: ClientCallOptions = {}): Promise<Uint8Array> {
    return readContent(this.channel, descriptor, options);
  }

  /** See {@link contentSize}. */
  contentSize(digest: string, options: ClientCallOptions = {}): Promise<number | undefined> {
    return contentSize(this.channel, digest, options);
  }

  /** See {@link streamContent}. */
  streamContent(digest: string, take: TakeContent, options: ClientCallOptions = {}): Promise<void> {
    return streamContent(this.channel, digest, take, options);
  }

  /** See {@link solve}. */
  solve(options: SolveOptions): Promise<SolveResult> {
    return solve(this.channel, options);
  }

  /** Opens the tunnel through which the daemon calls back. */
  openSession(options: SessionTunnelOptions): SessionTunnel {
    return this.channel.openSession(options);
  }

  /** Ends the connection and the byte stream under it. */
  close(): void {
    this.channel.close();
  }

  async #unary<T>(call: Promise<T>): Promise<T> {
    try {
      return await call;
    } catch (reason) {
      throw fromDaemonError(reason);
    }
  }
}

/** Speaks gRPC to a BuildKit daemon over `stream`, e.g. what a driver's connect() gave. */
export function openBuildKit(stream: Duplex, options?: ChannelOptions): BuildKitClient {
  return new BuildKitClient(openChannel(stream, options));
}
