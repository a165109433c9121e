import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { deferred } from "../../../test/support/transport/deferred.js";
import {
  GrpcMessages,
  grpcMessage,
  readMessages,
  respond,
  type StreamHandler,
  serveHttp2,
} from "../../../test/support/transport/grpc-peer.js";
import { GrpcCode, type GrpcError, openChannel } from "./index.js";

const METHOD = "/moby.buildkit.v1.Control/Info";

async function withServer<T>(
  onStream: StreamHandler,
  use: (channel: ReturnType<typeof openChannel>) => Promise<T>,
  options: Parameters<typeof serveHttp2>[1] = {},
): Promise<T> {
  const { client, close } = serveHttp2(onStream, options);
  const channel = openChannel(client);
  try {
    return await use(channel);
  } finally {
    channel.close();
    close();
  }
}

async function errorOf(promise: Promise<unknown>): Promise<GrpcError> {
  return promise.then(
    () => expect.unreachable("the call succeeded"),
    (error: unknown) => error as GrpcError,
  );
}

const noise = (): number => 1 + Math.floor(Math.random() * 40);

describe("a unary call", () => {
  it("sends the request with gRPC headers and resolves with the answer", async () => {
    let seen: Record<string, unknown> = {};
    let request: Buffer | undefined;
    const answer = await withServer(
      async (stream, headers) => {
        seen = { ...headers };
        [request] = await readMessages(stream);
        respond(stream, [Buffer.from("pong")]);
      },
      (channel) => channel.unary(METHOD, Buffer.from("ping"), { metadata: { "x-key": ["a", "b"] } }),
    );
    expect(Buffer.from(answer).toString()).toBe("pong");
    expect(request?.toString()).toBe("ping");
    expect(seen).toMatchObject({
      ":method": "POST",
      ":path": METHOD,
      ":authority": "localhost",
      "content-type": "application/grpc",
      te: "trailers",
      "x-key": "a, b",
    });
  });

  it("works whatever the chunk boundaries are", async () => {
    const big = Buffer.alloc(300_000, "x");
    await withServer(
      async (stream) => respond(stream, await readMessages(stream)),
      async (channel) => {
        const answer = await channel.unary(METHOD, big);
        expect(big.equals(answer)).toBe(true);
      },
      { chunking: noise },
    );
  });

  it("rejects with the status, the decoded message and the details of the trailers", async () => {
    const details = Buffer.from([1, 2, 3, 250]);
    const error = await errorOf(
      withServer(
        (stream) =>
          respond(stream, [], {
            "grpc-status": "5",
            "grpc-message": "no such thing: caf%C3%A9 100%",
            "grpc-status-details-bin": details.toString("base64").replace(/=+$/, ""),
          }),
        (channel) => channel.unary(METHOD, new Uint8Array()),
      ),
    );
    expect(error).toMatchObject({
      name: "GrpcError",
      code: GrpcCode.NotFound,
      message: "no such thing: café 100%",
    });
    expect(Buffer.from(error.statusDetails ?? []).equals(details)).toBe(true);
  });

  it("understands a response that is trailers only", async () => {
    const error = await errorOf(
      withServer(
        (stream) =>
          stream.respond(
            {
              ":status": 200,
              "content-type": "application/grpc",
              "grpc-status": "12",
              "grpc-message": "unknown",
            },
            { endStream: true },
          ),
        (channel) => channel.unary(METHOD, new Uint8Array()),
      ),
    );
    expect(error).toMatchObject({ code: GrpcCode.Unimplemented, message: "unknown" });
  });

  it.each([
    [401, GrpcCode.Unauthenticated],
    [404, GrpcCode.Unimplemented],
    [503, GrpcCode.Unavailable],
    [418, GrpcCode.Unknown],
  ])("maps HTTP status %i", async (status, code) => {
    const error = await errorOf(
      withServer(
        (stream) => {
          stream.respond({ ":status": status });
          stream.end("not gRPC");
        },
        (channel) => channel.unary(METHOD, new Uint8Array()),
      ),
    );
    expect(error).toMatchObject({ code, message: `unexpected HTTP status ${status}` });
  });

  it("rejects when OK comes without an answer, and when there are two", async () => {
    const call = (answers: Buffer[]) =>
      errorOf(
        withServer(
          (stream) => respond(stream, answers),
          (channel) => channel.unary(METHOD, new Uint8Array()),
        ),
      );
    expect(await call([])).toMatchObject({ code: GrpcCode.Internal });
    expect(await call([Buffer.from("1"), Buffer.from("2")])).toMatchObject({ code: GrpcCode.Internal });
  });

  it("takes an answer of 16 MiB and refuses a larger one", async () => {
    const limit = 16 << 20;
    const call = (size: number) =>
      withServer(
        (stream) => respond(stream, [Buffer.alloc(size)]),
        (channel) => channel.unary(METHOD, new Uint8Array()),
      );
    expect((await call(limit)).length).toBe(limit);
    expect(await errorOf(call(limit + 1))).toMatchObject({ code: GrpcCode.ResourceExhausted });
  });

  it("refuses a compressed answer", async () => {
    const error = await errorOf(
      withServer(
        (stream) => {
          stream.respond({ ":status": 200, "content-type": "application/grpc" });
          stream.write(Buffer.from([1, 0, 0, 0, 1, 65]));
        },
        (channel) => channel.unary(METHOD, new Uint8Array()),
      ),
    );
    expect(error).toMatchObject({ code: GrpcCode.Internal });
  });

  it("maps a reset of the stream", async () => {
    const error = await errorOf(
      withServer(
        (stream) => stream.close(7),
        (channel) => channel.unary(METHOD, new Uint8Array()),
      ),
    );
    expect(error).toMatchObject({ code: GrpcCode.Unavailable });
  });
});

