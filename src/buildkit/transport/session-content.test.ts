import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { echo, METHOD, openSession, unary } from "../../../test/support/transport/daemon-session.js";
import { GrpcMessages } from "../../../test/support/transport/grpc-peer.js";
import type { MethodHandler } from "./index.js";

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
});

describe("small messages", () => {
  it.each([
    {},
    { settings: { maxFrameSize: 1 << 20 } },
    { settings: { initialWindowSize: 20_000 }, innerSettings: { initialWindowSize: 700 } },
  ])("arrive one by one, in order, wherever a frame of %j ends", async (options) => {
    const sent = Array.from({ length: 3000 }, (_, index) =>
      Buffer.alloc(index % 41 === 0 ? 0 : index % 97, index),
    );
    const sendAll: MethodHandler = async (call) => {
      for (const message of sent) if (!call.send(message)) await call.drain();
    };
    const { daemon } = await openSession({ [METHOD]: sendAll }, options);
    const { messages } = await unary(daemon);
    expect(messages.length).toBe(sent.length);
    expect(Buffer.concat(messages).equals(Buffer.concat(sent))).toBe(true);
    expect(messages.map(({ length }) => length)).toEqual(sent.map(({ length }) => length));
  });
});
