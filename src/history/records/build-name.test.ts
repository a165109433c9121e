import { expect, test } from "vitest";
import { buildName } from "./build-name.js";

const state = (localPath: string, dockerfilePath = "") => ({ target: "default", localPath, dockerfilePath });

test.each([
  ["project/deploy/Dockerfile.release", {}, state("/tmp/project", "/tmp/project/deploy/Dockerfile.release")],
  ["project", {}, state("/tmp/project", "/tmp/project/Dockerfile")],
  ["project", {}, state("/tmp/project")],
  ["other/Dockerfile.x", {}, state("/tmp/project", "/tmp/other/Dockerfile.x")],
  ["project", {}, state("/tmp/project", "-")],
  ["subdir (release)", { context: "subdir", target: "release" }, state("/tmp/project")],
  ["given", { "build-arg:BUILDKIT_BUILD_NAME": "given", target: "x" }, state("/tmp/project")],
  ["release", { target: "release" }, undefined],
  [
    "deploy/Dockerfile.release",
    { filename: "Dockerfile.release", "vcs:localdir:dockerfile": "deploy" },
    undefined,
  ],
  ["part", { "vcs:localdir:context": "part" }, undefined],
  [
    "https://github.com/docker/buildx.git#main",
    { "input:context": "https://github.com/docker/buildx.git?ref=main" },
    undefined,
  ],
  [
    "https://example.com/a.git#refs/tags/v1:sub",
    { "vcs:source": "https://example.com/a.git?tag=v1&subdir=sub" },
    undefined,
  ],
  ["https://example.com/a.git?odd=1", { "vcs:source": "https://example.com/a.git?odd=1" }, undefined],
  ["", {}, undefined],
  ["", {}, state("https://example.com/a.git", "/tmp/Dockerfile.x")],
])("%j is the name by %j and %j", (name, attributes, local) => {
  expect(buildName(attributes, local)).toBe(name);
});
