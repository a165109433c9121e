import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { CaptureStream, parseRawUpdate, type RecordedUpdate } from "../../test/progress/replay.js";
import { formatRawJson } from "./raw-json.js";
import { rawJsonDisplay } from "./rawjson-display.js";

const fixture = (name: string) =>
  readFileSync(new URL(`../../test/progress/fixtures/${name}`, import.meta.url), "utf8")
    .trimEnd()
    .split("\n");
/** JSON as Go writes it. */
const asGo = (value: unknown) =>
  JSON.stringify(value).replace(/[<>&]/g, (char) => `\\u00${char.charCodeAt(0).toString(16)}`);

describe("formatRawJson", () => {
  it("prints the updates of recorded builds as buildx did", () => {
    for (const line of fixture("linked-live.jsonl")) {
      const [, raw] = JSON.parse(line) as RecordedUpdate;
      expect(formatRawJson(parseRawUpdate(raw))).toBe(asGo(raw));
    }
    for (const line of fixture("failing.jsonl")) {
      const raw = JSON.parse(line);
      expect(formatRawJson(parseRawUpdate(raw))).toBe(asGo(raw));
    }
  });

  it("prints nothing but braces for an empty update", () => {
    expect(formatRawJson({ vertexes: [], logs: [] })).toBe("{}");
  });

  it("leaves a fraction of zero out of times", () => {
    const vertex = { digest: "a", name: "", inputs: [], cached: false, started: 1_700_000_000_000_000_000n };
    expect(formatRawJson({ vertexes: [vertex] })).toContain('"started":"2023-11-14T22:13:20Z"');
  });

  it("escapes what HTML would read", () => {
    const vertex = { digest: "a", name: "<a & b>\u2028", inputs: [], cached: false };
    expect(formatRawJson({ vertexes: [vertex] })).toContain("\\u003ca \\u0026 b\\u003e\\u2028");
  });
});

describe("rawJsonDisplay", () => {
  it("prints a line for each update and nothing at the end", async () => {
    const stream = new CaptureStream();
    const display = rawJsonDisplay(stream);
    const failed = {
      digest: "ä",
      name: "",
      inputs: [],
      cached: false,
      started: 0n,
      completed: 1n,
      error: "e",
    };
    display.update({ vertexes: [failed] });
    await display.finish();
    expect(stream.text).toBe(
      '{"vertexes":[{"digest":"ä","started":"1970-01-01T00:00:00Z",' +
        '"completed":"1970-01-01T00:00:00.000000001Z","error":"e"}]}\n',
    );
  });
});
