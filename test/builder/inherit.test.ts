import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { makeCertificates } from "../engine/certificates.js";
import {
  builderName,
  containerName,
  contextDirectory,
  engineGet,
  type InspectedContainer,
  lab,
  runBuildx,
  runSlipway,
  temporaryDirectory,
} from "../support/index.js";
import { configuredEngine, machineAddress, proxyFor, registryAt } from "./configured-engine.js";
import { storePath } from "./support.js";

const onlyByProxy = "slipway-inherit.invalid";
const repository = `inherit-${randomBytes(4).toString("hex")}`;
const address = machineAddress();

/** Why this machine cannot be the host of an engine that is configured. */
function lacking(): string | undefined {
  return address === undefined ? "this machine has no address but its loopback" : undefined;
}

/** Puts an authority where an engine without root, whose configuration lies in `home`, looks for that of a registry. */
function trust(home: string, host: string, ca: Buffer): void {
  const directory = join(home, "docker/certs.d", host);
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, "ca.crt"), ca);
}

describe("a builder on an engine with a mirror, unsafe registries, an authority and a proxy", () => {
  const hosts = { plain: "", unverified: "", trusted: "" };
  let env: NodeJS.ProcessEnv = {};
  let mirrorAsked: readonly string[] = [];
  const inheriting = builderName("inherit");
  const alone = builderName("inherit-off");

  const create = (name: string, ...options: string[]) => {
    const all = [`image=${lab.image}`, "network=host", ...options].flatMap((option) => [
      "--driver-opt",
      option,
    ]);
    return runSlipway(["create", "--name", name, "--bootstrap", ...all], { env });
  };
  const push = (builder: string, host: string, run = runSlipway) => {
    const context = contextDirectory({ Dockerfile: "FROM scratch\nCOPY Dockerfile /\n" });
    return run(["build", "--builder", builder, "--push", "-t", `${host}/${repository}/app:1`, context], {
      env,
    });
  };

  beforeAll(async () => {
    if (address === undefined || lacking() !== undefined) return;
    const certificates = makeCertificates(`IP:${address}`);
    const mirror = await registryAt(address);
    mirrorAsked = mirror.asked;
    hosts.plain = (await registryAt(address)).host;
    hosts.unverified = (await registryAt(address, certificates)).host;
    hosts.trusted = (await registryAt(address, certificates)).host;
    // The files of an engine with root are those of the lab's engine, which other tests use at the same time.
    const home = temporaryDirectory("config");
    trust(home, hosts.trusted, certificates.ca);
    const engine = await configuredEngine({
      RegistryConfig: {
        Mirrors: [`http://${mirror.host}/`],
        IndexConfigs: { [hosts.plain]: { Secure: false }, [hosts.unverified]: { Secure: false } },
        InsecureRegistryCIDRs: ["127.0.0.0/8"],
      },
      HttpProxy: await proxyFor(onlyByProxy, "by the proxy"),
      NoProxy: `${address},localhost`,
      SecurityOptions: ["name=rootless"],
    });
    env = { DOCKER_HOST: engine, XDG_CONFIG_HOME: home };
  });

  test("takes over all of them, and tells from where", async ({ skip }) => {
    skip(lacking() !== undefined, lacking());
    expect(await create(inheriting)).toMatchObject({ code: 0 });
    const { stdout } = await runSlipway(["inspect", inheriting], { env });
    expect(stdout).toMatch(/^Inherited:\n env\.HTTP_PROXY: +the engine's proxies\n/m);
    expect(stdout).toMatch(/ registry\.docker\.io\.mirrors: +the engine's registry mirrors\n/);
    expect(stdout).toContain(` registry.${hosts.plain}.http:`);
    expect(stdout).toContain(` registry.${hosts.unverified}.insecure:`);
    expect(stdout).toMatch(new RegExp(` registry\\.${hosts.trusted}\\.ca: +/.*/docker/certs\\.d/`));
    // One after the other: it is one registry by three names, which loses a blob that is put twice at once.
    const pushed: Awaited<ReturnType<typeof push>>[] = [];
    for (const host of Object.values(hosts)) pushed.push(await push(inheriting, host));
    expect(pushed.map(({ code, stderr }) => (code === 0 ? "" : stderr))).toEqual(["", "", ""]);
  });

  test("reads base images from the mirror, and files through the proxy", async ({ skip }) => {
    skip(lacking() !== undefined, lacking());
    const base = contextDirectory({ Dockerfile: "FROM scratch\nCOPY Dockerfile /\n" });
    const pushBase = [
      "build",
      "--builder",
      inheriting,
      "--push",
      "-t",
      `localhost:5000/${repository}/base:1`,
      base,
    ];
    expect(await runSlipway(pushBase, { env })).toMatchObject({ code: 0 });
    const dockerfile = `FROM ${repository}/base:1\nADD http://${onlyByProxy}/file /file\n`;
    const args = ["build", "--builder", inheriting, "--output", "type=cacheonly"];
    // The same record serves docker-buildx.
    for (const run of [runSlipway, runBuildx]) {
      const found = await run([...args, contextDirectory({ Dockerfile: dockerfile })], { env });
      expect(found.code === 0 ? "" : found.stderr).toBe("");
    }
    expect(mirrorAsked.join("\n")).toContain(`/v2/${repository}/base/manifests/`);
  });

  test("takes over nothing with inherit=off: the builder is docker-buildx's, and fails as there", async ({
    skip,
  }) => {
    skip(lacking() !== undefined, lacking());
    const beside = builderName("inherit-buildx");
    expect(await create(alone, "inherit=off")).toMatchObject({ code: 0 });
    const options = ["--driver-opt", `image=${lab.image}`, "--driver-opt", "network=host"];
    const made = await runBuildx(["create", "--name", beside, "--driver", "docker-container", ...options], {
      env,
    });
    expect(made).toMatchObject({ code: 0 });
    const record = (name: string) => {
      const [node] = JSON.parse(readFileSync(storePath("instances", name), "utf8")).Nodes;
      return { ...node, Name: undefined, SlipwayDriverOpts: undefined };
    };
    expect(record(alone)).toEqual(record(beside));
    const container = await engineGet<InspectedContainer>(`/containers/${containerName(alone)}/json`);
    expect(container?.Config.Cmd).not.toContain("--config");
    // One after the other: the daemon cannot give two images the same name at once.
    const failures = [
      await push(alone, hosts.plain),
      await push(alone, hosts.trusted),
      await push(alone, hosts.trusted, runBuildx),
    ];
    expect(failures.map(({ code }) => code)).toEqual([1, 1, 1]);
    expect(failures[0]?.stderr).toContain("server gave HTTP response to HTTPS client");
    expect(failures[1]?.stderr).toContain("certificate signed by unknown authority");
    for (const failure of failures.slice(0, 2)) {
      expect(failure.stderr).toContain(`create --reconfigure ${alone} --buildkitd-config buildkitd.toml`);
    }
  });
});
