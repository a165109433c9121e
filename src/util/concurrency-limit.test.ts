import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { ConcurrencyLimit } from "./concurrency-limit.js";

test("no more than the limit run at a time, in their order, and one that fails makes room", async () => {
  const limit = new ConcurrencyLimit(2);
  const begun: number[] = [];
  let running = 0;
  let most = 0;
  const work = (number: number) => async () => {
    begun.push(number);
    most = Math.max(most, ++running);
    await sleep(5);
    running--;
    if (number === 1) throw new Error("one");
    return number;
  };
  const results = await Promise.allSettled([0, 1, 2, 3, 4].map((number) => limit.run(work(number))));
  expect(results.map(({ status }) => status)).toEqual([
    "fulfilled",
    "rejected",
    "fulfilled",
    "fulfilled",
    "fulfilled",
  ]);
  expect({ begun, most }).toEqual({ begun: [0, 1, 2, 3, 4], most: 2 });
});
