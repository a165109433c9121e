import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { expectMuchToHash, isShort, sha256, sha256Hex } from "./sha256.js";

const nodes = (content: string | Uint8Array) => createHash("sha256").update(content).digest("hex");

test("is Node's SHA-256 at every length around the ends of blocks, and beyond what is short", () => {
  for (const length of [...Array(260).keys(), 2047, 2048, 2049, 5000]) {
    const bytes = Buffer.alloc(length, length);
    expect(sha256(bytes).toString("hex"), `${length} bytes`).toBe(nodes(bytes));
  }
});

test("is Node's of any bytes and texts", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => sha256Hex(bytes) === nodes(bytes)),
    { numRuns: 300 },
  );
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => sha256Hex(text) === nodes(text)));
});

test("is the same once there is much to hash", () => {
  expect(isShort(0)).toBe(true);
  expectMuchToHash();
  expect(isShort(0)).toBe(false);
  for (const text of ["", "a", "slipway"]) expect(sha256Hex(text)).toBe(nodes(text));
});
