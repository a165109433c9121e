import { describe, expect, it } from "vitest";
import { CaptureStream, ManualClock } from "../../test/progress/replay.js";
import type { SolveStatus } from "./model/status.js";
import { plainDisplay } from "./plain/plain-display.js";
import { reportVertex } from "./report-vertex.js";

function recorder() {
  const updates: SolveStatus[] = [];
  return { updates, sink: { update: (status: SolveStatus) => updates.push(status) } };
}

describe("reportVertex", () => {
  it("reads like buildx's own steps", async () => {
    const clock = new ManualClock(1_000_000);
    const stream = new CaptureStream();
    const display = plainDisplay(stream, { env: {}, clock });
    await reportVertex(
      display,
      "[internal] booting buildkit",
      async (step) => {
        await step.status("pulling image x", () => clock.advance(1200));
        step.progress("layer", 500, 2000);
        step.log("hello\n");
        clock.advance(300);
        step.progress("layer", 2000, 2000, true);
        step.warn("slow");
      },
      clock,
    );
    await display.finish();
    expect(stream.text).toBe(
      "#1 [internal] booting buildkit\n#1 pulling image x\n#1 pulling image x 1.2s done\n#1 layer 500B / 2.00kB\n" +
        "#1 1.200 hello\n#1 layer 2.00kB / 2.00kB 0.3s done\n#1 WARN: slow\n#1 DONE 1.5s\n",
    );
  });

  it("gives every step a digest of its own", async () => {
    const { updates, sink } = recorder();
    await reportVertex(sink, "same name", () => 1);
    await reportVertex(sink, "same name", () => 2);
    const digests = updates.map((update) => update.vertexes?.[0]?.digest ?? "");
    expect(new Set(digests).size).toBe(2);
    expect(digests[0]).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  it("ends the step with the error that was thrown, and throws it on", async () => {
    const { updates, sink } = recorder();
    const failing = reportVertex(sink, "x", () => Promise.reject(new Error("no such image")));
    await expect(failing).rejects.toThrow("no such image");
    expect(updates.at(-1)?.vertexes?.[0]).toMatchObject({ error: "no such image" });
    expect(updates.at(-1)?.vertexes?.[0]?.completed).toBeDefined();
  });

  it("marks a step that was called off as cancelled", async () => {
    const { updates, sink } = recorder();
    const aborted = reportVertex(sink, "x", () => Promise.reject(new DOMException("stop", "AbortError")));
    await expect(aborted).rejects.toThrow("stop");
    expect(updates.at(-1)?.vertexes?.[0]?.error).toMatch(/context canceled$/);
  });

  it("returns the result, also when nobody looks", async () => {
    expect(await reportVertex(undefined, "x", (step) => step.status("y", () => 42))).toBe(42);
  });
});
