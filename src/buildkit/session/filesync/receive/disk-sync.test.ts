import { mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DiskSync } from "./disk-sync.js";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "slipway-sync-"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true, force: true });
});

/** Makes files and hands them over; resolves when those that are not left for the end are done. */
async function sync(count: number): Promise<{ sync: DiskSync; paths: string[]; errors: unknown[] }> {
  const errors: unknown[] = [];
  const disk = new DiskSync(root, (error) => error !== undefined && errors.push(error));
  const paths = Array.from({ length: count }, (_, i) => join(root, `f${i}`));
  for (const path of paths) disk.add(openSync(path, "w"), path, 0);
  await vi.waitFor(() => expect(disk.size).toBe(0));
  return { sync: disk, paths, errors };
}

describe("files that are made durable", () => {
  it("are done in the background while they are few", async () => {
    const { sync: disk, errors } = await sync(20);
    expect(errors).toEqual([]);
    await disk.finish();
  });

  it("are done together at the end when they are many", async () => {
    const { sync: disk } = await sync(400);
    await disk.finish();
  });

  it.runIf(process.platform === "linux")(
    "are done one by one where the system has no program for it",
    async () => {
      const { sync: disk, paths } = await sync(200);
      vi.stubEnv("PATH", root);
      await disk.finish();
      rmSync(paths[199] ?? "");
      await expect(disk.finish()).rejects.toMatchObject({ code: "not-found" });
    },
  );
});
