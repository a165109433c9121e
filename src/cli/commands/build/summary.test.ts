import { expect, test } from "vitest";
import type { OutputStream } from "../../command/command-call.js";
import { parseSummaryForm, printSummary, summaryLine } from "./summary.js";

const summary = { steps: 5, cached: 3, duration: 12_340, bytesSent: 1_200_000, bytesReceived: 0 };

test.each([
  [{}, "5 steps, 3 of them from the cache, in 12.3s; 1.2MB sent"],
  [{ cached: 5, bytesSent: 0 }, "5 steps, from the cache, in 12.3s"],
  [{ steps: 1, cached: 0, bytesReceived: 999 }, "1 step in 12.3s; 1.2MB sent, 999B received"],
])("%j reads %s", (more, line) => {
  expect(summaryLine({ ...summary, ...more })).toBe(line);
});

function printed(
  isTTY: boolean,
  ...[form, mode]: [Parameters<typeof printSummary>[1], Parameters<typeof printSummary>[2]]
) {
  const written: string[] = [];
  const stderr = { isTTY, write: (text: string) => written.push(text) } as unknown as OutputStream;
  printSummary({ stderr }, form, mode, summary);
  return written.join("");
}

test("a line is for a terminal that shows progress, JSON for whoever asks", () => {
  expect(printed(true, "auto", "auto")).toMatch(/^5 steps.*\n$/);
  for (const mode of ["quiet", "none", "rawjson"] as const) expect(printed(true, "auto", mode)).toBe("");
  expect(printed(false, "auto", "auto")).toBe("");
  expect(printed(true, "none", "auto")).toBe("");
  expect(JSON.parse(printed(false, "json", "quiet"))).toEqual(summary);
});

test("an unknown form is refused", () => {
  expect(() => parseSummaryForm("yaml")).toThrow("invalid summary yaml");
});
