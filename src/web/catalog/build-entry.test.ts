import { expect, test } from "vitest";
import type { StoredRecord } from "../../history/index.js";
import { buildEntry } from "./build-entry.js";

const entryOf = (ref: string, frontendAttrs: Record<string, string>) =>
  buildEntry(
    {
      record: {
        ...{ ref, frontendAttrs, exporters: [], createdAt: { seconds: 1n, nanos: 0 }, exporterResponse: {} },
        ...{ numTotalSteps: 0, numCompletedSteps: 0, numCachedSteps: 0, numWarnings: 0 },
      },
      node: { builder: "b", node: { name: "n" } },
      now: undefined,
    } as unknown as StoredRecord,
    undefined,
  );

test("an entry holds no more of a stranger's build than a list needs, and what is cut shows it", () => {
  const long = "x".repeat(1_000_000);
  const platforms = Array.from({ length: 60 }, () => long).join(",");
  const entry = entryOf(long, { platform: `linux/amd64,${platforms}`, target: long });
  expect(JSON.stringify(entry).length).toBeLessThan(20_000);
  expect(entry.platforms).toHaveLength(50);
  expect(entry.platforms[0]).toBe("linux/amd64");
  expect(entry.platforms[1]).toBe(`${"x".repeat(99)}…`);
  expect(entry.ref).toBe(`${"x".repeat(499)}…`);
});

test("a usual reference and usual platforms are whole", () => {
  const entry = entryOf("k0v3", { platform: "linux/amd64,linux/arm64/v8" });
  expect(entry).toMatchObject({ ref: "k0v3", platforms: ["linux/amd64", "linux/arm64/v8"] });
});