describe("aborting", () => {
  it("resets the stream with CANCEL and rejects with the reason", async () => {
    const reason = new Error("enough");
    const abort = new AbortController();
    let code: number | undefined;
    const closed = deferred<void>();
    const opened = deferred<void>();
    await withServer(
      (stream) => {
        stream.on("close", () => {
          code = stream.rstCode;
          closed.resolve();
        });
        opened.resolve();
      },
      async (channel) => {
        const call = channel.unary(METHOD, new Uint8Array(), { signal: abort.signal });
        await opened.promise;
        abort.abort(reason);
        await expect(call).rejects.toBe(reason);
        await closed.promise;
        expect(code).toBe(8);
      },
    );
  });

  it("ends every call of one signal, without a warning about listeners", async () => {
    const warnings: Error[] = [];
    const listen = (warning: Error): void => void warnings.push(warning);
    process.on("warning", listen);
    const abort = new AbortController();
    await withServer(
      () => {},
      async (channel) => {
        const calls = Array.from({ length: 30 }, () =>
          channel.unary(METHOD, new Uint8Array(), { signal: abort.signal }),
        );
        const outcomes = Promise.allSettled(calls);
        abort.abort(new Error("all of them"));
        expect((await outcomes).every((outcome) => outcome.status === "rejected")).toBe(true);
      },
    );
    process.off("warning", listen);
    expect(warnings).toEqual([]);
  });

  it("rejects at once when the signal is aborted already", async () => {
    const reason = new Error("never");
    await withServer(
      () => {},
      async (channel) => {
        const call = channel.unary(METHOD, new Uint8Array(), { signal: AbortSignal.abort(reason) });
        await expect(call).rejects.toBe(reason);
      },
    );
  });
});

describe("a server stream", () => {
  it("delivers messages in order and one at a time", async () => {
    const messages = Array.from({ length: 50 }, (_, index) => Buffer.from(`message ${index}`));
    const got: string[] = [];
    let running = 0;
    await withServer(
      (stream) => respond(stream, messages),
      (channel) =>
        channel.serverStream(METHOD, new Uint8Array(), async (message) => {
          expect(++running).toBe(1);
          await sleep(1);
          got.push(Buffer.from(message).toString());
          running--;
        }),
    );
    expect(got).toEqual(messages.map(String));
  });

  it("delivers what came before an error status", async () => {
    const got: string[] = [];
    const error = await errorOf(
      withServer(
        (stream) => respond(stream, [Buffer.from("one")], { "grpc-status": "10" }),
        (channel) =>
          channel.serverStream(METHOD, new Uint8Array(), async (message) => {
            await sleep(5);
            got.push(Buffer.from(message).toString());
          }),
      ),
    );
    expect(got).toEqual(["one"]);
    expect(error.code).toBe(GrpcCode.Aborted);
  });

  it("rejects with the handler's error and resets the stream", async () => {
    const failure = new Error("disk full");
    const closed = deferred<number>();
    await withServer(
      (stream) => {
        stream.on("close", () => closed.resolve(stream.rstCode));
        stream.respond({ ":status": 200, "content-type": "application/grpc" });
        stream.write(grpcMessage(Buffer.from("one")));
      },
      async (channel) => {
        const call = channel.serverStream(METHOD, new Uint8Array(), () => Promise.reject(failure));
        await expect(call).rejects.toBe(failure);
        expect(await closed.promise).toBe(8);
      },
    );
  });

  it("stops the sender while the handler is busy, but no other call", async () => {
    let written = 0;
    const release = deferred<void>();
    await withServer(
      (stream, headers) => {
        if (headers[":path"] === METHOD) return respond(stream, [Buffer.from("ok")]);
        stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
        stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
        const more = (): void => {
          if (written >= 64 << 20) stream.end();
          else
            stream.write(grpcMessage(Buffer.alloc(1 << 20)), () => {
              written += 1 << 20;
              more();
            });
        };
        more();
      },
      async (channel) => {
        let received = 0;
        const download = channel.serverStream("/a.B/Download", new Uint8Array(), (message) => {
          received += message.length;
          return release.promise;
        });
        await sleep(200);
        expect(written).toBeLessThan(12 << 20);
        expect(Buffer.from(await channel.unary(METHOD, new Uint8Array())).toString()).toBe("ok");
        release.resolve();
        await download;
        expect(received).toBe(64 << 20);
      },
    );
  });
});

