import http2 from "node:http2";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import {
  echo,
  METHOD,
  openSession,
  startCall,
  unary,
} from "../../../test/support/transport/daemon-session.js";
import { deferred } from "../../../test/support/transport/deferred.js";
import { grpcMessage, serveHttp2, sessionBytes } from "../../../test/support/transport/grpc-peer.js";
import { GrpcCode, GrpcError, type MethodHandler, openChannel, type ServerCall } from "./index.js";

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
