import fc from "fast-check";
import { expect, it } from "vitest";
import { decodeName, encodeName, isEscapedName, systemPath } from "./byte-names.js";

it("any bytes are a name that gives the same bytes back", () => {
  const mixed = fc.array(
    fc.oneof(
      fc.uint8Array({ maxLength: 3 }),
      fc.string({ unit: "grapheme" }).map((text) => Buffer.from(text)),
    ),
  );
  fc.assert(
    fc.property(mixed, (parts) => {
      const bytes = Buffer.concat(parts);
      expect(encodeName(decodeName(bytes))).toEqual(bytes);
    }),
  );
});

it("a name in UTF-8 is the text itself, the replacement character included", () => {
  for (const text of ["", "a", "größe", "😀\ufffd"]) {
    expect(decodeName(Buffer.from(text))).toBe(text);
    expect(isEscapedName(text)).toBe(false);
    expect(systemPath(text)).toBe(text);
  }
});

it("a name in Latin-1 keeps what can be read", () => {
  const name = decodeName(Buffer.from("gr\u00f6\u00dfe.txt", "latin1"));
  expect(name).toBe("gr\udcf6\udcdfe.txt");
  expect(systemPath(name)).toEqual(Buffer.from("gr\u00f6\u00dfe.txt", "latin1"));
});
