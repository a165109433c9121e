import { expect, test } from "vitest";
import { parseFlags } from "../../flags/parse-flags.js";
import { toBuildOptions } from "./build-options.js";
import { buildFlags } from "./flags.js";

const options = (...line: string[]) => toBuildOptions(parseFlags(buildFlags, line).values, ".");

test("text stays as it was given", () => {
  expect(
    options(
      "-t=a",
      "--tag",
      "b",
      "-o",
      "type=local,dest=x",
      "--secret=id=a,src=b",
      "--build-arg=A",
      "--platform",
      "linux/amd64,linux/arm64",
      "--add-host=a:1,b:2",
      "--shm-size=64m",
      "--push=false",
      "--load",
    ),
  ).toMatchObject({
    context: ".",
    tags: ["a", "b"],
    outputs: ["type=local,dest=x"],
    secrets: ["id=a,src=b"],
    buildArgs: ["A"],
    platforms: ["linux/amd64,linux/arm64"],
    addHosts: ["a:1", "b:2"],
    shmSize: 67_108_864,
    push: false,
    load: true,
  });
});

test("what is not given is left to the library", () => {
  const given = options();
  for (const name of ["file", "target", "provenance", "sbom", "metadataFile", "iidFile", "cgroupParent"]) {
    expect(given).not.toHaveProperty(name);
  }
});

test("--check is a call; --print is one under its old name", () => {
  expect(options().call).toBe("build");
  expect(options("--call=outline").call).toBe("outline");
  expect(options("--check").call).toBe("check");
  expect(options("--print=targets").call).toBe("targets");
});

test("the classic builder's limits are resources, before those given as such", () => {
  expect(
    options("--resource=cpu-quota=5", "-m", "1g", "--memory-swap=-1", "-c", "512", "--cpuset-cpus=0-1")
      .resources,
  ).toEqual(["memory=1g", "memory-swap=-1", "cpu-shares=512", "cpuset-cpus=0-1", "cpu-quota=5"]);
});
