import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { METHOD, openSession, startCall, unary } from "../../../test/support/transport/daemon-session.js";
import { deferred } from "../../../test/support/transport/deferred.js";
import { grpcMessage } from "../../../test/support/transport/grpc-peer.js";
import type { MethodHandler } from "./index.js";

/** Messages of `x` or `y` and content: those of `x` may come in pieces. */
const messages = [0, 1, 500, 40_000, 16_384, 16_380, 3, 200_000, 70_000, 1, 1].map((length, index) =>
  Buffer.concat([
    Buffer.from(index % 3 === 2 ? "y" : "x"),
    Buffer.from(Array.from({ length }, (_, at) => at % 251)),
  ]),
);

/** Takes messages as they come, and puts what comes in pieces together. */
function collecting(onPiece: (bytes: Uint8Array) => void | Promise<void> = () => {}) {
  const whole: Buffer[] = [];
  const split: Buffer[][] = [];
  const handler: MethodHandler = (call) =>
    call.receive(
      (message) => {
        whole.push(Buffer.from(message));
      },
      (start, length) => {
        if (start[0] !== 0x78) return undefined;
        const pieces: Buffer[] = [];
        split.push(pieces);
        expect(start.length).toBeLessThan(length);
        return {
          prefix: 1,
          take: (piece) => {
            expect(piece.length).toBeGreaterThan(0);
            pieces.push(Buffer.from(piece));
            return onPiece(piece);
          },
        };
      },
    );
  const all = () => [...whole, ...split.map((pieces) => Buffer.concat([Buffer.from("x"), ...pieces]))];
  return { handler, whole, split, all };
}

const sorted = (list: readonly Buffer[]) => list.map((bytes) => bytes.toString("latin1")).sort();

describe("a message that comes in several pieces", () => {
  it.each([
    ["a few bytes at a time", () => 1 + Math.floor(Math.random() * 20)],
    ["in odd chunks", () => 1 + Math.floor(Math.random() * 3000)],
    ["in large chunks", () => 100_000],
  ])("is whole when what comes is cut %s", async (_how, chunking) => {
    const taken = collecting();
    const { daemon } = await openSession({ [METHOD]: taken.handler }, { chunking });
    const { stream, answer } = startCall(daemon);
    stream.end(Buffer.concat(messages.map(grpcMessage)));
    expect((await answer).trailers["grpc-status"]).toBe("0");
    expect(sorted(taken.all())).toEqual(sorted(messages));
    expect(taken.split.some((pieces) => pieces.length > 1)).toBe(true);
    expect(taken.whole.filter((message) => message[0] === 0x79)).toHaveLength(3);
  });

  it("is handed on before its end has come", async () => {
    const first = deferred<void>();
    const taken = collecting(() => first.resolve());
    const { daemon } = await openSession({ [METHOD]: taken.handler });
    const { stream, answer } = startCall(daemon);
    const message = grpcMessage(Buffer.alloc(100, "x"));
    stream.write(message.subarray(0, 50));
    await first.promise;
    expect(taken.split.map((pieces) => Buffer.concat(pieces).length)).toEqual([44]);
    stream.end(message.subarray(50));
    await answer;
    expect(Buffer.concat(taken.split.flat()).length).toBe(99);
  });

  it("fails the call when it is cut off", async () => {
    const failed = deferred<unknown>();
    const taken = collecting();
    const { daemon } = await openSession({
      [METHOD]: (call) => taken.handler(call).catch((reason: unknown) => failed.resolve(reason)),
    });
    const { stream } = startCall(daemon);
    stream.end(grpcMessage(Buffer.alloc(100, "x")).subarray(0, 50));
    await expect(failed.promise).resolves.toMatchObject({ message: "the stream ended inside a message" });
  });

  it("fails the call with the error of who takes it", async () => {
    const taken = collecting(() => Promise.reject(new Error("disk full")));
    const { daemon } = await openSession({ [METHOD]: taken.handler });
    const { trailers } = await unary(daemon, METHOD, Buffer.alloc(100_000, "x"));
    expect(trailers["grpc-message"]).toBe("disk full");
  });

  it("holds its sender up while a piece is being dealt with, larger than any window or not", async () => {
    const gate = deferred<void>();
    const taken = collecting(() => gate.promise);
    const { daemon } = await openSession({ [METHOD]: taken.handler });
    const { stream, answer } = startCall(daemon);
    let written = 0;
    for (let index = 0; index < 40; index++) {
      stream.write(grpcMessage(Buffer.alloc(1_000_000, "x")), () => {
        written += 1_000_000;
      });
    }
    stream.end();
    await sleep(150);
    expect(written).toBeLessThan(12_000_000);
    gate.resolve();
    expect((await answer).trailers["grpc-status"]).toBe("0");
    expect(taken.all().map((message) => message.length)).toEqual(Array(40).fill(1_000_000));
  });
});
