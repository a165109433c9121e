import { chmodSync, cpSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import {
  busyboxContext,
  containerName,
  contextDirectory,
  createBuilder,
  engineRequest,
  inspectContainer,
  programEnvironment,
  runBuildx,
  runSlipway,
  slipwayPath,
  startProgram,
  startSlipway,
  temporaryDirectory,
} from "../support/index.js";

/** A Docker configuration that any user may use. */
async function readableCopy(config: string): Promise<string> {
  const copy = temporaryDirectory("readable");
  cpSync(config, copy, { recursive: true });
  await startProgram("chmod", ["-R", "a+rwX", copy]).finished;
  return copy;
}

/** The error, in which each program names its own commands. */
const errorLine = (stderr: string) =>
  stderr
    .split("\n")
    .filter((line) => line.startsWith("ERROR:"))
    .map((line) => line.replace(/(?:buildx|slipway) create$/, "PROGRAM create"));

describe("bad input of build", () => {
  let builder: string;
  let context: string;
  beforeAll(async () => {
    builder = await createBuilder("bad");
    context = busyboxContext("FROM base\n");
  });

  test.each([
    ["a tag that is no reference", ["-t", "A b"]],
    ["an upper-case repository", ["-t", "foo/Bar"]],
    ["a missing Dockerfile", ["-f", "nope"]],
    ["an unknown target", ["--target", "zz"]],
    ["a missing secret file", ["--secret", "id=a,src=/nowhere/secret"]],
    ["a secret without id", ["--secret", "src=x"]],
    ["an unknown secret type", ["--secret", "id=a,type=zz"]],
    ["an output without dest", ["-o", "type=local"]],
    ["an output field without value", ["-o", "type=tar,x"]],
    ["a cache without dest", ["--cache-to", "type=local"]],
    ["an empty build argument", ["--build-arg", "=x"]],
    ["an unknown platform", ["--platform", "foo"]],
    ["too many platform parts", ["--platform", "foo/bar/baz/x"]],
    ["an unknown network", ["--network", "foo"]],
    ["a bad host", ["--add-host", "foo"]],
    ["an unknown entitlement", ["--allow", "foo"]],
    ["a bad annotation", ["--annotation", "foo"]],
    ["a context without name", ["--build-context", "foo"]],
    ["a context that is not there", ["--build-context", "a=/nowhere"]],
    ["two kinds of no-cache", ["--no-cache", "--no-cache-filter", "x"]],
    ["quiet and plain", ["-q", "--progress", "plain"]],
    ["an unknown progress", ["--progress", "foo"]],
    ["a push without tag", ["--push"]],
    ["two outputs to stdout", ["-o", "type=oci,dest=-", "-o", "type=tar,dest=-"]],
    ["an output file that is a directory", ["-o", "type=oci,dest=/tmp"]],
    ["a size that is none", ["--shm-size", "zz"]],
    ["a bad ulimit", ["--ulimit", "x"]],
    ["an unknown field of a call", ["--call", "outline,x"]],
    ["an annotation's empty platform", ["--annotation", "index-descriptor[]:a=b"]],
    ["an annotation of an unknown type", ["--annotation", "bogus:a=b"]],
    ["an empty directory of a context", ["--build-context", "a="]],
    ["a remote cache without a reference", ["--cache-from", "type=registry"]],
    ["a local cache without a source", ["--cache-from", "type=local"]],
    ["a cache without a type", ["--cache-to", "mode=max"]],
    ["an unknown kind of cache", ["--cache-to", "type=x"]],
    ["an SBOM without a generator", ["--sbom", "generator="]],
    ["an unknown mode of provenance", ["--provenance", "mode=bad"]],
    ["a switch that is no boolean", ["--load=maybe"]],
    ["a CPU quota that is no number", ["--cpu-quota", "x"]],
    ["an unknown limit", ["--ulimit", "bogus=1"]],
    ["a hard limit below the soft one", ["--ulimit", "nofile=2:1"]],
    ["an unknown flag", ["--frobnicate"]],
    ["an empty platform", ["--platform", "linux/amd64,"]],
    ["a platform with a space", ["--platform", "linux/amd64 "]],
    ["an annotation's bad platform", ["--annotation", "manifest[foo/bar/baz/x]:a=b"]],
    ["a host without an address", ["--add-host", "a=b"]],
    ["a host with a bad second address", ["--add-host", "a=1.2.3.4,zz"]],
    ["an open quote in a secret", ["--secret", 'id=a,"src=x']],
    ["an open quote in an output", ["--output", 'type=local,"dest']],
    ["an attestation that is disabled by no boolean", ["--attest", "type=provenance,disabled=maybe"]],
    ["a call that ignores its status by no boolean", ["--call", "check,ignorestatus=maybe"]],
    ["a local cache in a file", ["--cache-to", "type=local,dest=/etc/hostname"]],
    ["a Dockerfile in a directory that is not there", ["--file", "/nowhere/Dockerfile"]],
    ["an image id file in a directory that is not there", ["--iidfile", "/nowhere/id"]],
    ["a metadata file in a directory that is not there", ["--metadata-file", "/nowhere/metadata"]],
  ])("%s: error and exit status as docker-buildx has them", async (_name, flags) => {
    const args = ["build", "--builder", builder, ...flags, context];
    const theirs = await runBuildx(args);
    const ours = await runSlipway(args);
    expect(theirs.code).not.toBe(0);
    expect(ours.code).toBe(theirs.code);
    // A slip in older releases' text.
    const wanted = errorLine(theirs.stderr).map((line) => line.replace("required form> ", "required for "));
    expect(errorLine(ours.stderr)).toEqual(wanted);
  });

  test.each([
    ["--output"],
    ["--build-context"],
    ["--cache-from"],
    ["--cache-to"],
    ["--allow"],
    ["--ssh"],
    ["--secret"],
    ["--annotation"],
  ])("an empty value of %s is passed over, as by docker-buildx", async (flag) => {
    const args = ["build", "--builder", builder, flag, "", context];
    expect(await runBuildx(args)).toMatchObject({ code: 0 });
    expect(await runSlipway(args)).toMatchObject({ code: 0 });
  });

  test.each([
    [["--ssh", "default"], "invalid empty ssh agent socket: make sure SSH_AUTH_SOCK is set"],
    [["--ssh", "key=/nowhere/key"], "stat /nowhere/key: no such file or directory"],
    [["--secret", "id=a,src=/nowhere/secret"], "stat /nowhere/secret: no such file or directory"],
  ])("%j is refused before anything is sent to the daemon", async (flags, message) => {
    const args = ["build", "--builder", builder, "--progress", "plain", ...flags, context];
    const { code, stderr } = await runSlipway(args, { env: { SSH_AUTH_SOCK: undefined } });
    expect([code, errorLine(stderr)]).toEqual([1, [expect.stringContaining(message)]]);
    expect(stderr).not.toMatch(/^#[1-9]/m);
  });

  test("no container is booted for what is refused", async () => {
    const fresh = await createBuilder("fresh", { bootstrap: false });
    for (const flags of [
      ["--network", "bridge"],
      ["--add-host", "a=b"],
      ["--add-host", "a=host-gateway"],
      ["--no-cache", "--no-cache-filter", "x"],
      ["--build-arg", "BUILDKIT_SYNTAX= "],
      ["--platform", "x/y/z/z"],
      ["--tag", "A b"],
      ["--secret", "id=a,src=/nowhere/secret"],
      ["--output", "type=local"],
      ["--cache-to", "type=local"],
      ["--build-context", "a=/nowhere"],
      ["--file", "/nowhere/Dockerfile"],
      ["--iidfile", "/nowhere/id"],
      ["--metadata-file", "/nowhere/metadata"],
    ]) {
      const { code, stderr } = await runSlipway(["build", "--builder", fresh, ...flags, context]);
      expect([code, errorLine(stderr)]).toEqual([1, [expect.stringMatching(/./)]]);
    }
    const env = { BUILDX_NO_DEFAULT_ATTESTATIONS: "maybe" };
    const { stderr } = await runSlipway(["build", "--builder", fresh, context], { env });
    expect(stderr).toContain("invalid BUILDX_NO_DEFAULT_ATTESTATIONS");
    expect(await inspectContainer(containerName(fresh))).toBe(undefined);
  });

  test("an unknown builder is named", async () => {
    const result = await runSlipway(["build", "--builder", "nobody", context]);
    expect(result).toMatchObject({ code: 1 });
    expect(result.stderr).toContain('no builder "nobody" found');
  });

  test("a context that is not there is named", async () => {
    const result = await runSlipway(["build", "--builder", builder, "/nowhere/at/all"]);
    expect(result).toMatchObject({ code: 1 });
    expect(result.stderr).toContain(
      'ERROR: failed to build: unable to prepare context: path "/nowhere/at/all" not found',
    );
  });

  test("an empty context lacks its Dockerfile", async () => {
    const empty = temporaryDirectory("empty");
    const args = ["build", "--builder", builder, empty];
    const [ours, theirs] = [await runSlipway(args), await runBuildx(args)];
    expect(ours.code).toBe(1);
    expect(errorLine(ours.stderr)).toEqual(errorLine(theirs.stderr));
  });

  test("an unreachable engine is named with the reason, and nothing is created", async () => {
    const env = { DOCKER_HOST: "unix:///nowhere/docker.sock" };
    const result = await runSlipway(["create", "--name", "unreachable", "--bootstrap"], { env });
    expect(result.code).not.toBe(0);
    expect(result.stderr).toContain("unix:///nowhere/docker.sock");
    expect((await runSlipway(["ls"])).stdout).not.toContain("unreachable");
  });

  test("a registry that refuses the push is told", async () => {
    const args = ["build", "--builder", builder, "--push", "-t", "localhost:1/nobody/here:x", context];
    const result = await runSlipway(args);
    expect(result.code).toBe(1);
    expect(errorLine(result.stderr)[0]).toContain("localhost:1");
  });

  test("a container killed in the middle of a build ends the build with the reason", async () => {
    const doomed = await createBuilder("doomed");
    const slow = busyboxContext("FROM base\nRUN echo started && sleep 60\n");
    const running = startSlipway(["build", "--builder", doomed, "--progress", "plain", slow]);
    await running.waitForOutput("started");
    await engineRequest("POST", `/containers/${containerName(doomed)}/kill`);
    const begun = Date.now();
    const result = await running.finished;
    expect(result.code).toBe(1);
    expect(Date.now() - begun).toBeLessThan(5_000);
    expect(errorLine(result.stderr)[0]).toMatch(/container buildx_buildkit_doomed\S* .*(137|SIGKILL)/);
    expect((await inspectContainer(containerName(doomed)))?.State.Running).toBe(false);
  });

  test("a file that cannot be read is named", async () => {
    const directory = contextDirectory({ Dockerfile: "FROM scratch\nCOPY . /\n", locked: "x" });
    mkdirSync(join(directory, "sub"));
    writeFileSync(join(directory, "sub/locked"), "x", { mode: 0o000 });
    const result = await runAsNobody(directory, builder);
    expect(result.code).toBe(1);
    expect(errorLine(result.stderr)[0]).toContain("locked");
  });
});

/** Root may read everything, so the build runs as a user who may not, and who reaches the engine by its group. */
async function runAsNobody(directory: string, builder: string) {
  const { DOCKER_CONFIG: config = "" } = programEnvironment();
  chmodSync(directory, 0o755);
  const environment = programEnvironment({ DOCKER_CONFIG: await readableCopy(config) });
  const group = statSync("/var/run/docker.sock").gid;
  const drop = ["--reuid=65534", `--regid=${group}`, "--clear-groups"];
  const program = [process.execPath, slipwayPath, "build", "--builder", builder, directory];
  return startProgram("setpriv", [...drop, ...program], { env: environment }).finished;
}
