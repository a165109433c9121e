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
import { grpcMessage } from "../../../test/support/transport/grpc-peer.js";

describe("file content", () => {
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
