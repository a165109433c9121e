import { Readable } from "node:stream";
import { expect, test } from "vitest";
import type { Engine } from "../engine/contract/engine.js";
import type { StepReporter } from "../progress/report-vertex.js";
import { archiveSize, packArchive } from "./pack-archive.js";
import { sendArchive } from "./send-archive.js";

type Report = readonly [id: string, current: number, total: number, done: boolean];

async function reports(archive: Readable, total?: number, read = true): Promise<Report[]> {
  const told: Report[] = [];
  const progress: StepReporter["progress"] = (id, current, whole, done = false) => {
    told.push([id, current, whole, done]);
  };
  const loadImage: Engine["loadImage"] = async (body) => {
    if (!read) throw new Error("refused");
    for await (const chunk of body) if (chunk.length === 0) throw new Error("nothing");
  };
  const engine = { loadImage } as unknown as Engine;
  const step = { progress } as StepReporter;
  await sendArchive(engine, archive, step, {}, total).catch(() => undefined);
  return told;
}

test("the bytes of an archive of ours are told while they travel, with how many there are", async () => {
  const entries = [
    { path: "a", content: Buffer.alloc(3_000) },
    { path: "b", content: Buffer.alloc(0) },
    { path: "c", content: Buffer.alloc(512) },
  ];
  const none = {
    readContent: async () => Buffer.alloc(0),
    contentSize: async () => 0,
    streamContent: async () => {},
  };
  const total = archiveSize(entries);
  const told = await reports(packArchive(none, entries), total);
  expect(told[0]).toMatchObject(["sending image", expect.any(Number), total, false]);
  expect(told.at(-1)).toEqual(["sending image", total, total, true]);
});

test("of another's archive, how many bytes have gone", async () => {
  const told = await reports(Readable.from([Buffer.alloc(700), Buffer.alloc(800)]));
  expect(told.at(-1)).toEqual(["sending image", 1500, 0, true]);
});

test("an archive that no engine takes is let go", async () => {
  const archive = Readable.from([Buffer.alloc(700)]);
  await reports(archive, 700, false);
  expect(archive.readableFlowing).not.toBe(true);
});
