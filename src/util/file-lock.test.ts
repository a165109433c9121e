import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { acquireFileLock, exclusiveOpening } from "./file-lock.js";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "file-lock-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const isHeld = (path: string) => {
  try {
    execFileSync("flock", ["-n", "-x", path, "true"], { stdio: "ignore" });
    return false;
  } catch {
    return true;
  }
};

describe("acquireFileLock", () => {
  it("excludes other programs that use flock until it is released", async () => {
    const path = join(directory, "lock");
    const release = await acquireFileLock(path);
    expect(isHeld(path)).toBe(true);
    await release();
    expect(isHeld(path)).toBe(false);
  });

  it("admits one holder at a time, in this process too, when the file is removed on release", async () => {
    const path = join(directory, "lock");
    let inside = 0;
    let most = 0;
    const visit = async () => {
      const release = await acquireFileLock(path, { removeOnRelease: true });
      most = Math.max(most, ++inside);
      await new Promise((resolve) => setTimeout(resolve, 5));
      inside--;
      await release();
    };
    await Promise.all(Array.from({ length: 8 }, visit));
    expect(most).toBe(1);
    expect(existsSync(path)).toBe(false);
  });

  it("stops waiting when the signal aborts", async () => {
    const path = join(directory, "lock");
    const holder = spawn("flock", ["-x", path, "sh", "-c", "echo held; sleep 30"], {
      stdio: ["ignore", "pipe", "ignore"],
      detached: true,
    });
    await once(holder.stdout, "data");
    await expect(acquireFileLock(path, { signal: AbortSignal.timeout(50) })).rejects.toMatchObject({
      code: "canceled",
      message: `waiting for the lock ${path} was cancelled`,
    });
    if (holder.pid !== undefined) process.kill(-holder.pid);
  });

  it("names the lock file when it cannot be made", async () => {
    const path = join(directory, "missing", "lock");
    await expect(acquireFileLock(path)).rejects.toMatchObject({
      code: "io-error",
      message: `cannot lock ${path}: no such file or directory`,
    });
  });
});

it("without a program that locks, opening a file does, each platform in its way", () => {
  expect(exclusiveOpening("darwin")).toEqual({ flag: 0x20, busyCodes: ["EAGAIN", "EWOULDBLOCK", "EBUSY"] });
  expect(exclusiveOpening("win32")).toMatchObject({
    flag: 0x1000_0000,
    busyCodes: expect.arrayContaining(["EPERM"]),
  });
});
