import { closeSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { EarlySync } from "./early-sync.js";

const large = 64 << 20;
/** A sync of it fails, and so shows that there was one. */
const noFile = 1_000_000;

describe("EarlySync", () => {
  it("leaves small files alone", async () => {
    const sync = new EarlySync(noFile);
    sync.wrote(large - 1);
    await sync.settled();
  });

  it("counts what is written piece by piece", async () => {
    const sync = new EarlySync(noFile);
    for (let written = 0; written < large; written += 1 << 20) sync.wrote(1 << 20);
    await expect(sync.settled()).rejects.toMatchObject({ code: "EBADF" });
  });

  it("reports a failure whenever it is asked, as the kernel tells it once", async () => {
    const sync = new EarlySync(noFile);
    sync.wrote(large);
    await expect(sync.settled()).rejects.toMatchObject({ syscall: "fdatasync" });
    sync.wrote(1);
    await expect(sync.settled()).rejects.toMatchObject({ syscall: "fdatasync" });
  });

  it("settles once the sync that is under way has ended", async () => {
    const directory = mkdtempSync(join(tmpdir(), "slipway-early-sync-"));
    const fd = openSync(join(directory, "file"), "w");
    const sync = new EarlySync(fd);
    sync.wrote(large);
    await sync.settled();
    closeSync(fd);
    rmSync(directory, { recursive: true });
  });
});
