import { describe, expect, it } from "vitest";
import { byteCount, dropBytes, fillViews } from "./byte-views.js";

const views = () => [Buffer.from("abc"), Buffer.alloc(0), Buffer.from("de"), Buffer.from("f")];
const text = (parts: readonly Uint8Array[]) => parts.map((part) => Buffer.from(part).toString());

describe("views of bytes", () => {
  it("are counted together", () => {
    expect(byteCount(views())).toBe(6);
    expect(byteCount([])).toBe(0);
  });

  it("go on where a short read or write stopped", () => {
    expect(text(dropBytes(views(), 0))).toEqual(["abc", "de", "f"]);
    expect(text(dropBytes(views(), 2))).toEqual(["c", "de", "f"]);
    expect(text(dropBytes(views(), 3))).toEqual(["de", "f"]);
    expect(text(dropBytes(views(), 6))).toEqual([]);
  });

  it("are filled one after the other, from a place in the bytes", () => {
    const filled = views();
    fillViews(filled, Buffer.from("--123456"), 2);
    expect(text(filled)).toEqual(["123", "", "45", "6"]);
  });
});
