import http2 from "node:http2";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { type Deferred, deferred } from "../../../test/support/transport/deferred.js";
import {
  GrpcMessages,
  grpcMessage,
  serveHttp2,
  sessionBytes,
} from "../../../test/support/transport/grpc-peer.js";
import {
  type GrpcChannel,
  GrpcCode,
  GrpcError,
  type MethodHandler,
  openChannel,
  type ServerCall,
  type SessionTunnel,
} from "./index.js";

const METHOD = "/moby.test.Service/Method";

/** A channel with one session, and the daemon's client inside it. */
interface Session {
  readonly channel: GrpcChannel;
  readonly tunnel: SessionTunnel;
  readonly daemon: http2.ClientHttp2Session;
  readonly outer: http2.ServerHttp2Stream;
  readonly headers: http2.IncomingHttpHeaders;
  readonly cut: () => void;
}

const open: Session[] = [];

async function openSession(
  handlers: Record<string, MethodHandler>,
  options: {
    chunking?: () => number;
    settings?: http2.Settings;
    innerSettings?: http2.Settings;
    signal?: AbortSignal;
    pingDelay?: number;
  } = {},
): Promise<Session> {
  const accepted: Deferred<[http2.ServerHttp2Stream, http2.IncomingHttpHeaders]> = deferred();
  const { client, close } = serveHttp2((stream, headers) => accepted.resolve([stream, headers]), options);
  const channel = openChannel(
    client,
    options.pingDelay === undefined ? {} : { pingDelay: options.pingDelay },
  );
  const tunnel = channel.openSession({
    metadata: { "x-docker-expose-session-uuid": "id", "x-docker-expose-session-grpc-method": ["a", "b"] },
    services: new Map(Object.entries(handlers)),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  const [outer, headers] = await accepted.promise;
  const bytes = sessionBytes(outer);
  const daemon = http2.connect("http://session", {
    createConnection: () => bytes,
    settings: options.innerSettings ?? {},
  });
  daemon.on("error", () => {});
  const session = { channel, tunnel, daemon, outer, headers, cut: close };
  open.push(session);
  return session;
}

afterEach(() => {
  for (const { channel, daemon, cut } of open.splice(0)) {
    daemon.destroy();
    channel.close();
    cut();
  }
});

interface Answer {
  readonly messages: Buffer[];
  readonly headers: http2.IncomingHttpHeaders;
  readonly trailers: http2.IncomingHttpHeaders;
}

function startCall(daemon: http2.ClientHttp2Session, path = METHOD, extra: http2.OutgoingHttpHeaders = {}) {
  const stream = daemon.request(
    { ":method": "POST", ":path": path, "content-type": "application/grpc", te: "trailers", ...extra },
    { endStream: false },
  );
  const messages: Buffer[] = [];
  const reader = new GrpcMessages();
  let headers: http2.IncomingHttpHeaders = {};
  let trailers: http2.IncomingHttpHeaders | undefined;
  const answer = deferred<Answer>();
  answer.promise.catch(() => {});
  stream.on("response", (fields) => {
    headers = fields;
  });
  stream.on("trailers", (fields) => {
    trailers = fields;
  });
  stream.on("data", (chunk: Buffer) => messages.push(...reader.push(chunk)));
  stream.on("error", (error) => answer.reject(error));
  stream.on("close", () => answer.resolve({ messages, headers, trailers: trailers ?? headers }));
  return { stream, answer: answer.promise };
}

function unary(daemon: http2.ClientHttp2Session, path = METHOD, request = Buffer.alloc(0)): Promise<Answer> {
  const { stream, answer } = startCall(daemon, path);
  stream.end(grpcMessage(request));
  return answer;
}

const echo: MethodHandler = (call) =>
  call.receive(async (message) => {
    if (!call.send(message)) await call.drain();
  });

describe("opening a session", () => {
  it("sends every value of a repeated header", async () => {
    const { headers } = await openSession({});
    expect(headers[":path"]).toBe("/moby.buildkit.v1.Control/Session");
    expect(headers["x-docker-expose-session-grpc-method"]).toBe("a, b");
  });
});

describe("a call of the daemon", () => {
  it("gets the messages its handler sends, then OK", async () => {
    const { daemon } = await openSession({ [METHOD]: echo });
    const { messages, headers, trailers } = await unary(daemon, METHOD, Buffer.from("hello"));
    expect(messages.map(String)).toEqual(["hello"]);
    expect(headers).toMatchObject({ ":status": 200, "content-type": "application/grpc" });
    expect(trailers["grpc-status"]).toBe("0");
  });

  it("sees its metadata, every value of it", async () => {
    let seen: ServerCall | undefined;
    const { daemon } = await openSession({
      [METHOD]: async (call) => {
        seen = call;
      },
    });
    const { stream, answer } = startCall(daemon, METHOD, {
      "include-patterns": ["a,b", "c"],
      "x-bin": "AQI",
    });
    stream.end();
    await answer;
    expect(seen?.method).toBe(METHOD);
    expect(seen?.metadata.get("include-patterns")).toEqual(["a,b", "c"]);
    expect(seen?.metadata.get("x-bin")).toEqual(["AQI"]);
    expect([...(seen?.metadata.keys() ?? [])].some((key) => key.startsWith(":"))).toBe(false);
  });

  it("gets the code, message and details of a GrpcError", async () => {
    const { daemon } = await openSession({
      [METHOD]: () => Promise.reject(new GrpcError(GrpcCode.NotFound, "kein Café", Uint8Array.of(1, 2))),
    });
    const { trailers } = await unary(daemon);
    expect(trailers).toMatchObject({
      "grpc-status": "5",
      "grpc-message": "kein Caf%C3%A9",
      "grpc-status-details-bin": "AQI",
    });
  });

  it("gets Unknown for any other error, after what was sent", async () => {
    const { daemon } = await openSession({
      [METHOD]: async (call) => {
        call.send(Buffer.from("partial"));
        throw new Error("boom");
      },
    });
    const { messages, trailers } = await unary(daemon);
    expect(messages.map(String)).toEqual(["partial"]);
    expect(trailers).toMatchObject({ "grpc-status": "2", "grpc-message": "boom" });
  });

  it("gets Unimplemented for an unknown method", async () => {
    const { daemon } = await openSession({});
    const { trailers } = await unary(daemon);
    expect(trailers["grpc-status"]).toBe("12");
  });

  it("gets HTTP 415 when it is not gRPC", async () => {
    const { daemon } = await openSession({ [METHOD]: echo });
    const { stream, answer } = startCall(daemon, METHOD, { "content-type": "text/plain" });
    stream.end();
    expect((await answer).headers[":status"]).toBe(415);
  });

  it("ends although it never half-closes, when its handler returns", async () => {
    const { daemon } = await openSession({
      [METHOD]: async (call) => {
        void call.receive(() => {});
        call.send(Buffer.from("bye"));
      },
    });
    const { stream, answer } = startCall(daemon);
    stream.write(grpcMessage(Buffer.from("first of many")));
    expect((await answer).trailers["grpc-status"]).toBe("0");
  });

  it("aborts its signal and ends receive() when it is reset", async () => {
    const ended = deferred<{ error: unknown; aborted: boolean }>();
    const { daemon } = await openSession({
      [METHOD]: async (call) => {
        const error = await call.receive(() => {}).catch((reason: unknown) => reason);
        ended.resolve({ error, aborted: call.signal.aborted });
      },
    });
    const { stream, answer } = startCall(daemon);
    stream.write(grpcMessage(Buffer.from("x")));
    await sleep(20);
    stream.destroy();
    await answer.catch(() => {});
    expect(await ended.promise).toMatchObject({ aborted: true, error: { name: "GrpcError" } });
  });

  it("rejects receive() with the handler's failure, and may answer with it", async () => {
    const { daemon } = await openSession({
      [METHOD]: (call) =>
        call.receive(() => {
          throw new GrpcError(GrpcCode.DataLoss, "bad packet");
        }),
    });
    expect((await unary(daemon)).trailers).toMatchObject({
      "grpc-status": "15",
      "grpc-message": "bad packet",
    });
  });
});

describe("a daemon with settings of its own", () => {
  it("may forbid a dynamic header table", async () => {
    const { daemon } = await openSession({ [METHOD]: echo }, { innerSettings: { headerTableSize: 0 } });
    for (const text of ["one", "two"]) {
      expect((await unary(daemon, METHOD, Buffer.from(text))).messages.map(String)).toEqual([text]);
    }
  });

  it("may send messages larger than a stream's window", async () => {
    const { daemon } = await openSession({
      [METHOD]: (call) =>
        call.receive((message) => {
          call.send(Buffer.from(String(message.length)));
        }),
    });
    const { stream, answer } = startCall(daemon);
    stream.write(grpcMessage(Buffer.alloc(10 << 20)));
    stream.write(grpcMessage(Buffer.alloc(9 << 20)));
    stream.end(grpcMessage(Buffer.alloc(1)));
    expect((await answer).messages.map(String)).toEqual([`${10 << 20}`, `${9 << 20}`, "1"]);
  });

  it("gets ResourceExhausted for a message above 16 MiB", async () => {
    const { daemon } = await openSession({ [METHOD]: echo });
    const { stream, answer } = startCall(daemon);
    stream.end(Buffer.from([0, 1, 0, 0, 1]));
    expect((await answer).trailers["grpc-status"]).toBe("8");
  });

  it("may send metadata that needs several frames, and gets errors that do", async () => {
    const long = "x".repeat(30_000);
    const { daemon } = await openSession({
      [METHOD]: (call) => Promise.reject(new Error(`${call.metadata.get("x-long")?.[0]?.length} ${long}`)),
    });
    const { stream, answer } = startCall(daemon, METHOD, { "x-long": long });
    stream.end();
    expect((await answer).trailers["grpc-message"]).toBe(`30000 ${long}`);
  });
});

describe("health checks", () => {
  it("are answered with SERVING", async () => {
    const { daemon } = await openSession({});
    const { messages, trailers } = await unary(daemon, "/grpc.health.v1.Health/Check");
    expect(messages).toEqual([Buffer.from([8, 1])]);
    expect(trailers["grpc-status"]).toBe("0");
  });

  it("can be watched until the daemon stops", async () => {
    const { daemon } = await openSession({});
    const { stream, answer } = startCall(daemon, "/grpc.health.v1.Health/Watch");
    const first = deferred<void>();
    stream.once("data", () => first.resolve());
    stream.end(grpcMessage(Buffer.alloc(0)));
    await first.promise;
    stream.close(http2.constants.NGHTTP2_CANCEL);
    await answer.catch(() => {});
  });
});

describe("file content", () => {
  const size = 5_000_000;
  const content = Buffer.from(Array.from({ length: size }, (_, index) => (index * 7) % 251));

  /** Sends `content` in packets with a prefix, through sendFilled; every other packet asynchronously. */
  const sendContent: MethodHandler = async (call) => {
    let at = 0;
    for (let packet = 0; at < size; packet++) {
      const length = Math.min(packet % 3 === 0 ? 100_000 : 777, size - at);
      const copy = (views: Uint8Array[]): void => {
        for (const view of views) {
          view.set(content.subarray(at, at + view.length));
          at += view.length;
        }
      };
      const filled = call.sendFilled(Buffer.from("prefix"), length, (views) => {
        if (packet % 2 === 0) return copy(views);
        return sleep(packet % 50 === 1 ? 1 : 0).then(() => copy(views));
      });
      if (filled !== undefined) await filled;
      if (packet % 5 === 0) call.send(Buffer.from("mark"));
    }
  };

  function contentOf(messages: Buffer[]): Buffer {
    const packets = messages.filter((message) => String(message) !== "mark");
    expect(packets.every((packet) => packet.subarray(0, 6).toString() === "prefix")).toBe(true);
    return Buffer.concat(packets.map((packet) => packet.subarray(6)));
  }

  it("arrives intact through sendFilled", async () => {
    const { daemon } = await openSession({ [METHOD]: sendContent });
    const { messages, trailers } = await unary(daemon);
    expect(trailers["grpc-status"]).toBe("0");
    expect(contentOf(messages).equals(content)).toBe(true);
  });

  it.each([
    ["outer", { settings: { initialWindowSize: 700 } }],
    ["inner", { innerSettings: { initialWindowSize: 700 } }],
  ])("arrives intact when the %s windows stay tiny", async (_which, options) => {
    const part = content.subarray(0, 150_000);
    const { daemon } = await openSession(
      {
        [METHOD]: async (call) => {
          call.send(Buffer.from("head"));
          await call.sendFilled(new Uint8Array(), part.length, ([...views]) => {
            let at = 0;
            for (const view of views) {
              view.set(part.subarray(at, at + view.length));
              at += view.length;
            }
          });
        },
      },
      options,
    );
    const { messages } = await unary(daemon);
    expect(messages[1]?.equals(part)).toBe(true);
  });

  // Around the payloads of a unit's first frame, second frame, and both, and what the outer connection adds to them.
  it.each([16_365, 16_366, 16_367, 16_384, 16_385, 20_000, 32_731, 32_732, 32_733, 32_759, 32_768, 50_001])(
    "arrives intact when windows of %i bytes cut it",
    async (size) => {
      const part = content.subarray(0, 500_000);
      for (const settings of [
        { settings: { initialWindowSize: size } },
        { innerSettings: { initialWindowSize: size } },
        { settings: { initialWindowSize: size }, innerSettings: { initialWindowSize: size } },
        { settings: { initialWindowSize: size, maxFrameSize: 1 << 20 } },
        { settings: { maxFrameSize: 1 << 20 }, innerSettings: { initialWindowSize: size } },
      ]) {
        const { daemon } = await openSession({ [METHOD]: echo }, settings);
        expect((await unary(daemon, METHOD, part)).messages[0]?.equals(part)).toBe(true);
      }
    },
  );

  it("travels in messages of nearly 32 KiB, of which BuildKit's buffers take no more", async () => {
    const windows = { initialWindowSize: 8 << 20 };
    const options = { settings: windows, innerSettings: windows };
    const { daemon, outer } = await openSession({ [METHOD]: echo }, options);
    for (const session of [outer.session, daemon]) session?.setLocalWindowSize(8 << 20);
    const lengths: number[] = [];
    const reader = new GrpcMessages();
    outer.on("data", (chunk: Buffer) => lengths.push(...reader.push(chunk).map(({ length }) => length)));
    const part = content.subarray(0, 1_000_000);
    expect((await unary(daemon, METHOD, part)).messages[0]?.equals(part)).toBe(true);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(32_768);
    expect(lengths.filter((length) => length > 32_700).length).toBeGreaterThanOrEqual(25);
  });

  it("arrives intact when the daemon takes large frames", async () => {
    const windows = { initialWindowSize: 8 << 20 };
    const options = { settings: { ...windows, maxFrameSize: 1 << 20 }, innerSettings: windows };
    const { daemon, outer } = await openSession({ [METHOD]: sendContent }, options);
    for (const session of [outer.session, daemon]) session?.setLocalWindowSize(8 << 20);
    const { messages, trailers } = await unary(daemon);
    expect(trailers["grpc-status"]).toBe("0");
    expect(contentOf(messages).equals(content)).toBe(true);
  });

  it.each([
    [0, 65_535],
    [30, 65_535],
    [0, 32 << 20],
  ])(
    "arrives intact with answers to PINGs %i ms late and windows that stay at %i bytes",
    async (pingDelay, size) => {
      const windows = { settings: { initialWindowSize: size }, innerSettings: { initialWindowSize: size } };
      const { daemon, outer } = await openSession({ [METHOD]: sendContent }, { pingDelay, ...windows });
      let asked = 0;
      let answered = 0;
      const asking = setInterval(() => {
        asked++;
        outer.session?.ping(() => answered++);
      }, 2);
      const { messages, trailers } = await unary(daemon);
      clearInterval(asking);
      expect(trailers["grpc-status"]).toBe("0");
      expect(contentOf(messages).equals(content)).toBe(true);
      await expect.poll(() => answered).toBe(asked);
    },
  );

  it("arrives intact whatever the chunk boundaries are", async () => {
    const big = content.subarray(0, 300_000);
    const { daemon } = await openSession(
      { [METHOD]: echo },
      { chunking: () => 1 + Math.floor(Math.random() * 60) },
    );
    expect((await unary(daemon, METHOD, big)).messages[0]?.equals(big)).toBe(true);
  });

  it("is taken back when reading it fails", async () => {
    const { daemon } = await openSession({
      [METHOD]: async (call) => {
        call.send(Buffer.from("before"));
        for (const length of [10, 40_000, 1 << 20]) {
          await expect(
            (async () => call.sendFilled(Buffer.from("p"), length, () => Promise.reject(new Error("EIO"))))(),
          ).rejects.toThrow("EIO");
          expect(() =>
            call.sendFilled(Buffer.from("p"), length, () => {
              throw new Error("EIO");
            }),
          ).toThrow("EIO");
        }
        call.send(Buffer.from("after"));
      },
    });
    const { messages, trailers } = await unary(daemon);
    expect(trailers["grpc-status"]).toBe("0");
    expect(messages.map(String)).toEqual(["before", "after"]);
  });

  it("is complete when the handler returns while it is still being read", async () => {
    const { daemon } = await openSession({
      [METHOD]: async (call) => {
        void call.sendFilled(Buffer.from("late "), 4, async ([view]) => {
          await sleep(10);
          view?.set(Buffer.from("data"));
        });
      },
    });
    const { messages, trailers } = await unary(daemon);
    expect(messages.map(String)).toEqual(["late data"]);
    expect(trailers["grpc-status"]).toBe("0");
  });

  it("waits for room instead of filling memory", async () => {
    let filled = 0;
    const { daemon } = await openSession({
      [METHOD]: async (call) => {
        for (;;) {
          await call.sendFilled(new Uint8Array(), call.maxFill, () => {
            filled += call.maxFill;
          });
        }
      },
    });
    const { stream, answer } = startCall(daemon);
    stream.pause();
    stream.end();
    await sleep(100);
    expect(filled).toBeLessThan(24 << 20);
    stream.close(http2.constants.NGHTTP2_CANCEL);
    await answer.catch(() => {});
  });

  it("of one call does not hold up another", async () => {
    const stuck = deferred<void>();
    const { daemon } = await openSession(
      {
        [METHOD]: async (call) => {
          stuck.resolve();
          for (;;) await call.sendFilled(new Uint8Array(), 60_000, () => {});
        },
        "/a.B/Echo": echo,
      },
      { innerSettings: { initialWindowSize: 20_000 } },
    );
    const upload = startCall(daemon);
    upload.stream.pause();
    upload.stream.end();
    await stuck.promise;
    await sleep(20);
    expect((await unary(daemon, "/a.B/Echo", Buffer.from("hi"))).messages.map(String)).toEqual(["hi"]);
  });
});

describe("a handler that does not read", () => {
  it("stops its sender and nobody else", async () => {
    const { daemon } = await openSession({
      [METHOD]: (call) => new Promise((resolve) => call.signal.addEventListener("abort", () => resolve())),
      "/a.B/Echo": echo,
    });
    const upload = startCall(daemon);
    let written = 0;
    const write = (): void => {
      upload.stream.write(grpcMessage(Buffer.alloc(100_000)), () => {
        written += 100_000;
        if (written < 40_000_000) write();
      });
    };
    write();
    await sleep(150);
    expect(written).toBeLessThan(12_000_000);
    expect((await unary(daemon, "/a.B/Echo", Buffer.from("hi"))).messages.map(String)).toEqual(["hi"]);
    upload.stream.close(http2.constants.NGHTTP2_CANCEL);
    await upload.answer.catch(() => {});
  });
});

describe("the end of a session", () => {
  const hang: MethodHandler = (call) =>
    new Promise((resolve) => call.signal.addEventListener("abort", () => resolve()));

  it("half-closes on close() and resolves ended, with the calls aborted", async () => {
    const aborted = deferred<void>();
    const running = deferred<void>();
    const { tunnel, daemon, outer } = await openSession({
      [METHOD]: async (call) => {
        running.resolve();
        await hang(call);
        aborted.resolve();
      },
    });
    const { answer } = startCall(daemon);
    await running.promise;
    const halfClosed = new Promise<void>((resolve) => outer.on("end", () => resolve()));
    tunnel.close();
    await aborted.promise;
    await halfClosed;
    outer.end();
    await tunnel.ended;
    await answer.catch(() => {});
  });

  it("rejects ended and aborts the calls when the connection is cut", async () => {
    const aborted = deferred<void>();
    const running = deferred<void>();
    const { tunnel, daemon, channel, cut } = await openSession({
      [METHOD]: async (call) => {
        running.resolve();
        await hang(call);
        aborted.resolve();
      },
    });
    const { answer } = startCall(daemon);
    await running.promise;
    cut();
    await expect(tunnel.ended).rejects.toMatchObject({ code: GrpcCode.Unavailable });
    await aborted.promise;
    await channel.closed;
    await answer.catch(() => {});
  });

  it("rejects ended when the daemon ends the call", async () => {
    const { tunnel, outer } = await openSession({});
    outer.end();
    await expect(tunnel.ended).rejects.toMatchObject({ code: GrpcCode.Unavailable });
  });

  it("rejects ended when the daemon leaves the inner connection", async () => {
    const { tunnel, daemon } = await openSession({});
    await unary(daemon, "/grpc.health.v1.Health/Check");
    daemon.close();
    await expect(tunnel.ended).rejects.toMatchObject({ code: "connection-lost" });
  });

  it("rejects ended with the reason of its signal", async () => {
    const reason = new Error("stop");
    const abort = new AbortController();
    const { tunnel } = await openSession({}, { signal: abort.signal });
    abort.abort(reason);
    await expect(tunnel.ended).rejects.toBe(reason);
  });

  it("rejects ended when what comes is not HTTP/2", async () => {
    const accepted = deferred<http2.ServerHttp2Stream>();
    const { client, close } = serveHttp2((stream) => accepted.resolve(stream));
    const channel = openChannel(client);
    const tunnel = channel.openSession({ metadata: {}, services: new Map() });
    const outer = await accepted.promise;
    sessionBytes(outer).write("GET / HTTP/1.1\r\nHost: session\r\n\r\n");
    await expect(tunnel.ended).rejects.toMatchObject({ code: "protocol-error" });
    channel.close();
    close();
  });
});
