import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { fakeBuilder, fakeNode } from "../../test/support/build/fake-node.js";
import { runTarget, startTargets, testDirectory } from "../../test/support/build/run-build.js";
import { FakeBuildKit } from "../../test/support/buildkit/fake-buildkit.js";
import { Control } from "../buildkit/gen/moby/buildkit/v1/control_pb.js";
import { LLBBridge } from "../buildkit/gen/moby/buildkit/v1/gateway_pb.js";
import { Secrets } from "../buildkit/gen/moby/services/secrets_pb.js";

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
