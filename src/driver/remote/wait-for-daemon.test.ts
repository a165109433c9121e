import { describe, expect, test, vi } from "vitest";
import { SlipwayError } from "../../errors/index.js";
import type { SolveStatus } from "../../progress/index.js";
import { unreachable } from "./unreachable.js";
import { waitForDaemon } from "./wait-for-daemon.js";

const refused = unreachable(
  "tcp://bk:1",
  Object.assign(new Error("connection refused"), { code: "ECONNREFUSED" }),
);
const untrusted = unreachable("tcp://bk:1", Object.assign(new Error("x"), { code: "CERT_HAS_EXPIRED" }));
const patience = { total: 60, pause: 5 };

function progress() {
  const names: string[] = [];
  const update = ({ vertexes }: SolveStatus) => void names.push(...(vertexes ?? []).map(({ name }) => name));
  return { names, sink: { update } };
}

describe("waiting for a daemon", () => {
  test("says nothing of one that answers", async () => {
    const { names, sink } = progress();
    const ask = vi.fn(async () => {});
    await waitForDaemon(ask, { progress: sink }, patience);
    expect(ask).toHaveBeenCalledOnce();
    expect(names).toEqual([]);
  });

  test("asks again until it answers", async () => {
    const { names, sink } = progress();
    const ask = vi
      .fn(async () => {})
      .mockRejectedValueOnce(refused)
      .mockRejectedValueOnce(refused);
    await waitForDaemon(ask, { progress: sink }, patience);
    expect(ask).toHaveBeenCalledTimes(3);
    expect(new Set(names)).toEqual(new Set(["[internal] waiting for connection"]));
  });

  test("ends when the time is up, with the last failure", async () => {
    await expect(waitForDaemon(() => Promise.reject(refused), {}, patience)).rejects.toMatchObject({
      code: "daemon-unreachable",
      message: "context deadline exceeded: cannot reach BuildKit at tcp://bk:1: connection refused",
    });
  });

  test("ends when the time is up for one that takes the question and says nothing", async () => {
    const never = (signal: AbortSignal) =>
      new Promise<void>((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(new SlipwayError("canceled", "the call was canceled")));
      });
    await expect(waitForDaemon(never, {}, patience)).rejects.toMatchObject({
      code: "daemon-unreachable",
      message: "context deadline exceeded",
    });
  });

  test.each([
    ["a certificate that is not trusted", untrusted],
    ["a file that is missing", new SlipwayError("not-found", "error loading tls config")],
  ])("does not wait for %s to change", async (_what, failure) => {
    const ask = vi.fn(() => Promise.reject(failure));
    await expect(waitForDaemon(ask, {}, patience)).rejects.toBe(failure);
    expect(ask).toHaveBeenCalledOnce();
  });

  test("is called off by its signal", async () => {
    const controller = new AbortController();
    const ask = vi.fn(async () => {
      controller.abort();
      throw refused;
    });
    const waiting = waitForDaemon(ask, { signal: controller.signal }, patience);
    await expect(waiting).rejects.toMatchObject({ code: "canceled" });
    expect(ask).toHaveBeenCalledOnce();
  });
});
