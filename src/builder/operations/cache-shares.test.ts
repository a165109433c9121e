import { expect, test } from "vitest";
import type { CacheRecord } from "./cache-record.js";
import { cacheShares, type NodeCache } from "./cache-shares.js";

const record = (id: string, size: number, used: bigint, more: Partial<CacheRecord> = {}): CacheRecord => ({
  ...{ node: "", id, size, mutable: false, inUse: false, shared: false, parents: [], description: "" },
  ...{ type: "regular", usageCount: 1, createdAt: 0n, lastUsedAt: used },
  ...more,
});

const cache = (node: string, ...records: CacheRecord[]): NodeCache => ({
  builder: node[0] ?? "",
  node,
  records,
});

/** What each node keeps. */
const keeps = (caches: readonly NodeCache[], limit: number) =>
  Object.fromEntries(cacheShares(caches, limit).map(({ node, keep }) => [node, keep]));

const two = [
  cache("a0", record("oldest", 10, 1n), record("newest", 20, 9n)),
  cache("b0", record("older", 30, 2n), record("newer", 40, 8n)),
];

test.each([
  [1000, { a0: 30, b0: 70 }],
  [100, { a0: 30, b0: 70 }],
  [99, { a0: 20, b0: 70 }],
  [90, { a0: 20, b0: 70 }],
  [89, { a0: 20, b0: 40 }],
  [20, { a0: 20, b0: 0 }],
  [0, { a0: 0, b0: 0 }],
])("for a limit of %i the oldest records go first, whoever has them", (limit, expected) => {
  expect(keeps(two, limit)).toEqual(expected);
});

test.each<[string, Partial<CacheRecord>]>([
  ["in use", { inUse: true }],
  ["of unknown size", { size: -1 }],
])("what is %s is never counted on", (_, more) => {
  const caches = [cache("a0", record("a", 10, 1n, more)), cache("b0", record("b", 30, 9n))];
  expect(keeps(caches, 5).b0).toBe(0);
  expect(keeps(caches, 5).a0).toBe(Math.max(0, more.size ?? 10));
});

test("what an image shares neither counts nor goes", () => {
  const caches = [cache("a0", record("image's", 10, 1n, { shared: true }), record("own", 5, 2n))];
  expect(cacheShares(caches, 5)).toEqual([{ builder: "a", node: "a0", size: 5, keep: 5 }]);
  expect(keeps(caches, 4)).toEqual({ a0: 0 });
});

test("a parent is worth what the latest that builds on it is", () => {
  const grandchild = record("grandchild", 1, 7n, { parents: ["child"] });
  const child = record("child", 1, 3n, { parents: ["parent"] });
  const caches = [cache("a0", record("parent", 50, 1n), child, grandchild), cache("b0", record("b", 30, 5n))];
  expect(keeps(caches, 60)).toEqual({ a0: 52, b0: 0 });
});

test("one that was never used again counts from when it was made", () => {
  const { lastUsedAt: _, ...made } = record("made", 10, 0n, { createdAt: 6n });
  expect(keeps([cache("a0", made), cache("b0", record("b", 10, 5n))], 10)).toEqual({ a0: 10, b0: 0 });
});

test("parents in a circle end", () => {
  const circle = [record("x", 1, 1n, { parents: ["y"] }), record("y", 1, 2n, { parents: ["x", "nowhere"] })];
  expect(keeps([cache("a0", ...circle)], 1)).toEqual({ a0: 1 });
});

test("a daemon with two names is counted once", () => {
  const [first, second] = two;
  const again = { builder: "c", node: "c0", records: first?.records ?? [] };
  expect(keeps([...two, again], 90)).toEqual({ a0: 20, b0: 70 });
  expect(second?.records).toHaveLength(2);
});
