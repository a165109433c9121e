import { describe, expect, it } from "vitest";
import type { VertexStatus } from "../model/status.js";
import { TransferSpeeds } from "./transfer-speeds.js";

const SECOND = 1_000_000_000n;

function status(current: number, more: Partial<VertexStatus> = {}): VertexStatus {
  return { id: "layer", vertex: "a", name: "", current, total: 0, timestamp: 0n, started: 0n, ...more };
}

describe("TransferSpeeds", () => {
  it("tells speed and time left", () => {
    const speeds = new TransferSpeeds();
    expect(speeds.measure(status(1000, { total: 4000 }), SECOND)).toEqual({
      perSecond: 1000,
      share: 0.25,
      secondsLeft: 3,
    });
  });

  it("takes what the client expects where the daemon tells no total, unless it has been passed", () => {
    const speeds = new TransferSpeeds();
    expect(speeds.measure(status(1000, { expected: 2000 }), SECOND)).toMatchObject({ secondsLeft: 1 });
    expect(speeds.measure(status(3000, { expected: 2000 }), SECOND * 2n)).toEqual({ perSecond: 1500 });
  });

  it("looks at the last five seconds, so that a stall shows", () => {
    const speeds = new TransferSpeeds();
    for (let second = 1n; second <= 10n; second++) {
      speeds.measure(status(Number(second) * 1000, { total: 20_000 }), second * SECOND);
    }
    for (let second = 11n; second < 15n; second++) {
      speeds.measure(status(10_000, { total: 20_000 }), second * SECOND);
    }
    expect(speeds.measure(status(10_000, { total: 20_000 }), 15n * SECOND)).toEqual({
      perSecond: 0,
      share: 0.5,
    });
  });

  it("says nothing of what has just begun, moves no bytes, or was forgotten", () => {
    const speeds = new TransferSpeeds();
    expect(speeds.measure(status(1000), SECOND / 10n)).toBeUndefined();
    expect(speeds.measure(status(0), SECOND)).toBeUndefined();
    speeds.measure(status(1000), SECOND);
    speeds.forget(status(1000));
    expect(speeds.measure(status(10), 10n * SECOND)).toEqual({ perSecond: 1 });
  });

  it("keeps transfers of the same name in different steps apart", () => {
    const speeds = new TransferSpeeds();
    speeds.measure(status(5000), SECOND);
    expect(speeds.measure(status(10, { vertex: "b" }), SECOND)).toEqual({ perSecond: 10 });
  });
});
