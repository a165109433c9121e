import { describe, expect, it } from "vitest";
import { errorOf, METHOD, withServer } from "../../../test/support/transport/grpc-calls.js";
import { readMessages, respond } from "../../../test/support/transport/grpc-peer.js";
import { GrpcCode } from "./index.js";

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
      { chunking: () => 1 + Math.floor(Math.random() * 40) },
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
