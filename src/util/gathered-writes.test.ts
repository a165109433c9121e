import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { GatheredWrites } from "./gathered-writes.js";

const size = (1 << 20) - 4096;

/** Keeps what is written, each write once it is let go. */
function recorder() {
  const writes: { readonly bytes: Buffer; readonly end: (failure?: Error) => void }[] = [];
  const gathered = new GatheredWrites(
    (bytes) =>
      new Promise((resolve, reject) => {
        writes.push({ bytes, end: (failure) => (failure ? reject(failure) : resolve()) });
      }),
  );
  return { gathered, writes };
}

const pending = Symbol("pending");
const stateOf = (promise: unknown) => Promise.race([promise, turn(pending)]);

describe("gathered writes", () => {
  it("are the bytes in order, a full buffer at a time", async () => {
    const written: Buffer[] = [];
    const gathered = new GatheredWrites(async (bytes) => {
      await turn();
      written.push(Buffer.from(bytes));
    });
    const pieces = [2, 0, size, 5, 3 * size, 7, size].map((length, index) =>
      Buffer.alloc(length, `${index}`),
    );
    for (const piece of pieces) await gathered.add(piece);
    await gathered.finish();
    expect(Buffer.concat(written).equals(Buffer.concat(pieces))).toBe(true);
    expect(written.slice(0, -1).every((bytes) => bytes.length === size)).toBe(true);
  });

  it("are none without a byte", async () => {
    const { gathered, writes } = recorder();
    await gathered.add(new Uint8Array());
    await gathered.finish();
    expect(writes).toEqual([]);
  });

  it("go on while the next buffer fills, one at a time", async () => {
    const { gathered, writes } = recorder();
    expect(gathered.add(Buffer.alloc(size + 1, "a"))).toBeUndefined();
    const more = gathered.add(Buffer.alloc(size, "b"));
    expect(await stateOf(more)).toBe(pending);
    expect(writes).toHaveLength(1);
    writes[0]?.end();
    expect(await stateOf(more)).toBeUndefined();
    const end = gathered.finish();
    writes[1]?.end();
    expect(await stateOf(end)).toBe(pending);
    expect(writes.map(({ bytes }) => bytes.length)).toEqual([size, size, 1]);
    writes[2]?.end();
    await end;
  });

  it("use a buffer again, and not before its write has ended", async () => {
    const { gathered, writes } = recorder();
    await gathered.add(Buffer.alloc(size + 1, "a"));
    const more = gathered.add(Buffer.alloc(size, "b"));
    expect(writes[0]?.bytes.every((byte) => byte === 0x61)).toBe(true);
    writes[0]?.end();
    await more;
    const end = gathered.finish();
    writes[1]?.end();
    await turn();
    expect([writes[0]?.bytes.buffer, writes[1]?.bytes.buffer]).toContain(writes[2]?.bytes.buffer);
    writes[2]?.end();
    await end;
  });

  it("tell a failure to who adds next or finishes, not to who only waits", async () => {
    const { gathered, writes } = recorder();
    await gathered.add(Buffer.alloc(size + 1));
    writes[0]?.end(new Error("disk full"));
    await gathered.settled();
    await expect(gathered.add(Buffer.alloc(size))).rejects.toThrow("disk full");
    await expect(gathered.finish()).rejects.toThrow("disk full");
    expect(writes).toHaveLength(1);
  });
});
