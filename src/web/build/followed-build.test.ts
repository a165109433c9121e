import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { StoredRecord } from "../../history/index.js";
import type { SolveStatus } from "../../progress/model/status.js";
import { buildEntry } from "../catalog/build-entry.js";
import { FollowedBuild } from "./followed-build.js";

const value = "verysecretvalue77";
const time = 1_700_000_000_000_000_000n;

const progress = {
  vertexes: [
    {
      ...{ digest: "sha256:1", inputs: [], name: `[1/1] WORKDIR /w/${value}`, started: time, cached: false },
      ...{ completed: time, error: `/w/${value} failed` },
    },
  ],
  statuses: [
    { ...{ id: `copy ${value}`, vertex: "sha256:1", name: "", current: 1, total: 1 }, timestamp: time },
  ],
  logs: [
    { vertex: "sha256:1", stream: 1, data: Buffer.from(`a\nsays ${value}\nb\n`), timestamp: time },
    { vertex: "sha256:1", stream: 1, data: Buffer.from("••••••\n"), timestamp: time },
  ],
  warnings: [
    {
      ...{ vertex: "sha256:1", level: 1, short: Buffer.from(`is ${value}`), url: `https://x/${value}` },
      ...{ detail: [Buffer.from(`see ${value}`)], ranges: [], sourceInfo: undefined },
    },
  ],
} as unknown as SolveStatus;

let directory = "";
let build: FollowedBuild;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "slipway-followed-"));
  const failing = () => Promise.reject(new Error("the record is broken"));
  const stored = {
    record: {
      ...{ ref: "r", numTotalSteps: 1, numCompletedSteps: 1, numCachedSteps: 0, numWarnings: 0 },
      ...{ createdAt: { seconds: 1n, nanos: 0 }, completedAt: { seconds: 2n, nanos: 0 } },
      ...{ frontendAttrs: { "build-arg:API_TOKEN": value }, results: undefined },
      // Without lists that every record has, it cannot be read.
      exporters: undefined,
    },
    node: {
      ...{ builder: "b", node: { name: "n" } },
      client: {
        status: async (_: string, update: (status: SolveStatus) => void) => update(progress),
        readContent: failing,
      },
    },
    now: undefined,
  } as unknown as StoredRecord;
  const entry = buildEntry(stored, undefined);
  build = new FollowedBuild({
    ...{ stored, state: undefined, entry, again: async () => undefined },
    spool: join(directory, "0.log"),
  });
  await build.done;
});
afterEach(async () => {
  build.close();
  await rm(directory, { recursive: true, force: true });
});

test("a build whose record cannot be read shows no values of credentials either", async () => {
  const document = await build.document();
  expect(document.problems.join()).toContain("failed to read the record");
  expect(document.steps[0]?.name).toBe("[1/1] WORKDIR /w/••••••");
  expect(JSON.stringify(document)).not.toContain(value);
  expect(JSON.stringify(build.events().next())).not.toContain(value);
  const { lines } = await build.logs(0, 0, 10);
  expect(lines.map(([, , text]) => text)).toEqual(["a", "says ••••••", "b", "••••••"]);
});

test("a search finds what is shown, and does not tell what is hidden", async () => {
  expect((await build.search(0, "verys", 0)).lines).toEqual([]);
  expect((await build.search(0, "says •", 0)).lines).toEqual([1]);
});
