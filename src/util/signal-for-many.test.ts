import { setImmediate } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { signalForMany } from "./signal-for-many.js";

describe("a signal for many", () => {
  test("is aborted with any of those that it stands for, with that one's reason", () => {
    const [first, second] = [new AbortController(), new AbortController()];
    const signal = signalForMany(first.signal, undefined, second.signal);
    expect(signal.aborted).toBe(false);
    second.abort("enough");
    expect([signal.aborted, signal.reason]).toEqual([true, "enough"]);
    expect(signalForMany(second.signal).aborted).toBe(true);
  });

  test("is listened to by many without a warning of a leak", async () => {
    const warned: Error[] = [];
    const onWarning = (warning: Error) => void warned.push(warning);
    process.on("warning", onWarning);
    const signal = signalForMany(new AbortController().signal);
    for (let listener = 0; listener < 30; listener++) signal.addEventListener("abort", () => undefined);
    await setImmediate();
    process.off("warning", onWarning);
    expect(warned).toEqual([]);
  });
});
