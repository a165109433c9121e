import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { fakeBuilder, fakeNode } from "../../test/support/build/fake-node.js";
import { runTarget, startTargets, testDirectory } from "../../test/support/build/run-build.js";
import { FakeBuildKit } from "../../test/support/buildkit/fake-buildkit.js";
import { ConnectionPool } from "../builder/index.js";
import { Control } from "../buildkit/gen/moby/buildkit/v1/control_pb.js";
import { LLBBridge } from "../buildkit/gen/moby/buildkit/v1/gateway_pb.js";
import { Secrets } from "../buildkit/gen/moby/services/secrets_pb.js";
import { SlipwayError } from "../errors/index.js";

describe("one target on one node", () => {
  test("becomes one solve with all that was asked for", async () => {
    const { daemon, result, warnings } = await runTarget(
      {
        tags: ["app:1"],
        push: true,
        target: "prod",
        platforms: ["linux/arm64"],
        buildArgs: { A: "b", BUILDKIT_INLINE_CACHE: "1" },
        network: "host",
        allow: ["security.insecure"],
        cacheTo: ["type=registry,ref=r"],
        cacheFrom: ["user/app"],
      },
      {
        script: {
          response: { "containerimage.digest": "sha256:1", "containerimage.config.digest": "sha256:2" },
        },
      },
    );
    const [solve] = await daemon.requests(Control.solve);
    const { frontendOpt, frontend } = (await daemon.requests(LLBBridge.solve))[0] ?? {};
    expect(frontend).toBe("dockerfile.v0");
    expect(frontendOpt).toEqual({
      filename: "Dockerfile",
      target: "prod",
      platform: "linux/arm64",
      "build-arg:A": "b",
      "build-arg:BUILDKIT_INLINE_CACHE": "1",
      "force-network-mode": "host",
      "attest:provenance": "mode=min,inline-only=true",
      "cache-imports": '[{"Type":"registry","Attrs":{"ref":"user/app"}}]',
    });
    expect(solve).toMatchObject({
      exporters: [{ type: "image", attrs: { name: "app:1", push: "true", unpack: "false" } }],
      entitlements: ["security.insecure", "network.host"],
      cache: {
        exports: [{ type: "registry", attrs: { ref: "r" } }, { type: "inline" }],
        imports: [{ type: "registry" }],
      },
      internal: false,
    });
    expect(result).toEqual({
      response: {
        "containerimage.digest": "sha256:1",
        "containerimage.config.digest": "sha256:2",
        "buildx.build.ref": `b/b0/${solve?.ref}`,
      },
      frontendMetadata: {},
      ref: `b/b0/${solve?.ref}`,
      nodeName: "b0",
    });
    expect(warnings).toEqual([]);
  });

  test("is noted for ls and history", async () => {
    const { cwd, result, daemon } = await runTarget({ tags: ["t"] }, { more: {} });
    void daemon;
    expect(result.ref).toMatch(/^b\/b0\/[0-9a-z]{25}$/);
    expect(cwd).not.toBe("");
  });

  test("says when nothing becomes of the result", async () => {
    const { warnings } = await runTarget({});
    expect(warnings).toEqual([expect.stringContaining("No output specified with docker-container driver.")]);
  });

  test("a call is answered and not recorded", async () => {
    const metadata = { "result.txt": Buffer.from("targets\n"), "result.statuscode": Buffer.from("3") };
    const { daemon, result } = await runTarget({ call: "targets" }, { script: { result: { metadata } } });
    expect(result.call).toEqual({ output: "targets\n", status: 3 });
    expect(result.response).toEqual({});
    expect((await daemon.requests(Control.solve))[0]).toMatchObject({ internal: true, exporters: [] });
  });

  test("DOCKER_DEFAULT_PLATFORM counts where no platform is given", async () => {
    const env = { DOCKER_DEFAULT_PLATFORM: "linux/s390x", BUILDX_CONFIG: testDirectory() };
    const { daemon } = await runTarget({ env });
    expect((await daemon.requests(LLBBridge.solve))[0]?.frontendOpt.platform).toBe("linux/s390x");
  });

  test("host-gateway is the address that the daemon's worker has", async () => {
    const workers = [{ labels: { "org.mobyproject.buildkit.worker.moby.host-gateway-ip": "10.1.2.3" } }];
    const daemon = new FakeBuildKit({ workers });
    const node = fakeNode("b0", { connect: daemon.connect, features: { hostGateway: true } });
    await runTarget({ addHosts: ["h:host-gateway"] }, { builder: fakeBuilder([node]) });
    expect((await daemon.requests(LLBBridge.solve))[0]?.frontendOpt["add-hosts"]).toBe("h=10.1.2.3");
  });

  test("a manifest's digest is the image's only id where the export says so", async () => {
    const response = { "containerimage.digest": "sha256:1", "containerimage.config.digest": "sha256:2" };
    const outputs = ["type=image,name=n,prefer-image-digest=true"];
    const { result } = await runTarget({ outputs }, { script: { response } });
    expect(result.response).toMatchObject({ "containerimage.digest": "sha256:1" });
    expect(result.response).not.toHaveProperty(["containerimage.config.digest"]);
  });

  test("proxies of the Docker configuration become build arguments", async () => {
    const config = testDirectory({
      "config.json": JSON.stringify({ proxies: { default: { httpProxy: "http://p", noProxy: "n" } } }),
    });
    const env = { DOCKER_CONFIG: config, BUILDX_CONFIG: testDirectory() };
    const { daemon } = await runTarget({ env });
    const attrs = (await daemon.requests(LLBBridge.solve))[0]?.frontendOpt;
    expect(attrs).toMatchObject({ "build-arg:HTTP_PROXY": "http://p", "build-arg:NO_PROXY": "n" });
  });

  test("a source policy goes with the solve", async () => {
    const env = { EXPERIMENTAL_BUILDKIT_SOURCE_POLICY: "policy.json", BUILDX_CONFIG: testDirectory() };
    const cwd = testDirectory({
      Dockerfile: "FROM scratch\n",
      "policy.json": '{"rules":[{"action":"DENY","selector":{"identifier":"*"}}]}',
    });
    const { daemon } = await runTarget({ env, cwd });
    expect((await daemon.requests(Control.solve))[0]?.sourcePolicy?.rules).toMatchObject([
      { selector: { identifier: "*" } },
    ]);
    await expect(
      runTarget({ env: { ...env, EXPERIMENTAL_BUILDKIT_SOURCE_POLICY: "Dockerfile" }, cwd }),
    ).rejects.toMatchObject({
      code: "invalid-argument",
      message: expect.stringContaining("failed to parse source policy: "),
    });
    await expect(
      runTarget({ env: { ...env, EXPERIMENTAL_BUILDKIT_SOURCE_POLICY: "none" }, cwd }),
    ).rejects.toMatchObject({
      code: "not-found",
      message: expect.stringContaining("failed to read policy file: open none"),
    });
  });

  test.each([
    [{ tags: ["App"] }, "invalid-argument", /^invalid tag "App"/],
    [{ platforms: ["a/b/c/d/e"] }, "invalid-argument", /platform/],
    [{ allow: ["everything"] }, "invalid-argument", /^unknown entitlement everything$/],
    [{ secrets: ["id=s,src=nowhere"] }, "not-found", /^failed to stat nowhere|nowhere/],
    [{ network: "bridge" }, "invalid-argument", /^network mode "bridge" not supported/],
    [{ annotations: ["x"] }, "invalid-argument", /annotation/],
  ])("%j is refused before a daemon is asked to build", async (options, code, message) => {
    const run = startTargets({ default: options });
    await expect(run.results).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
    expect(run.daemon.calls.filter(({ path }) => path === Control.solve.path)).toEqual([]);
  });

  test("a remote Git context over ssh has an agent even if none was asked for", async () => {
    const run = startTargets({
      default: { context: "git@host:r.git", env: { BUILDX_CONFIG: testDirectory() } },
    });
    await expect(run.results).rejects.toMatchObject({ message: expect.stringContaining("SSH") });
  });

  test("a failure to fetch a remote context has a hint that names it", async () => {
    const script = {
      onFrontend: () => {
        throw new Error("failed to read dockerfile: something");
      },
    };
    await expect(runTarget({ context: "https://u:p@host/r.git" }, { script })).rejects.toMatchObject({
      hint: "the build context is https://host/r.git",
    });
  });
});

