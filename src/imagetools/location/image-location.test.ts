import { expect, test } from "vitest";
import { formatLocation, parseLocation, repositoryOf } from "./image-location.js";

const digest = `sha256:${"a".repeat(64)}`;

test.each([
  ["alpine", "docker.io/library/alpine:latest", "docker.io/library/alpine"],
  ["reg.example:5000/a/b:v1", "reg.example:5000/a/b:v1", "reg.example:5000/a/b"],
  [`reg.example/a@${digest}`, `reg.example/a@${digest}`, "reg.example/a"],
  ["oci-layout://dir", "oci-layout://dir:latest", "dir"],
  ["oci-layout:///a:b/c:v1", "oci-layout:///a:b/c:v1", "/a:b/c"],
  [`oci-layout://dir:v1@${digest}`, `oci-layout://dir:v1@${digest}`, "dir"],
  [`oci-layout://dir@${digest}`, `oci-layout://dir@${digest}`, "dir"],
  ["oci-layout://me@home/x:no tag", "oci-layout://me@home/x:no tag:latest", "me@home/x:no tag"],
])("%s is %s in %s", (text, full, repository) => {
  const location = parseLocation(text);
  expect(formatLocation(location)).toBe(full);
  expect(repositoryOf(location)).toBe(repository);
});

test.each([
  ["", "invalid reference format"],
  ["a b", "invalid reference format"],
  ["Bad", "invalid reference format: repository name (library/Bad) must be lowercase"],
  ["reg.example/Bad:x", "invalid reference format: repository name (Bad) must be lowercase"],
  ["oci-layout://", "oci-layout:// names no directory"],
])("%j is refused: %s", (text, message) => {
  expect(() => parseLocation(text)).toThrow(expect.objectContaining({ code: "invalid-argument", message }));
});
