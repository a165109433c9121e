import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { PeerWatch } from "./peer-watch.js";

/** A watch of 4 s whose clock the test moves; `events` are what it did, with the second. */
function watching(limit = 4000) {
  const peer = { waiting: true, buffered: 0, taken: 0 };
  const events: string[] = [];
  const start = performance.now();
  const note = (what: string) => events.push(`${what} ${(performance.now() - start) / 1000}`);
  const watch = new PeerWatch({
    limit,
    isWaiting: () => peer.waiting,
    sending: () => ({ buffered: peer.buffered, taken: peer.taken }),
    ask: () => note("asks"),
    onSilent: (milliseconds) => note(`silent for ${milliseconds / 1000} at`),
  });
  watch.start();
  return { watch, peer, events };
}

const seconds = (count: number) => vi.advanceTimersByTimeAsync(count * 1000);

describe("the watch of a peer", () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance", "hrtime"] }));
  afterEach(() => vi.useRealTimers());

  test("waits half as long for a peer that has never said anything", async () => {
    const { events } = watching();
    await seconds(20);
    expect(events).toEqual(["silent for 2 at 2"]);
  });

  test("asks a silent peer once, and gives it the whole time to answer", async () => {
    const { watch, events } = watching();
    watch.heard();
    await seconds(20);
    expect(events).toEqual(["asks 1", "silent for 4 at 4"]);
  });

  test("goes on for as long as the peer answers", async () => {
    const { watch, events } = watching();
    watch.heard();
    for (let second = 0; second < 100; second++) {
      await seconds(1);
      if (second % 3 === 2) watch.heard();
    }
    expect(events.every((event) => event.startsWith("asks"))).toBe(true);
    expect(events).toHaveLength(34);
  });

  test("asks again whenever the peer is silent anew", async () => {
    const { watch, events } = watching();
    watch.heard();
    await seconds(1.5);
    watch.heard();
    await seconds(10);
    expect(events).toEqual(["asks 1", "asks 2", "silent for 4 at 5"]);
  });

  test("a peer that takes what waited to be sent is there", async () => {
    const { watch, peer, events } = watching();
    watch.heard();
    peer.buffered = 100;
    for (let second = 0; second < 20; second++) {
      await seconds(1);
      peer.taken += 10;
    }
    expect(events).toEqual(["asks 1"]);
    await seconds(6);
    expect(events).toEqual(["asks 1", "silent for 4 at 25"]);
  });

  test("what the kernel takes without a backlog shows nothing", async () => {
    const { watch, peer, events } = watching();
    watch.heard();
    for (let second = 0; second < 6; second++) {
      peer.taken += 10;
      await seconds(1);
    }
    expect(events).toEqual(["asks 1", "silent for 4 at 4"]);
  });

  test("ends with the calls, and begins with the next one", async () => {
    const { watch, peer, events } = watching();
    watch.heard();
    peer.waiting = false;
    await seconds(100);
    expect(vi.getTimerCount()).toBe(0);
    peer.waiting = true;
    watch.start();
    watch.start();
    expect(vi.getTimerCount()).toBe(1);
    await seconds(4);
    expect(events).toEqual(["asks 101", "silent for 4 at 104"]);
  });

  test("waits long where the limit is longer than timers are", async () => {
    const { events } = watching(2 ** 40);
    await seconds(1000);
    expect(events).toEqual([]);
  });

  test.each(["stop", "no limit"])("is no timer after %s", (how) => {
    const { watch } = watching(how === "stop" ? 4000 : 0);
    watch.stop();
    expect(vi.getTimerCount()).toBe(0);
  });
});

test("a process that was held up for a while gives the peer its time anew", async () => {
  const { watch, events } = watching(80);
  onTestFinished(() => watch.stop());
  watch.heard();
  const end = performance.now() + 150;
  while (performance.now() < end) Math.random();
  await sleep(1);
  expect(events).toEqual([]);
});
