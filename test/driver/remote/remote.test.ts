import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { makeCertificates } from "../../engine/certificates.js";
import {
  builderName,
  dockerConfig,
  inspectContainer,
  lab,
  type RunOptions,
  type RunResult,
  runBuildx,
  runSlipway,
  temporaryDirectory,
} from "../../support/index.js";
import { daemonContainer, freePort, socketDaemon, startContainer, tlsDaemon } from "./daemon.js";
import { lacksSshd, sshServer } from "./sshd.js";

type Program = (args: readonly string[], options?: RunOptions) => Promise<RunResult>;
const slipway = { name: "slipway", run: runSlipway as Program };
const buildx = { name: "docker-buildx", run: runBuildx as Program };
const programs = [slipway, buildx];

async function succeed(run: Program, args: readonly string[], options?: RunOptions): Promise<RunResult> {
  const result = await run(args, options);
  expect(result, args.join(" ")).toMatchObject({ code: 0 });
  return result;
}

const optionFlags = (options: Readonly<Record<string, string>>) =>
  Object.entries(options).map(([name, value]) => `--driver-opt=${name}=${value}`);

/** Builds a file through a builder and looks at it. */
async function buildsWith(run: Program, builder: string, options?: RunOptions): Promise<RunResult> {
  const context = temporaryDirectory("context");
  writeFileSync(join(context, "Dockerfile"), "FROM scratch\nCOPY hello /\n");
  writeFileSync(join(context, "hello"), `hello from ${builder}\n`);
  const dest = join(context, "out");
  const args = ["build", "--progress=plain", "--builder", builder, "-o", dest, context];
  const result = await succeed(run, args, options);
  expect(readFileSync(join(dest, "hello"), "utf8")).toBe(`hello from ${builder}\n`);
  return result;
}

describe("a daemon behind TCP with mutual TLS", () => {
  let daemon: Awaited<ReturnType<typeof tlsDaemon>>;
  beforeAll(async () => {
    daemon = await tlsDaemon();
  });

  test.each([
    { name: slipway.name, maker: slipway, other: buildx },
    { name: buildx.name, maker: buildx, other: slipway },
  ])("is used by both programs when $name has made the builder", async ({ maker, other }) => {
    const name = builderName("tls");
    // No driver is named: an address with a scheme means this one.
    await succeed(maker.run, ["create", "--name", name, ...optionFlags(daemon.options), daemon.endpoint]);
    for (const { run } of [maker, other]) {
      const { stdout } = await succeed(run, ["inspect", "--bootstrap", name]);
      expect(stdout).toMatch(/^Driver: +remote$/m);
      expect(stdout).toMatch(new RegExp(`^Endpoint: +${daemon.endpoint}$`, "m"));
      expect(stdout).toMatch(/^Status: +running$/m);
      await buildsWith(run, name);
      await succeed(run, ["du", "--builder", name]);
      await succeed(run, ["stop", name]);
    }
    await succeed(other.run, ["prune", "--force", "--builder", name]);
    await succeed(other.run, ["rm", name]);
    expect((await inspectContainer(daemon.container))?.State.Running).toBe(true);
  });

  test("is the same record in the store, byte for byte", async () => {
    const [ours, theirs] = [builderName("same"), builderName("same")];
    const args = (name: string) => [
      "create",
      "--name",
      name,
      ...optionFlags(daemon.options),
      daemon.endpoint,
    ];
    await succeed(runSlipway, args(ours));
    await succeed(runBuildx, args(theirs));
    const stored = (name: string) => readFileSync(join(dockerConfig(), "buildx/instances", name), "utf8");
    expect(stored(ours).replaceAll(ours, "NAME")).toBe(stored(theirs).replaceAll(theirs, "NAME"));
  });

  test("goes by another name where servername says so", async () => {
    const name = builderName("named");
    const options = { ...daemon.options, servername: "bk.test" };
    await succeed(runSlipway, ["create", "--name", name, ...optionFlags(options), daemon.endpoint]);
    await buildsWith(runSlipway, name);
  });

  const foreign = (): Record<string, string> => {
    const path = join(temporaryDirectory("foreign"), "ca.pem");
    writeFileSync(path, makeCertificates().ca);
    return { cacert: path };
  };
  const authorityOnly = ({ cacert = "" }: Record<string, string>) => ({ cacert });

  test.each<[string, (options: Record<string, string>) => Record<string, string>, RegExp]>([
    [
      "a name that is not in its certificate",
      (options) => ({ ...options, servername: "other.test" }),
      /is not in the cert's altnames/,
    ],
    [
      "an authority that did not sign it",
      (options) => ({ ...options, ...foreign() }),
      /unable to (verify|get)|self.signed|signature failure/,
    ],
    ["no certificate of the client", authorityOnly, /certificate required|bad certificate/],
    [
      "a file that is not there",
      (options) => ({ ...options, cacert: "/none/ca.pem" }),
      /could not read ca certificate: open \/none\/ca\.pem/,
    ],
    [
      "a file that holds no certificate",
      (options) => ({ ...options, cacert: "/etc/hostname" }),
      /failed to append ca certs/,
    ],
  ])("is refused at once with %s", async (_what, change, message) => {
    const options = change(daemon.options);
    const name = builderName("refused");
    await succeed(runSlipway, ["create", "--name", name, ...optionFlags(options), daemon.endpoint]);
    const context = temporaryDirectory("context");
    writeFileSync(join(context, "Dockerfile"), "FROM scratch\n");
    const began = Date.now();
    const { code, stderr } = await runSlipway(["build", "--builder", name, context]);
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
    expect(Date.now() - began).toBeLessThan(10_000);
    expect((await succeed(runSlipway, ["inspect", name])).stdout).toMatch(/^Status: +inactive$/m);
  });
});

