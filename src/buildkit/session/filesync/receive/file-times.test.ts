import { closeSync, lstatSync, lutimesSync, openSync, rmSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { toUtimes } from "./file-times.js";

const path = join(tmpdir(), `slipway-times-${process.pid}`);
beforeAll(() => closeSync(openSync(path, "w")));
afterAll(() => rmSync(path, { force: true }));

it("a time that was set is the wanted one to the microsecond", () => {
  fc.assert(
    fc.property(fc.bigInt(0n, 4_000_000_000_000_000_000n), (nanoseconds) => {
      for (const set of [utimesSync, lutimesSync]) {
        set(path, toUtimes(nanoseconds), toUtimes(nanoseconds));
        expect(lstatSync(path, { bigint: true }).mtimeNs / 1000n).toBe(nanoseconds / 1000n);
      }
    }),
  );
});

it("a time of whole seconds is exact", () => {
  fc.assert(
    fc.property(fc.bigInt(0n, 4_000_000_000n), (seconds) => {
      utimesSync(path, toUtimes(seconds * 1_000_000_000n), toUtimes(seconds * 1_000_000_000n));
      expect(lstatSync(path, { bigint: true }).mtimeNs).toBe(seconds * 1_000_000_000n);
    }),
  );
});

it("a runtime that keeps more than microseconds gets a time within a step and a half of a double", () => {
  fc.assert(
    fc.property(fc.bigInt(1_000_000_000n, 2_000_000_000n), fc.bigInt(0n, 999_999_999n), (seconds, rest) => {
      const time = Number(toUtimes(seconds * 1_000_000_000n + rest));
      expect(Math.abs((time - Number(seconds)) * 1e9 - Number(rest))).toBeLessThan(360);
    }),
  );
});

it.each([-86_400_500_000_000n, -1_500_000n, -1_000_000_123_456_000n, -1_000_000_000n])(
  "a time before 1970, %d, is the wanted one to the microsecond",
  (nanoseconds) => {
    const time = toUtimes(nanoseconds);
    utimesSync(path, time, time);
    const off = lstatSync(path, { bigint: true }).mtimeNs - nanoseconds;
    expect(off < 0n ? -off : off).toBeLessThanOrEqual(1000n);
  },
);
