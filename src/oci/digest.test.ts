import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { DigestVerifier, isDigest, sha256Digest, splitDigest } from "./digest.js";

const HELLO = "sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

describe("a digest", () => {
  it("is computed over bytes and text alike", () => {
    expect(sha256Digest("hello")).toBe(HELLO);
    expect(sha256Digest(Buffer.from("hello"))).toBe(HELLO);
  });

  it.each(["", "sha256:", "sha256:ab", `md5:${"a".repeat(32)}`, HELLO.toUpperCase(), `x${HELLO}`])(
    "is not %j",
    (text) => {
      expect(isDigest(text)).toBe(false);
      expect(() => splitDigest(text)).toThrow("invalid digest");
    },
  );

  it("verifies content in pieces", () => {
    const verifier = new DigestVerifier(HELLO, 5);
    verifier.update(Buffer.from("he"));
    verifier.update(Buffer.from("llo"));
    expect(() => verifier.verify()).not.toThrow();
  });

  it("refuses content of another size or with other bytes", () => {
    const short = new DigestVerifier(HELLO, 5);
    short.update(Buffer.from("hell"));
    expect(() => short.verify()).toThrow("has 4 bytes instead of 5");
    const other = new DigestVerifier(HELLO);
    other.update(Buffer.from("HELLO"));
    expect(() => other.verify()).toThrow("does not match its digest");
  });

  it.each([1, 5, 700, 2048, 3000])("verifies 5000 bytes in pieces of %s as it does in one", (length) => {
    const content = Buffer.alloc(5000, "slipway");
    for (const algorithm of ["sha256", "sha512"]) {
      const digest = `${algorithm}:${createHash(algorithm).update(content).digest("hex")}`;
      const verifier = new DigestVerifier(digest, content.length);
      let copy: DigestVerifier | undefined;
      for (let at = 0; at < content.length; at += length) {
        // Content that has come stays what it was, whatever its buffer is used for next.
        const piece = Buffer.from(content.subarray(at, at + length));
        verifier.update(piece);
        copy?.update(piece);
        copy ??= verifier.copy();
        piece.fill(0);
      }
      expect(() => verifier.verify()).not.toThrow();
      if (length < 5000) expect(() => copy?.verify()).not.toThrow();
    }
  });
});
