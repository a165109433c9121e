import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  familiarReference,
  formatReference,
  parseReference,
  parseTag,
  type Reference,
  withDefaultTag,
} from "./reference.js";

const DIGEST = `sha256:${"ab".repeat(32)}`;

describe("parsing a reference", () => {
  it.each([
    ["alpine", "docker.io/library/alpine", "alpine"],
    ["alpine:3.20", "docker.io/library/alpine:3.20", "alpine:3.20"],
    ["user/app", "docker.io/user/app", "user/app"],
    ["docker.io/alpine", "docker.io/library/alpine", "alpine"],
    ["index.docker.io/library/alpine", "docker.io/library/alpine", "alpine"],
    ["docker.io/library/foo/bar", "docker.io/library/foo/bar", "library/foo/bar"],
    ["localhost/app", "localhost/app", "localhost/app"],
    ["localhost:5000/app:x", "localhost:5000/app:x", "localhost:5000/app:x"],
    ["127.0.0.1:5000/a/b/c", "127.0.0.1:5000/a/b/c", "127.0.0.1:5000/a/b/c"],
    ["[::1]:5000/app", "[::1]:5000/app", "[::1]:5000/app"],
    ["Registry/app", "Registry/app", "Registry/app"],
    [`gcr.io/a__b/c-d.e:T_1@${DIGEST}`, `gcr.io/a__b/c-d.e:T_1@${DIGEST}`, `gcr.io/a__b/c-d.e:T_1@${DIGEST}`],
  ])("reads %s", (text, full, familiar) => {
    const reference = parseReference(text);
    expect(formatReference(reference)).toBe(full);
    expect(familiarReference(reference)).toBe(familiar);
  });

  it.each([
    ["", "repository name must have at least one component"],
    ["Foo/Bar", "repository name must be lowercase"],
    ["Foo:TAG", "repository name must be lowercase"],
    ["localhost:5000/Foo", "repository name must be lowercase"],
    ["a:b:c", "invalid reference format"],
    ["foo:", "invalid reference format"],
    ["-x", "invalid reference format"],
    ["a//b", "invalid reference format"],
    ["foo@sha256:12", "invalid reference format"],
    [`foo@sha256:${"0".repeat(40)}`, "invalid checksum digest length"],
    [`foo@sha256:${"A".repeat(64)}`, "invalid checksum digest format"],
    [`foo@md5:${"0".repeat(32)}`, "unsupported digest algorithm"],
    [`foo:${"t".repeat(129)}`, "invalid reference format"],
    ["a".repeat(300), "repository name must not be more than 255 characters"],
  ])("refuses the tag %j in Docker's words", (text, reason) => {
    expect(() => parseTag(text)).toThrow(`invalid tag "${text}": ${reason}`);
  });

  it("refuses a bare image id", () => {
    const id = "a".repeat(64);
    expect(() => parseReference(id)).toThrow(
      `invalid repository name (${id}), cannot specify 64-byte hexadecimal strings`,
    );
  });

  it("adds latest where neither tag nor digest is given", () => {
    expect(formatReference(withDefaultTag(parseReference("alpine")))).toBe("docker.io/library/alpine:latest");
    expect(withDefaultTag(parseReference(`alpine@${DIGEST}`)).tag).toBeUndefined();
  });

  it("reads what it formats, in full and in short", () => {
    const component = fc.stringMatching(/^[a-z0-9]{1,5}([._-][a-z0-9]{1,4})?$/);
    const references: fc.Arbitrary<Reference> = fc.record(
      {
        domain: fc.constantFrom("docker.io", "localhost", "example.com", "10.0.0.1:5000", "[fe80::1]:80"),
        path: fc.array(component, { minLength: 2, maxLength: 4 }).map((parts) => parts.join("/")),
        tag: fc.stringMatching(/^\w[\w.-]{0,20}$/),
        digest: fc.constant(DIGEST),
      },
      { requiredKeys: ["domain", "path"] },
    );
    fc.assert(
      fc.property(references, (reference) => {
        // `a.b/c` on Docker Hub reads as host and path, which is why Docker's own grammar cannot write it short.
        fc.pre(!/[.]/.test(reference.path.split("/")[0] ?? ""));
        fc.pre(!reference.path.startsWith("localhost/"));
        expect(parseReference(formatReference(reference))).toEqual(reference);
        expect(parseReference(familiarReference(reference))).toEqual(reference);
      }),
    );
  });

  it("never fails with anything but invalid-argument", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          parseReference(text);
        } catch (error) {
          expect(error).toMatchObject({ code: "invalid-argument" });
        }
      }),
    );
  });
});
