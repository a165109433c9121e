import { afterEach, expect, test } from "vitest";
import type { StoredRecord } from "../../history/index.js";
import { BuildShelf } from "./build-shelf.js";
import type { BuildToFollow } from "./followed-build.js";

/** A build that runs until it is let go of; its record cannot be read. */
const runningBuild = (ref: string): Omit<BuildToFollow, "spool"> => {
  const status: StoredRecord["node"]["client"]["status"] = (_ref, update, options) => {
    const timestamp = 1n;
    const data = new TextEncoder().encode("a line\n".repeat(2_000));
    update({
      vertexes: [{ digest: "a", name: "RUN a", inputs: [], cached: false }],
      logs: [{ vertex: "a", stream: 1, data, timestamp }],
    });
    return new Promise((_resolve, reject) => {
      options?.signal?.addEventListener("abort", () => reject(new Error("aborted")));
    });
  };
  return {
    stored: { record: { ref }, node: { client: { status } } } as unknown as StoredRecord,
    state: undefined,
    entry: { ref, live: true } as BuildToFollow["entry"],
    again: async () => undefined,
  };
};

let shelf = new BuildShelf();
afterEach(async () => {
  await shelf.close();
  shelf = new BuildShelf();
});

const open = (ref: string) => shelf.open(ref, async () => runningBuild(ref));
const openMany = async (from: number, count: number) => {
  for (let index = from; index < from + count; index++) await open(`other ${index}`);
};

test("a build that somebody follows is kept open, however many others are opened", async () => {
  const build = await open("followed");
  const reader = build.events();
  await openMany(0, 30);
  expect(await open("followed")).toBe(build);
  expect(reader.next()).toMatchObject({ type: "build" });
  expect([reader.ended(), reader.broken()]).toEqual([false, false]);
});

test("a build that nobody follows any more is closed when others are opened", async () => {
  const build = await open("followed");
  build.events().close();
  await openMany(0, 12);
  expect(await open("followed")).not.toBe(build);
});

test("of builds that nobody follows the last twelve are open, beside those that are followed", async () => {
  for (let index = 0; index < 20; index++) (await open(`followed ${index}`)).events();
  const first = await open("looked at");
  await openMany(0, 11);
  expect(await open("looked at")).toBe(first);
  await openMany(11, 12);
  expect(await open("looked at")).not.toBe(first);
});

test("whoever follows a build that is let go of, is not told that it has ended", async () => {
  const build = await open("a");
  const reader = build.events();
  reader.next();
  await shelf.drop("a");
  await build.done;
  expect([reader.next(), reader.ended(), reader.broken()]).toEqual([undefined, false, true]);
  expect(build.ended).toBe(false);
});

test("a build whose logs cannot be removed keeps no other from being opened", async () => {
  const build = await open("a");
  build.spool.close = () => {
    throw new Error("EIO");
  };
  await openMany(0, 12);
  await expect(shelf.drop("other 0")).resolves.toBeUndefined();
  expect(await open("a")).not.toBe(build);
});
