import { describe, expect, it } from "vitest";
import { isSlsa1, minimalProvenance, toSlsa02 } from "./slsa-provenance.js";

const slsa1 = {
  buildDefinition: {
    buildType: "https://github.com/moby/buildkit/blob/master/docs/attestations/slsa-definitions.md",
    externalParameters: {
      configSource: { uri: "https://git.example/a.git", digest: { sha1: "ab" }, path: "Dockerfile" },
      request: { frontend: "dockerfile.v0", locals: [{ name: "context" }] },
    },
    internalParameters: {
      buildConfig: { llbDefinition: [{ id: "step0" }] },
      builderPlatform: "linux/amd64",
      github_actor: "me",
    },
    resolvedDependencies: [{ uri: "pkg:docker/alpine@3", digest: { sha256: "cd" }, name: "dropped" }],
  },
  runDetails: {
    builder: { id: "https://builder.example" },
    metadata: {
      invocationID: "abc",
      startedOn: "2026-01-01T00:00:00Z",
      finishedOn: "2026-01-01T00:00:01Z",
      buildkit_metadata: { vcs: { revision: "ab" } },
      buildkit_completeness: { request: true, resolvedDependencies: false },
    },
  },
};

describe("toSlsa02", () => {
  it("says in v0.2 what BuildKit's v1 predicate says", () => {
    expect(isSlsa1(slsa1)).toBe(true);
    const converted = toSlsa02(slsa1);
    expect(isSlsa1(converted)).toBe(false);
    expect(converted).toEqual({
      builder: { id: "https://builder.example" },
      buildType: "https://mobyproject.org/buildkit@v1",
      materials: [{ uri: "pkg:docker/alpine@3", digest: { sha256: "cd" } }],
      invocation: {
        configSource: { uri: "https://git.example/a.git", digest: { sha1: "ab" }, entryPoint: "Dockerfile" },
        parameters: { frontend: "dockerfile.v0", locals: [{ name: "context" }] },
        environment: { github_actor: "me", platform: "linux/amd64" },
      },
      buildConfig: { llbDefinition: [{ id: "step0" }] },
      metadata: {
        buildInvocationID: "abc",
        buildStartedOn: "2026-01-01T00:00:00Z",
        buildFinishedOn: "2026-01-01T00:00:01Z",
        completeness: { parameters: true, environment: true, materials: false },
        reproducible: false,
        "https://mobyproject.org/buildkit@v1#metadata": { vcs: { revision: "ab" } },
      },
    });
  });

  it("leaves out what the predicate does not have", () => {
    expect(toSlsa02({ buildDefinition: {}, runDetails: {} })).toEqual({
      builder: { id: "" },
      buildType: "https://mobyproject.org/buildkit@v1",
      invocation: { configSource: {}, parameters: {}, environment: { platform: "" } },
    });
  });
});

describe("minimalProvenance", () => {
  it("drops the build's definition and its metadata", () => {
    expect(Object.keys(minimalProvenance(toSlsa02(slsa1)))).toEqual([
      "builder",
      "buildType",
      "materials",
      "invocation",
    ]);
  });
});