describe("nodes and connections", () => {
  test("a node that does not run is booted, once", async () => {
    const daemon = new FakeBuildKit();
    let running = false;
    const boot = vi.fn(async () => {
      running = true;
    });
    const connect = async () => {
      if (!running) throw new SlipwayError("connection-lost", "it does not run");
      return daemon.connect();
    };
    await runTarget({}, { builder: fakeBuilder([fakeNode("b0", { connect, driver: { boot } })]) });
    expect(boot).toHaveBeenCalledTimes(1);
  });

  test("connections that are given stay open, others are closed", async () => {
    const connections = new ConnectionPool();
    const kept = await runTarget({}, { more: { connections } });
    expect(kept.daemon.connections[0]?.near.destroyed).toBe(false);
    await connections.close();
    const own = await runTarget({});
    await vi.waitFor(() => expect(own.daemon.connections.map(({ near }) => near.destroyed)).toEqual([true]));
  });

  test("a daemon that is up and does not answer yet is booted and asked again", async () => {
    const daemon = new FakeBuildKit();
    let tries = 0;
    const connect = () => {
      const stream = daemon.connect();
      if (tries++ < 2) daemon.connections.at(-1)?.break();
      return stream;
    };
    const boot = vi.fn(async () => undefined);
    const { result } = await runTarget(
      {},
      { builder: fakeBuilder([fakeNode("b0", { connect, driver: { boot } })]) },
    );
    expect(result.nodeName).toBe("b0");
    expect(boot).toHaveBeenCalled();
  });

  test("a daemon that ends in mid-build is told as what the driver knows of it", async () => {
    const explainLoss = async () => new SlipwayError("out-of-memory", "the builder was killed");
    const daemon = new FakeBuildKit({
      onFrontend: async ({ daemon: { connections } }) => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        connections[0]?.end();
      },
    });
    const node = fakeNode("b0", { connect: daemon.connect, driver: { explainLoss } });
    await expect(runTarget({}, { builder: fakeBuilder([node]) })).rejects.toMatchObject({
      code: "out-of-memory",
      message: "the builder was killed",
    });
  });

  test("without a usable node there is no build", async () => {
    await expect(runTarget({}, { builder: fakeBuilder([]) })).rejects.toMatchObject({ code: "not-found" });
  });

  test("an aborted signal ends it as canceled, whatever the signal's reason is", async () => {
    const stop = new AbortController();
    const onFrontend = () => {
      stop.abort(new Error("my reason"));
      return new Promise<void>(() => {});
    };
    const run = startTargets(
      { default: { signal: stop.signal } },
      { script: { onFrontend }, more: { signal: stop.signal } },
    );
    await expect(run.results).rejects.toMatchObject({
      code: "canceled",
      message: "failed to solve: Canceled: context canceled",
    });
  });

  test("what fails in whatever way once the signal has aborted is canceled", async () => {
    const stop = new AbortController();
    const onWarning = () => {
      stop.abort();
      throw new Error("of the caller's own");
    };
    const run = startTargets({ default: {} }, { more: { signal: stop.signal, onWarning } });
    await expect(run.results).rejects.toMatchObject({
      code: "canceled",
      cause: { message: "of the caller's own" },
    });
  });
});

