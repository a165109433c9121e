import { describe, expect, it } from "vitest";
import { unlessAborted } from "./unless-aborted.js";

const never = new Promise<never>(() => undefined);

describe("unlessAborted", () => {
  it("gives what the promise gives, and its failure", async () => {
    const { signal } = new AbortController();
    expect(await unlessAborted(Promise.resolve(1), undefined)).toBe(1);
    expect(await unlessAborted(Promise.resolve(1), signal)).toBe(1);
    await expect(unlessAborted(Promise.reject(new Error("no")), signal)).rejects.toThrow("no");
  });

  it("leaves no failure unheard that comes after the signal", async () => {
    const unheard: unknown[] = [];
    const hear = (reason: unknown) => void unheard.push(reason);
    process.on("unhandledRejection", hear);
    const failing = Promise.reject(new Error("late"));
    await expect(unlessAborted(failing, AbortSignal.abort())).rejects.toMatchObject({ code: "canceled" });
    await new Promise(setImmediate);
    process.off("unhandledRejection", hear);
    expect(unheard).toEqual([]);
  });

  it("ends as canceled when the signal aborts, before or meanwhile", async () => {
    await expect(unlessAborted(never, AbortSignal.abort())).rejects.toMatchObject({ code: "canceled" });
    const controller = new AbortController();
    const waiting = unlessAborted(never, controller.signal);
    controller.abort(new Error("enough"));
    await expect(waiting).rejects.toMatchObject({ code: "canceled", cause: new Error("enough") });
  });
});
