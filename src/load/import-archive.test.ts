import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { MemoryContent } from "../../test/support/load/memory-content.js";
import type { Engine, EngineInfo, EngineProgressLine } from "../engine/contract/engine.js";
import { SlipwayError } from "../errors/index.js";
import type { SolveStatus } from "../progress/index.js";
import { servesContent } from "./content-source.js";
import { hasContainerdStore } from "./engine-store.js";
import { importArchive } from "./import-archive.js";

const layer = (id: string, current: number, total: number): EngineProgressLine => ({
  status: "Loading layer",
  id,
  progressDetail: { current, total },
});

test("an archive's layers are shown as the engine tells of them, and end when it has ended", async () => {
  const lines: EngineProgressLine[] = [
    layer("a", 1, 4),
    { status: "Loaded image: x" },
    layer("b", 2, 2),
    { status: "Loading layer", id: "c" },
    { status: "Loading layer" },
  ];
  const engine: Pick<Engine, "loadImage"> = {
    loadImage: async (_archive, options) => {
      for (const line of lines) options?.onProgress?.(line);
    },
  };
  const updates: SolveStatus[] = [];
  const progress = { update: (status: SolveStatus) => void updates.push(status) };
  await importArchive(engine as Engine, Readable.from([]), { progress });
  const shown = updates.flatMap(({ statuses = [] }) => statuses);
  expect(
    shown.map(({ id, current, total, completed }) => [id.slice(-1), current, total, completed !== undefined]),
  ).toEqual([
    ["a", 1, 4, false],
    ["b", 2, 2, true],
    ["c", 0, 0, false],
    ["a", 4, 4, true],
    ["c", 0, 0, true],
  ]);
  expect(updates[0]?.vertexes).toMatchObject([{ name: "importing to docker" }]);
});

test("an archive that the engine refuses is a step in error", async () => {
  const engine: Pick<Engine, "loadImage"> = {
    loadImage: () => Promise.reject(new SlipwayError("engine-error", "no space left")),
  };
  const updates: SolveStatus[] = [];
  const progress = { update: (status: SolveStatus) => void updates.push(status) };
  await expect(importArchive(engine as Engine, Readable.from([]), { progress })).rejects.toThrow(
    "no space left",
  );
  expect(updates.at(-1)?.vertexes).toMatchObject([{ error: "no space left" }]);
});

test.each<[EngineInfo["DriverStatus"], boolean]>([
  [[["driver-type", "io.containerd.snapshotter.v1"]], true],
  [[["Backing Filesystem", "extfs"]], false],
  [null, false],
  [undefined, false],
])("an engine of driver status %j has a containerd store: %s", async (DriverStatus, has) => {
  const engine = {
    info: async () => (DriverStatus === undefined ? {} : { DriverStatus }),
  } as unknown as Engine;
  expect(await hasContainerdStore(engine)).toBe(has);
});

test("a daemon serves content when it answers at all", async () => {
  expect(await servesContent(new MemoryContent())).toBe(true);
  const mute = Object.assign(new MemoryContent(), {
    contentSize: () => Promise.reject(new Error("unknown service")),
  });
  expect(await servesContent(mute)).toBe(false);
});
