import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { acquireStoreLock } from "./store-lock.js";

let root: string;
let path: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "slipway-lock-"));
  path = join(root, ".lock");
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** Exit status of a non-blocking attempt by another program. */
async function tryElsewhere(): Promise<number> {
  const [status] = await once(spawn("flock", ["-n", path, "true"]), "exit");
  return Number(status);
}

describe("the store's lock", () => {
  test("keeps every other program out until it is released", async () => {
    const release = await acquireStoreLock(path);
    expect(await tryElsewhere()).toBe(1);
    await release();
    expect(await tryElsewhere()).toBe(0);
  });

  test("waits for another program that holds it", async () => {
    const holder = spawn("flock", [path, "-c", "echo held; read line"], {
      stdio: ["pipe", "pipe", "ignore"],
    });
    await once(holder.stdout, "data");
    let taken = false;
    const waiting = acquireStoreLock(path).then((release) => {
      taken = true;
      return release;
    });
    await sleep(100);
    expect(taken).toBe(false);
    holder.stdin.end("\n");
    await (await waiting)();
    expect(taken).toBe(true);
  });

  test("keeps two holders in one process apart", async () => {
    const order: string[] = [];
    const first = await acquireStoreLock(path);
    const second = acquireStoreLock(path).then(async (release) => {
      order.push("second");
      await release();
    });
    await sleep(50);
    order.push("first");
    await first();
    await second;
    expect(order).toEqual(["first", "second"]);
  });

  test("is given up when the wait is cancelled", async () => {
    const release = await acquireStoreLock(path);
    const controller = new AbortController();
    const waiting = acquireStoreLock(path, { signal: controller.signal });
    setTimeout(() => controller.abort(), 50);
    await expect(waiting).rejects.toMatchObject({ code: "canceled" });
    await release();
    expect(await tryElsewhere()).toBe(0);
  });
});
