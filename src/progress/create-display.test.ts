import { describe, expect, it } from "vitest";
import { CaptureStream, ManualClock } from "../../test/progress/replay.js";
import { createDisplay } from "./create-display.js";
import type { ProgressMode } from "./display/progress-mode.js";

const STARTED = { digest: "a", name: "the step", inputs: [], cached: false, started: 0n };

async function shown(
  mode: ProgressMode,
  terminal: boolean,
  env: Record<string, string> = {},
): Promise<string> {
  const stream = Object.assign(new CaptureStream(), { isTTY: terminal });
  const header = { plain: "plain header", tty: "tty header" };
  const display = createDisplay(mode, { stream, env, header, clock: new ManualClock() });
  display.update({ vertexes: [STARTED] });
  await display.finish();
  return stream.text;
}

describe("createDisplay", () => {
  it("draws in place on a terminal", async () => {
    expect(await shown("auto", true)).toContain("tty header");
    expect(await shown("tty", true)).toContain("[+] Building");
  });

  it("prints lines elsewhere", async () => {
    expect(await shown("auto", false)).toBe("#0 plain header\n\n#1 the step\n");
    expect(await shown("plain", true)).toBe("#0 plain header\n\n#1 the step\n");
  });

  it("follows BUILDKIT_PROGRESS", async () => {
    expect(await shown("auto", true, { BUILDKIT_PROGRESS: "rawjson" })).toMatch(/^\{"vertexes"/);
  });

  it.each(["quiet", "none"] as const)("shows nothing under %s", async (mode) => {
    expect(await shown(mode, true)).toBe("");
  });

  it("refuses tty without a terminal", () => {
    expect(() => createDisplay("tty", { stream: new CaptureStream(), env: {} })).toThrow(
      "failed to get console: provided file is not a console",
    );
  });
});
