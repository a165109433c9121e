import http2 from "node:http2";
import type { Duplex } from "node:stream";
import { onTestFinished } from "vitest";
import { Control } from "../../../src/buildkit/gen/moby/buildkit/v1/control_pb.js";
import type { DescMessage, DescMethod, MessageShape } from "../../../src/buildkit/protobuf/index.js";
import { GrpcCode } from "../../../src/buildkit/transport/index.js";
import { type Deferred, deferred } from "../transport/deferred.js";
import { duplexPair } from "../transport/duplex-pair.js";
import { FakeBuild, type FakeBuildScript } from "./fake-build.js";
import { FakeCall } from "./fake-call.js";
import { FakeSession } from "./fake-session.js";

/** Answers a call, in place of what a BuildKit would do. */
export type FakeHandler = (call: FakeCall, daemon: FakeBuildKit) => void | Promise<void>;

/** How a fake BuildKit differs from one that builds everything at once and successfully. */
export interface FakeBuildKitScript extends FakeBuildScript {
  /** By path: what is done in place of the usual. */
  readonly handlers?: Readonly<Record<string, FakeHandler>>;
}

/** One byte stream that leads to the fake BuildKit. */
export class FakeConnection {
  readonly near: Duplex;
  readonly far: Duplex;
  session: http2.ServerHttp2Session | undefined;

  constructor() {
    [this.near, this.far] = duplexPair();
  }

  /** The stream ends as if the daemon's process had ended. */
  end(): void {
    this.far.destroy();
  }

  /** The stream breaks as a TCP connection that was reset. */
  break(): void {
    this.near.destroy(Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" }));
  }

  /** Bytes between the HTTP/2 frames. */
  write(bytes: Uint8Array): void {
    this.far.write(bytes);
  }

  goaway(code = 0): void {
    this.session?.goaway(code);
  }
}

/**
 * A BuildKit daemon in memory, which speaks the real protocol: HTTP/2, gRPC, the gateway's flow, sessions. It builds
 * nothing; it records what it is asked and answers by a script, so that a test can have it say what no real one says.
 */
export class FakeBuildKit {
  readonly connections: FakeConnection[] = [];
  /** Every call in the order it came. */
  readonly calls: FakeCall[] = [];
  readonly builds = new Map<string, FakeBuild>();
  readonly #sessions = new Map<string, Deferred<FakeSession>>();
  readonly #script: FakeBuildKitScript;

  /** It is gone when the test is finished. */
  constructor(script: FakeBuildKitScript = {}) {
    this.#script = script;
    onTestFinished(() => {
      for (const { far } of this.connections) far.destroy();
    });
  }

  /** Opens a byte stream to it, as a driver would. */
  readonly connect = (): Duplex => {
    const connection = new FakeConnection();
    this.connections.push(connection);
    const server = http2.createServer();
    server.on("session", (session) => {
      connection.session = session;
      session.on("error", () => {});
    });
    server.on("sessionError", () => {});
    server.on("stream", (stream, headers) => {
      stream.on("error", () => {});
      this.#take(new FakeCall(stream, headers, connection), headers);
    });
    server.emit("connection", connection.far);
    return connection.near;
  };

  /** The session of this id, which may be about to be opened. */
  session(id: string): Promise<FakeSession> {
    return this.#sessionSlot(id).promise;
  }

  /** What was asked of a method, in the order it came. */
  requests<I extends DescMessage>(method: DescMethod<I>): Promise<MessageShape<I>[]> {
    const calls = this.calls.filter(({ path }) => path === method.path);
    return Promise.all(calls.map((call) => call.request(method.input)));
  }

  /** What an answer is made of for all builds alike. */
  get script(): FakeBuildKitScript {
    return this.#script;
  }

  build(id: string): FakeBuild {
    const known = this.builds.get(id) ?? new FakeBuild(id, this);
    this.builds.set(id, known);
    return known;
  }

  #sessionSlot(id: string): Deferred<FakeSession> {
    const slot = this.#sessions.get(id) ?? deferred<FakeSession>();
    this.#sessions.set(id, slot);
    return slot;
  }

  #take(call: FakeCall, headers: http2.IncomingHttpHeaders): void {
    this.calls.push(call);
    const handler = this.#script.handlers?.[call.path];
    if (handler === undefined && call.path === Control.session.path) {
      const session = new FakeSession(call.stream, headers);
      this.#sessionSlot(session.id).resolve(session);
      return;
    }
    call.listen();
    if (call.path === Control.solve.path) void this.#endWith(call);
    const answering = handler === undefined ? this.usual(call) : handler(call, this);
    Promise.resolve(answering).catch((reason: Error & { readonly code?: number }) => {
      if (!call.stream.destroyed) call.end(reason.code ?? GrpcCode.Unknown, reason.message);
    });
  }

  /** However a solve ends, its build has ended. */
  async #endWith(call: FakeCall): Promise<void> {
    const request = await call.request(Control.solve.input).catch(() => undefined);
    await call.closed;
    if (request !== undefined) this.build(request.ref).end();
  }

  /** What a BuildKit would do. */
  async usual(call: FakeCall): Promise<void> {
    if (call.path === Control.info.path) {
      call.answer(Control.info.output, { buildkitVersion: { version: "v0.32.2" } });
    } else if (call.path === Control.listWorkers.path) {
      call.answer(Control.listWorkers.output, { record: [...(this.#script.workers ?? [])] });
    } else if (call.path === Control.solve.path) {
      const request = await call.request(Control.solve.input);
      await this.build(request.ref).solve(call, request);
    } else if (call.path === Control.status.path) {
      const { ref } = await call.request(Control.status.input);
      await this.build(ref).status(call);
    } else if (call.build !== undefined) {
      await this.build(call.build).gateway(call);
    } else {
      call.end(GrpcCode.Unimplemented, `unknown method ${call.path}`);
    }
  }
}