test("a daemon at a unix socket that is still coming up is waited for", async () => {
  const { endpoint, container } = await socketDaemon();
  const name = builderName("unix");
  await succeed(runSlipway, ["create", "--name", name, "--driver-opt=default-load=false", endpoint]);
  const building = buildsWith(runSlipway, name);
  await sleep(1500);
  await startContainer(container);
  expect((await building).stderr).toContain("[internal] waiting for connection");
  await buildsWith(runBuildx, name);
  await succeed(runSlipway, ["rm", name]);
});

test("a daemon that does not come up is told with what stands in the way", async () => {
  const name = builderName("down");
  const endpoint = `tcp://127.0.0.1:${await freePort()}`;
  const context = temporaryDirectory("context");
  writeFileSync(join(context, "Dockerfile"), "FROM scratch\n");
  await succeed(runSlipway, ["create", "--name", name, endpoint]);
  const { code, stderr } = await runSlipway(["build", "--builder", name, context]);
  expect(code).toBe(1);
  expect(stderr).toContain(
    `ERROR: failed to build: context deadline exceeded: cannot reach BuildKit at ${endpoint}: connection refused`,
  );
  await succeed(runSlipway, ["rm", name]);
});

test.each(programs)("a daemon in a container is reached through docker exec by $name", async ({ run }) => {
  const container = await daemonContainer([]);
  await startContainer(container);
  const name = builderName("exec");
  const path = { env: { PATH: `${join(lab.docker, "..")}:${process.env.PATH}` } };
  await succeed(run, ["create", "--name", name, `docker-container://${container}`], path);
  await succeed(run, ["inspect", "--bootstrap", name], path);
  await buildsWith(run, name, path);
  const elsewhere = run === runSlipway ? runBuildx : runSlipway;
  await buildsWith(elsewhere, name, path);
  await succeed(elsewhere, ["rm", name], path);
});

test("a daemon on another machine is reached through ssh by both programs", async ({ skip }) => {
  skip(lacksSshd !== undefined, lacksSshd);
  const container = await daemonContainer([]);
  await startContainer(container);
  const { endpoint, path } = await sshServer(container);
  const options = { env: { PATH: path } };
  const name = builderName("ssh");
  await succeed(runSlipway, ["create", "--name", name, endpoint], options);
  for (const { run } of programs) {
    expect((await succeed(run, ["inspect", "--bootstrap", name], options)).stdout).toMatch(
      /^Status: +running$/m,
    );
    await buildsWith(run, name, options);
  }
  await succeed(runBuildx, ["rm", name], options);

  const refused = builderName("refused");
  await succeed(runSlipway, ["create", "--name", refused, endpoint.replace(/@.*/, "@127.0.0.1:1")], options);
  const { code, stderr } = await runSlipway(["du", "--builder", refused], options);
  expect(code).toBe(1);
  expect(stderr).toMatch(/ERROR: cannot reach BuildKit at ssh:.*exit status 255.*Connection refused/);
});

test("BUILDKIT_HOST is the endpoint where none is given", async () => {
  const name = builderName("host");
  const env = { BUILDKIT_HOST: "tcp://127.0.0.1:1" };
  await succeed(runSlipway, ["create", "--name", name], { env });
  const { stdout } = await succeed(runSlipway, ["inspect", name], { env });
  expect(stdout).toMatch(/^Endpoint: +tcp:\/\/127\.0\.0\.1:1$/m);
});
