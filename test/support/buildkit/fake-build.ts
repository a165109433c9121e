import type {
  SolveRequest as ControlSolveRequest,
  SolveResponseSchema,
  StatusResponseSchema,
} from "../../../src/buildkit/gen/moby/buildkit/v1/control_pb.js";
import { Control } from "../../../src/buildkit/gen/moby/buildkit/v1/control_pb.js";
import {
  LLBBridge,
  type ResultSchema,
  type SolveRequest,
} from "../../../src/buildkit/gen/moby/buildkit/v1/gateway_pb.js";
import type { WorkerRecordSchema } from "../../../src/buildkit/gen/moby/buildkit/v1/worker_pb.js";
import type { MessageInitShape } from "../../../src/buildkit/protobuf/index.js";
import { deferred } from "../transport/deferred.js";
import type { FakeBuildKit } from "./fake-buildkit.js";
import type { FakeCall } from "./fake-call.js";
import type { FakeSession } from "./fake-session.js";

/** What builds on a fake BuildKit do and give. */
export interface FakeBuildScript {
  readonly workers?: readonly MessageInitShape<typeof WorkerRecordSchema>[];
  /** What the frontend makes. Default: a result for one platform. */
  readonly result?: MessageInitShape<typeof ResultSchema>;
  /** What the frontend does before its answer: a failure is its failure. */
  readonly onFrontend?: (build: FakeBuild, session: FakeSession) => void | Promise<void>;
  /** What the exporters do once they have the result: a failure is the solve's. */
  readonly onExport?: (build: FakeBuild, session: FakeSession) => void | Promise<void>;
  /** What is sent as progress, at once. */
  readonly statuses?: readonly MessageInitShape<typeof StatusResponseSchema>[];
  /** The exporters' answer. */
  readonly response?: MessageInitShape<typeof SolveResponseSchema>["exporterResponse"];
  /** Content of a file that the gateway is asked for. */
  readonly file?: Uint8Array;
}

/** One build as the fake BuildKit has it. */
export class FakeBuild {
  request: ControlSolveRequest | undefined;
  /** What the gateway was asked to solve. */
  frontend: SolveRequest | undefined;
  /** Result references that were evaluated. */
  readonly evaluated: string[] = [];
  readonly #known = deferred<ControlSolveRequest>();
  readonly #returned = deferred<void>();
  readonly #ended = deferred<void>();

  constructor(
    readonly id: string,
    readonly daemon: FakeBuildKit,
  ) {}

  /** The session that the build was given. */
  async session(): Promise<FakeSession> {
    return this.daemon.session((await this.#known.promise).session);
  }

  async solve(call: FakeCall, request: ControlSolveRequest): Promise<void> {
    this.request = request;
    this.#known.resolve(request);
    const canceled = call.closed.then(() => Promise.reject(new Error("context canceled")));
    canceled.catch(() => undefined);
    try {
      await Promise.race([request.frontend === "" ? this.#returned.promise : this.#runFrontend(), canceled]);
      await Promise.race([this.daemon.script.onExport?.(this, await this.session()), canceled]);
      call.answer(Control.solve.output, { exporterResponse: { ...this.daemon.script.response } });
    } catch (reason) {
      const { code = 2 } = reason as { code?: number };
      if (!call.stream.destroyed) call.end(code, (reason as Error).message);
    }
  }

  /** Of a solve that leaves nothing to the gateway. */
  async #runFrontend(): Promise<void> {
    await this.daemon.script.onFrontend?.(this, await this.session());
  }

  /** Ends the progress. */
  end(): void {
    this.#ended.resolve();
  }

  async status(call: FakeCall): Promise<void> {
    for (const status of this.daemon.script.statuses ?? []) call.send(Control.status.output, status);
    await this.#ended.promise;
    call.end();
  }

  async gateway(call: FakeCall): Promise<void> {
    const { script } = this.daemon;
    await this.#known.promise;
    if (call.path === LLBBridge.solve.path) {
      this.frontend = await call.request(LLBBridge.solve.input);
      await script.onFrontend?.(this, await this.session());
      call.answer(LLBBridge.solve.output, { result: script.result ?? ref("ref1") });
    } else if (call.path === LLBBridge.return.path) {
      const { error } = await call.request(LLBBridge.return.input);
      if (error === undefined) this.#returned.resolve();
      else this.#returned.reject(Object.assign(new Error(error.message), { code: error.code }));
      call.answer(LLBBridge.return.output, {});
    } else if (call.path === LLBBridge.evaluate.path) {
      this.evaluated.push((await call.request(LLBBridge.evaluate.input)).ref);
      call.answer(LLBBridge.evaluate.output, {});
    } else if (call.path === LLBBridge.readFile.path) {
      const { range } = await call.request(LLBBridge.readFile.input);
      call.answer(LLBBridge.readFile.output, {
        data: script.file?.subarray(0, Number(range?.length ?? 0)) ?? Buffer.alloc(0),
      });
    } else if (call.path === LLBBridge.ping.path) {
      call.answer(LLBBridge.ping.output, { workers: [...(script.workers ?? [])] });
    } else {
      call.end(12, `unknown method ${call.path}`);
    }
  }
}

/** A result for one platform. */
export function ref(id: string): MessageInitShape<typeof ResultSchema> {
  return { result: { case: "ref", value: { id } } };
}