describe("a duplex call", () => {
  it("sends and receives at the same time", async () => {
    await withServer(
      (stream) => {
        stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
        stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
        const reader = new GrpcMessages();
        stream.on("data", (chunk: Buffer) => {
          for (const message of reader.push(chunk)) stream.write(grpcMessage(Buffer.from(`re: ${message}`)));
        });
        stream.on("end", () => stream.end());
      },
      async (channel) => {
        const call = channel.duplex(METHOD);
        const got: string[] = [];
        const received = call.receive((message) => {
          got.push(Buffer.from(message).toString());
          if (got.length === 1) call.send(Buffer.from("second"));
          else call.end();
        });
        call.send(Buffer.from("first"));
        await received;
        expect(got).toEqual(["re: first", "re: second"]);
      },
    );
  });

  it("delivers everything, intact, to a peer whose windows stay small", async () => {
    const parts = Array.from({ length: 40 }, (_, index) => Buffer.alloc(1 + index * 5000, index));
    let sum = 0;
    await withServer(
      async (stream) => {
        const messages = await readMessages(stream);
        sum = messages.reduce((total, message) => total + message.length, 0);
        respond(stream, [
          Buffer.from(String(messages.every((message, index) => message.equals(parts[index] ?? message)))),
        ]);
      },
      async (channel) => {
        const call = channel.duplex(METHOD);
        for (const part of parts) if (!call.send(part)) await call.drain();
        call.end();
        let answer = "";
        await call.receive((message) => {
          answer = Buffer.from(message).toString();
        });
        expect(answer).toBe("true");
        expect(sum).toBe(parts.reduce((total, part) => total + part.length, 0));
      },
      { settings: { initialWindowSize: 1000 } },
    );
  });

  it("bounds what it buffers", async () => {
    await withServer(
      () => {},
      async (channel) => {
        const call = channel.duplex(METHOD);
        const chunk = Buffer.alloc(1 << 20);
        let sent = 0;
        while (call.send(chunk)) sent++;
        expect(sent).toBeLessThan(16);
        const drained = call.drain();
        call.cancel();
        await expect(drained).rejects.toMatchObject({ code: GrpcCode.Canceled });
        expect(call.send(chunk)).toBe(false);
        await expect(call.receive(() => {})).rejects.toMatchObject({ code: GrpcCode.Canceled });
      },
    );
  });
});

describe("the end of the connection", () => {
  it("rejects the calls under way and resolves closed with the error", async () => {
    const { client, close } = serveHttp2(() => {});
    const channel = openChannel(client);
    const call = channel.unary(METHOD, new Uint8Array());
    setTimeout(close, 10);
    await expect(call).rejects.toMatchObject({ code: GrpcCode.Unavailable });
    expect(await channel.closed).toMatchObject({ name: "SlipwayError", code: "connection-lost" });
    await expect(channel.unary(METHOD, new Uint8Array())).rejects.toMatchObject({
      code: GrpcCode.Unavailable,
    });
  });

  it("resolves closed with undefined after close(), and destroys the stream", async () => {
    const { client } = serveHttp2(() => {});
    const channel = openChannel(client);
    const call = channel.unary(METHOD, new Uint8Array());
    channel.close();
    await expect(call).rejects.toMatchObject({ code: GrpcCode.Unavailable });
    expect(await channel.closed).toBeUndefined();
    await sleep(20);
    expect(client.destroyed).toBe(true);
  });

  it("passes the stream's error on", async () => {
    const { client } = serveHttp2(() => {});
    const channel = openChannel(client);
    client.destroy(new Error("cable cut"));
    const error = await channel.closed;
    expect(error?.message).toContain("cable cut");
  });

  it("reports a stream that was closed before", async () => {
    const { client } = serveHttp2(() => {});
    client.destroy();
    const channel = openChannel(client);
    expect(await channel.closed).toMatchObject({ code: "connection-lost" });
  });
});
