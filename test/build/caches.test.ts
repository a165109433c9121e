import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import {
  busyboxContext,
  createBuilder,
  lab,
  parsePlain,
  runSlipway,
  temporaryDirectory,
} from "../support/index.js";

describe("caches outside the builder", () => {
  let first: string;
  let second: string;
  let context: string;

  beforeAll(async () => {
    first = await createBuilder("cachea", { driverOptions: { network: "host" } });
    second = await createBuilder("cacheb", { driverOptions: { network: "host" } });
    context = busyboxContext("FROM base\nRUN echo costly > /result\n");
  });

  const build = (builder: string, ...args: string[]) =>
    runSlipway(["build", "--builder", builder, "--progress", "plain", ...args, context]);

  /** Outcome of the RUN that the cache is for. */
  const costly = (stderr: string) =>
    parsePlain(stderr)
      .steps.find(({ name }) => name.includes("echo costly"))
      ?.lines.at(-1);

  test("a registry cache written by one builder serves another", async () => {
    const ref = `${lab.registry.replace("127.0.0.1", "localhost")}/slipway-test/${first}:cache`;
    const written = await build(first, "--cache-to", `type=registry,ref=${ref},mode=max`);
    expect(written.code, written.stderr).toBe(0);
    const read = await build(second, "--cache-from", ref);
    expect(read.code, read.stderr).toBe(0);
    expect(costly(read.stderr)).toBe("CACHED");
  });

  test("a local cache is an OCI layout that serves another builder", async () => {
    const directory = join(temporaryDirectory("cache"), "local");
    const third = await createBuilder("cachec");
    const written = await build(first, "--cache-to", `type=local,dest=${directory},mode=max`);
    expect(written.code, written.stderr).toBe(0);
    expect(existsSync(join(directory, "oci-layout"))).toBe(true);
    const index = JSON.parse(readFileSync(join(directory, "index.json"), "utf8")) as { manifests: unknown[] };
    expect(index.manifests).toHaveLength(1);
    const read = await build(third, "--cache-from", `type=local,src=${directory}`);
    expect(read.code, read.stderr).toBe(0);
    expect(costly(read.stderr)).toBe("CACHED");
  });

  test("a local cache that is not there is a warning, not an error", async () => {
    const read = await build(first, "--cache-from", "type=local,src=/nowhere/cache");
    expect(read.code).toBe(0);
    expect(read.stderr).toMatch(/WARNING: local cache import at \/nowhere\/cache not found/);
  });

  test("an inline cache travels with the image", async () => {
    const name = `${lab.registry.replace("127.0.0.1", "localhost")}/slipway-test/${first}:inline`;
    const pushed = await build(first, "--push", "-t", name, "--cache-to", "type=inline");
    expect(pushed.code, pushed.stderr).toBe(0);
    const fourth = await createBuilder("cached", { driverOptions: { network: "host" } });
    const read = await build(fourth, "--cache-from", name);
    expect(costly(read.stderr), read.stderr).toBe("CACHED");
  });

  test.each([
    [
      "s3",
      "type=s3,region=eu-west-1,bucket=nobody,endpoint_url=http://127.0.0.1:1,access_key_id=a,secret_access_key=not-for-logs,retry_max_attempts=1",
    ],
    ["azblob", "type=azblob,account_url=http://127.0.0.1:1/nobody,secret_access_key=bm90LWZvci1sb2dz"],
    ["gha", "type=gha,url=http://127.0.0.1:1/,token=not-for-logs"],
  ])("an unreachable %s cache ends the export with an error that keeps the secrets", async (_type, value) => {
    const result = await build(first, "--cache-to", value);
    expect(result.stderr).not.toContain("not-for-logs");
    expect(result.stderr).not.toContain("bm90LWZvci1sb2dz");
    expect(result.code, result.stderr).toBe(1);
    expect(result.stderr).toMatch(/ERROR: failed to build: failed to solve: /);
  });
});
