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
});
