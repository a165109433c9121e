import { closeSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { EarlySync } from "./early-sync.js";

const fdatasync = vi.hoisted(() => vi.fn<(fd: number, done: (error: Error | null) => void) => void>());
vi.mock("node:fs", async (original) => ({ ...(await original<typeof import("node:fs")>()), fdatasync }));

let directory: string;
let fd: number;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "slipway-early-sync-"));
  fd = openSync(join(directory, "file"), "w");
  fdatasync.mockReset();
});
afterEach(() => {
  closeSync(fd);
  rmSync(directory, { recursive: true });
});

describe("EarlySync", () => {
  it("leaves small files alone", async () => {
    const sync = new EarlySync(fd);
    sync.wrote(1 << 20);
    await sync.settled();
    expect(fdatasync).not.toHaveBeenCalled();
  });

  it("runs one sync at a time, and the next when as much was written again", async () => {
    const sync = new EarlySync(fd);
    for (let i = 0; i < 300; i++) sync.wrote(1 << 20);
    expect(fdatasync).toHaveBeenCalledTimes(1);
    fdatasync.mock.calls[0]?.[1](null);
    await sync.settled();
    sync.wrote(1 << 20);
    expect(fdatasync).toHaveBeenCalledTimes(2);
  });

  it("waits for the sync that is under way, and reports its failure", async () => {
    const sync = new EarlySync(fd);
    sync.wrote(64 << 20);
    const settled = sync.settled();
    const failure = new Error("EIO: i/o error, fdatasync");
    fdatasync.mock.calls[0]?.[1](failure);
    await expect(settled).rejects.toBe(failure);
    await expect(sync.settled()).rejects.toBe(failure);
  });
});