describe("several nodes", () => {
  const twoNodes = (scripts: [object, object]) => {
    const daemons = scripts.map((script) => new FakeBuildKit(script));
    const platforms = ["linux/amd64", "linux/arm64"];
    const nodes = daemons.map(({ connect }, index) =>
      fakeNode(`b${index}`, { connect, platforms: [platforms[index] ?? ""] }),
    );
    return { daemons, builder: fakeBuilder(nodes) };
  };
  const both = { platforms: ["linux/amd64", "linux/arm64"] };

  test("each builds its share, and the first one's answer stands for all without a push", async () => {
    const { daemons, builder } = twoNodes([{ response: { a: "1" } }, { response: { b: "2" } }]);
    const { result } = await runTarget(both, { builder });
    const asked = await Promise.all(daemons.map((daemon) => daemon.requests(LLBBridge.solve)));
    expect(asked.map(([request]) => request?.frontendOpt.platform)).toEqual(both.platforms);
    expect(asked.map(([request]) => request?.frontendOpt["multi-platform"])).toEqual(["true", "true"]);
    expect(result.response).toMatchObject({ a: "1" });
  });

  test("a push goes by digest", async () => {
    const { daemons, builder } = twoNodes([{}, {}]);
    await runTarget({ ...both, push: true, tags: ["h.example/app:1"] }, { builder });
    const [solve] = (await daemons[1]?.requests(Control.solve)) ?? [];
    expect(solve?.exporters).toMatchObject([
      { type: "image", attrs: { name: "h.example/app", "push-by-digest": "true", push: "true" } },
    ]);
  });

  test("one that fails calls the other off, and is the failure", async () => {
    const canceled = vi.fn();
    const waits = async (build: { session(): Promise<{ closed: Promise<void> }> }) => {
      const { closed } = await build.session();
      await closed;
      canceled();
    };
    const fails = () => {
      throw new Error("no such stage");
    };
    const { builder } = twoNodes([{ onFrontend: waits }, { onFrontend: fails }]);
    await expect(runTarget(both, { builder })).rejects.toMatchObject({
      message: "failed to solve: no such stage",
    });
    await vi.waitFor(() => expect(canceled).toHaveBeenCalled());
  });

  test("daemons are asked for their platforms where none are fixed", async () => {
    const workers = (architecture: string) => [{ platforms: [{ os: "linux", architecture }] }];
    const daemons = [
      new FakeBuildKit({ workers: workers("amd64") }),
      new FakeBuildKit({ workers: workers("arm64") }),
    ];
    const nodes = daemons.map(({ connect }, index) => fakeNode(`b${index}`, { connect }));
    const { result } = await runTarget({ platforms: ["linux/arm64"] }, { builder: fakeBuilder(nodes) });
    expect(result.nodeName).toBe("b1");
  });
});

