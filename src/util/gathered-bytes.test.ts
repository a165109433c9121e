import { describe, expect, it } from "vitest";
import { GatheredBytes, reuse } from "./gathered-bytes.js";

const size = (1 << 20) - 4096;

describe("gathered bytes", () => {
  it("are the pieces in order, up to what there is room for", () => {
    const gathered = new GatheredBytes();
    expect(gathered.add(Buffer.from("ab"))).toBe(2);
    expect(gathered.add(new Uint8Array())).toBe(0);
    expect(gathered.add(Buffer.alloc(size, "c"))).toBe(size - 2);
    expect(gathered.add(Buffer.from("d"))).toBe(0);
    expect(gathered.take()?.equals(Buffer.concat([Buffer.from("ab"), Buffer.alloc(size - 2, "c")]))).toBe(
      true,
    );
  });

  it("are none before a byte has come and after all were taken", () => {
    const gathered = new GatheredBytes();
    expect(gathered.take()).toBeUndefined();
    gathered.add(Buffer.from("a"));
    gathered.take();
    expect(gathered.take()).toBeUndefined();
  });

  it("keep what was taken until it is given back", () => {
    const gathered = new GatheredBytes();
    gathered.add(Buffer.from("first"));
    const first = gathered.take();
    gathered.add(Buffer.from("second"));
    expect(first?.toString()).toBe("first");
    if (first !== undefined) reuse(first);
    gathered.take();
    gathered.add(Buffer.from("third"));
    const third = gathered.take();
    expect(third?.toString()).toBe("third");
    expect(third?.buffer).toBe(first?.buffer);
  });
});
