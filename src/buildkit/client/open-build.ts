import { SlipwayError } from "../../errors/index.js";
import type { ProgressSink } from "../../progress/model/status.js";
import type {
  SolveRequestSchema as ControlSolveSchema,
  SolveResponse,
} from "../gen/moby/buildkit/v1/control_pb.js";
import type { Result, ReturnRequestSchema, SolveRequestSchema } from "../gen/moby/buildkit/v1/gateway_pb.js";
import type { MessageInitShape } from "../protobuf/index.js";
import { type CallOptions, type GrpcChannel, GrpcCode, GrpcError } from "../transport/index.js";
import { isAnswer } from "./error-details.js";
import { followStatus } from "./follow-status.js";
import { callUnary, control, gateway } from "./methods.js";

/** How long the daemon may take to end a build that has failed, in milliseconds. */
const ANSWER_MS = 5_000;
/** The same of a build that was called off: who did that waits. */
const CALLED_OFF_MS = 1_200;

/** How a build that is opened is watched and called off. */
export interface OpenBuildOptions {
  readonly progress?: ProgressSink | undefined;
  /** Cancels the build in the daemon. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * A build that is being opened in the daemon. Its gateway may be used at once: the daemon holds the calls back until it
 * knows the build, and answers them until a result or an error was returned.
 */
export class OpenBuild {
  /** How Control.Solve ends: with the exporters' answer once a result was returned. */
  readonly solved: Promise<SolveResponse>;
  readonly #channel: GrpcChannel;
  readonly #call: CallOptions;
  readonly #given = new AbortController();
  readonly #status: Promise<void> | undefined;

  /** @param request `ref` is the build's id, 25 characters of `[0-9a-z]` */
  constructor(
    channel: GrpcChannel,
    request: MessageInitShape<typeof ControlSolveSchema> & { readonly ref: string },
    { progress, signal }: OpenBuildOptions = {},
  ) {
    this.#channel = channel;
    this.#call = { metadata: { "buildkit-controlapi-buildid": request.ref }, signal };
    const { signal: givenUp } = this.#given;
    const ends = signal === undefined ? givenUp : AbortSignal.any([signal, givenUp]);
    this.solved = callUnary(channel, control.solve, request, { signal: ends });
    this.solved.catch(() => undefined);
    if (progress !== undefined) {
      this.#status = followStatus(channel, { ref: request.ref, progress, signal }, this.solved);
    }
  }

  /** What the daemon is and can do; nothing is built for it. */
  ping() {
    return callUnary(this.#channel, gateway.ping, {}, this.#call);
  }

  /** Has a frontend, or a definition, made into a result, which is built only when it is needed. */
  async solve(
    request: Omit<MessageInitShape<typeof SolveRequestSchema>, "allowResultReturn" | "allowResultArrayRef">,
  ): Promise<Result | undefined> {
    const whole = { ...request, allowResultReturn: true, allowResultArrayRef: true };
    return (await callUnary(this.#channel, gateway.solve, whole, this.#call)).result;
  }

  /** Has a reference of a result built now. */
  async evaluate(ref: string): Promise<void> {
    await callUnary(this.#channel, gateway.evaluate, { ref }, this.#call);
  }

  /** Reads at most `length` bytes of a file in a reference of a result. */
  async readFile(ref: string, filePath: string, length: number): Promise<Uint8Array> {
    const range = { offset: 0n, length: BigInt(length) };
    return (await callUnary(this.#channel, gateway.readFile, { ref, filePath, range }, this.#call)).data;
  }

  /** The names in a directory of a reference of a result; none where it is empty. */
  async readDirectory(ref: string, dirPath: string): Promise<readonly string[]> {
    const { entries } = await callUnary(this.#channel, gateway.readDir, { ref, dirPath }, this.#call);
    return entries.map(({ path }) => path);
  }

  /** Ends the use of the gateway: the result goes to the exporters. */
  async return(result: Result | undefined): Promise<void> {
    await this.#return({ result: result ?? {} }, this.#call);
  }

  /**
   * Ends the use of the gateway with an error, of which an aborted signal does not keep the daemon from being told. The
   * build is over then: a daemon that does not end it is not waited for longer than some seconds.
   *
   * @returns what Control.Solve failed with; undefined when it did not.
   */
  async fail(reason: unknown): Promise<unknown> {
    const { code, message } =
      reason instanceof GrpcError
        ? reason
        : new GrpcError(GrpcCode.Unknown, SlipwayError.from(reason).message);
    const told = this.#return(
      { error: { code, message, details: [] } },
      { ...this.#call, signal: undefined },
    );
    const failed = this.solved.then(
      () => undefined,
      (error: unknown) => error,
    );
    // A daemon that cannot be told will not end the build either.
    const heard = told.then(
      () => failed,
      (error: unknown) => (isAnswer(error) ? failed : undefined),
    );
    let limit: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => {
      const patience = this.#call.signal?.aborted ? CALLED_OFF_MS : ANSWER_MS;
      limit = setTimeout(() => resolve(undefined), patience);
    });
    try {
      return await Promise.race([heard, failed, late]);
    } finally {
      clearTimeout(limit);
      this.#given.abort();
    }
  }

  /** Resolves when no more progress comes. */
  async watched(): Promise<void> {
    await this.#status;
  }

  async #return(request: MessageInitShape<typeof ReturnRequestSchema>, call: CallOptions): Promise<void> {
    await callUnary(this.#channel, gateway.return, request, call);
  }
}
