import { expect, test } from "vitest";
import { QuickHash } from "./quick-hash.js";

const hashOf = (...parts: readonly (string | Uint8Array)[]) => {
  const hash = new QuickHash();
  for (const part of parts) hash.add(part);
  return hash.hex();
};

test("the same content has the same hash, as text or as bytes of a larger buffer", () => {
  const around = Buffer.from("xxgrößexx");
  expect(hashOf(around.subarray(2, -2))).toBe(hashOf("größe"));
  expect(hashOf("größe")).toMatch(/^[0-9a-f]{16}$/);
});

test("a copy goes on by itself", () => {
  const hash = new QuickHash().add("a");
  expect(hash.copy().add("b").hex()).toBe(hashOf("a", "b"));
  expect(hash.add("c").hex()).toBe(hashOf("a", "c"));
});

test("where the bytes lie does not matter", () => {
  const content = Buffer.from(Array.from({ length: 1003 }, (_, n) => n * 7));
  const hashes = [0, 1, 2, 3, 4].map((offset) => {
    const around = new Uint8Array(2000);
    around.set(content, offset);
    return hashOf(around.subarray(offset, offset + content.length));
  });
  expect(new Set(hashes).size).toBe(1);
});

test.each<[string, readonly string[], readonly string[]]>([
  ["another end", ["abcde"], ["abcdf"]],
  ["another order", ["abcd", "efgh"], ["efgh", "abcd"]],
  ["a part that goes into the next", ["ab", "c"], ["a", "bc"]],
  ["zeros at the end", ["a"], ["a\0"]],
  ["nothing and an empty part", [], [""]],
])("%s makes another hash", (_, one, other) => {
  expect(hashOf(...one)).not.toBe(hashOf(...other));
});

test("a million short texts have as many hashes", () => {
  const seen = new Set<string>();
  for (let n = 0; n < 1_000_000; n++) seen.add(new QuickHash().number(n).hex());
  expect(seen.size).toBe(1_000_000);
});