describe("several targets", () => {
  test("share a connection and directories, and each has its result", async () => {
    const run = startTargets(
      { a: { target: "a" }, b: { target: "b" } },
      { script: { response: { x: "y" } } },
    );
    const results = await run.results;
    expect([...results.keys()]).toEqual(["a", "b"]);
    expect(run.daemon.connections.length).toBe(1);
    const attrs = (await run.daemon.requests(LLBBridge.solve)).map(({ frontendOpt }) => frontendOpt);
    const [one, other] = attrs.map((all) => all["local-sessionid:context"]);
    expect(one).toMatch(/^[0-9a-z]{25}$/);
    expect(other).toBe(one);
    expect(attrs.map(({ target }) => target).sort()).toEqual(["a", "b"]);
  });

  test("a target is a context of another: its result is the other's input, and is built before it ends", async () => {
    const config = Buffer.from('{"config":{}}');
    const run = startTargets(
      { base: { target: "base" }, app: { target: "app", buildContexts: ["base=target:base"] } },
      {
        script: {
          result: {
            result: { case: "ref", value: { id: "r", def: { def: [Buffer.from("op")] } } },
            metadata: { "containerimage.config": config },
          },
        },
      },
    );
    await run.results;
    const requests = await run.daemon.requests(LLBBridge.solve);
    const app = requests.find(({ frontendOpt }) => frontendOpt.target === "app");
    expect(app?.frontendOpt["context:base"]).toBe("input:0-base");
    expect(JSON.parse(app?.frontendOpt["input-metadata:0-base"] ?? "")).toEqual({
      "containerimage.config": config.toString("base64"),
    });
    expect(app?.frontendInputs["0-base"]?.def).toEqual([Buffer.from("op")]);
    const evaluated = [...run.daemon.builds.values()].map((build) => [
      build.frontend?.frontendOpt.target,
      build.evaluated,
    ]);
    expect(Object.fromEntries(evaluated)).toEqual({ base: ["r"], app: [] });
  });

  test("the one that fails is named, and ends the others", async () => {
    const run = startTargets(
      { good: { target: "good" }, bad: { target: "bad" } },
      {
        script: {
          onFrontend: async ({ frontend }) => {
            if (frontend?.frontendOpt.target === "bad") throw new Error("it broke");
            await new Promise(() => {});
          },
        },
      },
    );
    await expect(run.results).rejects.toMatchObject({
      code: "build-failed",
      message: "target bad: failed to solve: it broke",
    });
  });

  test("one that cannot be prepared is named", async () => {
    const run = startTargets({ a: {}, b: { tags: ["?"] } });
    await expect(run.results).rejects.toMatchObject({
      message: expect.stringMatching(/^target b: invalid tag/),
    });
  });
});

test("secrets are handed out by the session of the build", async () => {
  const seen: string[] = [];
  await runTarget(
    { secrets: [{ id: "s", value: "hidden" }] },
    {
      script: {
        onFrontend: async (_build, session) => {
          const [secret] = await session.call(Secrets.getSecret, { id: "s" });
          seen.push(Buffer.from(secret?.data ?? []).toString());
        },
      },
    },
  );
  expect(seen).toEqual(["hidden"]);
});

test("what a build is made of is noted for the history", async () => {
  const BUILDX_CONFIG = testDirectory();
  const { result, cwd } = await runTarget({ env: { BUILDX_CONFIG } }, { more: { env: { BUILDX_CONFIG } } });
  const note = JSON.parse(readFileSync(join(BUILDX_CONFIG, "refs", result.ref), "utf8"));
  expect(note).toEqual({ Target: "default", LocalPath: cwd, DockerfilePath: join(cwd, "Dockerfile") });
});
