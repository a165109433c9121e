import { describe, expect, it } from "vitest";
import { ManualClock } from "../../../test/progress/replay.js";
import { Pacer, paceRate } from "./pacer.js";

function pacerOf(wantsMore: () => boolean) {
  const clock = new ManualClock();
  const draws: number[] = [];
  const pacer = new Pacer(clock, paceRate({}), () => {
    draws.push(clock.now());
    return wantsMore();
  });
  return { clock, draws, pacer };
}

describe("Pacer", () => {
  it("draws the first update at once and the rest of a burst 150 ms after its end", () => {
    const { clock, draws, pacer } = pacerOf(() => false);
    for (let at = 0; at <= 60; at += 10) {
      clock.advanceTo(at);
      pacer.touch();
    }
    clock.advanceTo(1000);
    expect(draws).toEqual([0, 210]);
    expect(clock.pendingTimers).toBe(0);
  });

  it("draws every 100 ms while updates keep coming", () => {
    const { clock, draws, pacer } = pacerOf(() => false);
    for (let at = 0; at <= 350; at += 10) {
      clock.advanceTo(at);
      pacer.touch();
    }
    expect(draws).toEqual([0, 100, 200, 300]);
  });

  it("goes on every 150 ms while the drawing wants more", () => {
    let more = 3;
    const { clock, draws, pacer } = pacerOf(() => --more > 0);
    pacer.touch();
    clock.advanceTo(2000);
    expect(draws).toEqual([0, 150, 300]);
  });

  it("sets no timer after it was stopped", () => {
    const { clock, draws, pacer } = pacerOf(() => true);
    pacer.touch();
    pacer.stop();
    pacer.touch();
    clock.advanceTo(1000);
    expect(draws).toEqual([0]);
    expect(clock.pendingTimers).toBe(0);
  });
});

describe("paceRate", () => {
  it("takes both times from TTY_DISPLAY_RATE", () => {
    expect(paceRate({ TTY_DISPLAY_RATE: "40" })).toEqual({ refresh: 40, limit: 40 });
  });

  it("ignores what is no number", () => {
    expect(paceRate({ TTY_DISPLAY_RATE: "fast" })).toEqual({ refresh: 150, limit: 100 });
  });
});
