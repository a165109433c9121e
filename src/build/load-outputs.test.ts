import { describe, expect, test } from "vitest";
import { fakeBuilder, fakeNode } from "../../test/support/build/fake-node.js";
import { archives, classic, containerd, digestOf, engine } from "../../test/support/build/outputs.js";
import { runTarget } from "../../test/support/build/run-build.js";
import { FakeBuildKit, type FakeBuildKitScript } from "../../test/support/buildkit/fake-buildkit.js";
import { json } from "../../test/support/fake-engine.js";
import { Content } from "../buildkit/gen/containerd/content_pb.js";
import { Control } from "../buildkit/gen/moby/buildkit/v1/control_pb.js";
import { LLBBridge } from "../buildkit/gen/moby/buildkit/v1/gateway_pb.js";
import type { DriverFeatures } from "../driver/contract/driver-features.js";

describe("--load", () => {
  const loaded = json('{"stream":"Loaded image: app:1\\n"}\n');

  test("sends an engine without containerd an archive for docker load", async () => {
    const { env, asked } = await engine({ "GET /info": classic, "POST /images/load": loaded });
    const { daemon, updates } = await runTarget(
      { env, load: true, tags: ["app:1"] },
      { script: archives("x") },
    );
    const [solve] = await daemon.requests(Control.solve);
    expect(solve?.exporters).toMatchObject([{ type: "docker", attrs: { name: "app:1" } }]);
    expect(asked).toContain("POST /images/load");
    expect(updates.flatMap(({ vertexes = [] }) => vertexes.map(({ name }) => name))).toContain(
      "importing to docker",
    );
  });

  test("sends one with containerd an OCI archive, whose image id is the manifest's", async () => {
    const { env } = await engine({ "GET /info": containerd, "POST /images/load": loaded });
    const script = {
      ...archives("x"),
      response: { "containerimage.digest": "sha256:m", "containerimage.config.digest": "sha256:c" },
    };
    const { daemon, result } = await runTarget(
      { env, load: true, platforms: ["linux/amd64", "linux/arm64"] },
      { script },
    );
    const [solve] = await daemon.requests(Control.solve);
    expect(solve?.exporters).toMatchObject([{ type: "oci", attrs: { "prefer-image-digest": "true" } }]);
    expect(result.response).not.toHaveProperty(["containerimage.config.digest"]);
  });

  test("goes layer by layer where the daemon lets its content be read", async () => {
    const { env } = await engine({ "GET /info": classic });
    const asked: unknown[] = [];
    const script: FakeBuildKitScript = {
      handlers: { [Content.info.path]: (call) => call.end(5) },
      onExport: async ({ request }, session) => {
        asked.push(request?.exporters);
        const headers = { "buildkit-attachable-store-id": "export" };
        await expect(session.call(Content.info, { digest: digestOf("none") }, headers)).rejects.toMatchObject(
          { code: 5 },
        );
        throw new Error("that is enough");
      },
    };
    await expect(runTarget({ env, load: true, tags: ["app"] }, { script })).rejects.toThrow("that is enough");
    expect(asked).toEqual([[{ type: "docker", attrs: { name: "app", tar: "false" } }]]);
  });

  test("of several platforms goes as an index whose images a classic store gets one by one", async () => {
    const { env } = await engine({ "GET /info": classic });
    const asked: unknown[] = [];
    const script: FakeBuildKitScript = {
      handlers: { [Content.info.path]: (call) => call.end(5) },
      onExport: async ({ request }) => {
        asked.push(request?.exporters);
        throw new Error("that is enough");
      },
    };
    const platforms = ["linux/amd64", "linux/arm64"];
    const run = runTarget({ env, load: "all", tags: ["app"], platforms }, { script });
    await expect(run).rejects.toThrow("that is enough");
    expect(asked).toEqual([[{ type: "oci", attrs: { name: "app", tar: "false" } }]]);
  });

  test("into a containerd store is not put together of several nodes", async () => {
    const { env } = await engine({ "GET /info": containerd });
    const daemon = new FakeBuildKit({});
    const nodes = ["amd64", "arm64"].map((architecture) => ({
      ...fakeNode(architecture, { connect: daemon.connect }),
      fixedPlatforms: [{ os: "linux", architecture }],
    }));
    const platforms = ["linux/amd64", "linux/arm64"];
    await expect(
      runTarget({ env, load: true, tags: ["app"], platforms }, { builder: fakeBuilder(nodes) }),
    ).rejects.toThrow("oci for multi-node builds currently not supported");
  });

  test.each([[{ platforms: ["linux/amd64", "linux/arm64"] }], [{ sbom: "true" }]])(
    "of %j needs an engine with containerd",
    async (options) => {
      const { env } = await engine({ "GET /info": classic });
      await expect(runTarget({ env, load: true, ...options })).rejects.toMatchObject({
        code: "invalid-argument",
        message: "docker exporter does not currently support exporting manifest lists",
      });
    },
  );

  test("fails as the engine does", async () => {
    const { env } = await engine({
      "GET /info": classic,
      "POST /images/load": json({ message: "no room" }, 500),
    });
    await expect(runTarget({ env, load: true }, { script: archives("x") })).rejects.toMatchObject({
      message: expect.stringContaining("no room"),
    });
  });
});

describe("inside the engine", () => {
  const inside = (features: Partial<DriverFeatures>, script: FakeBuildKitScript = {}) => {
    const daemon = new FakeBuildKit(script);
    const node = fakeNode("b0", {
      connect: daemon.connect,
      features: { insideEngine: true, defaultLoad: true, ...features },
    });
    return { daemon, builder: fakeBuilder([node]) };
  };
  const moby = async (daemon: FakeBuildKit) => (await daemon.requests(Control.solve))[0]?.exporters;

  test("the image stays where it is built", async () => {
    const { daemon, builder } = inside({ directPush: false });
    await runTarget({ tags: ["app:1"] }, { builder });
    expect(await moby(daemon)).toEqual([{ type: "moby", attrs: { name: "app:1" } }]);
    expect((await daemon.requests(LLBBridge.solve))[0]?.frontendOpt["image-resolve-mode"]).toBe("local");
  });

  test("with containerd its id is the manifest's, and it is pushed by BuildKit", async () => {
    const { daemon, builder } = inside({ directPush: true, preferImageDigest: true });
    await runTarget({ tags: ["app:1"], push: true, outputs: ["type=image", "type=tar,dest=t"] }, { builder });
    expect(await moby(daemon)).toEqual([
      {
        type: "moby",
        attrs: { name: "app:1", push: "true", unpack: "false", "prefer-image-digest": "true" },
      },
      { type: "tar", attrs: {} },
    ]);
  });

  test("without containerd the engine pushes, and the registry's digest is the result's", async () => {
    const { env, asked } = await engine({
      "POST /images/app/push": json(
        '{"status":"Pushed","id":"abc","progressDetail":{"current":1,"total":2}}\n{"aux":{}}\n',
      ),
      "GET /images/app:1/json": json({
        Id: digestOf("i"),
        RootFS: {},
        RepoDigests: [`app@${digestOf("r")}`],
      }),
    });
    const { daemon, builder } = inside(
      { directPush: false },
      { response: { "containerimage.digest": digestOf("c") } },
    );
    const { result } = await runTarget({ env, tags: ["app:1"], push: true }, { builder });
    expect(await moby(daemon)).toEqual([{ type: "moby", attrs: { name: "app:1", unpack: "false" } }]);
    expect(asked).toContain("POST /images/app/push");
    expect(result.response).toMatchObject({
      "containerimage.digest": digestOf("r"),
      "containerimage.config.digest": digestOf("c"),
    });
  });

  test("an image that the registry gave no digest keeps its own", async () => {
    const { env } = await engine({
      "POST /images/app/push": json('{"status":"Pushed"}\n'),
      "GET /images/app:1/json": json({ Id: digestOf("i"), RootFS: {}, RepoDigests: [] }),
    });
    const { builder } = inside(
      { directPush: false },
      { response: { "containerimage.digest": digestOf("c") } },
    );
    const { result } = await runTarget({ env, tags: ["app:1"], push: true }, { builder });
    expect(result.response["containerimage.digest"]).toBe(digestOf("c"));
  });

  test.each([
    [{ cacheTo: ["type=registry,ref=r"] }, { cacheExport: false }, "Cache export"],
    [{ outputs: ["type=oci,dest=x"] }, { ociExporter: false }, "OCI exporter"],
    [
      { platforms: ["linux/amd64", "linux/arm64"], provenance: "false" },
      { multiPlatform: false },
      "Multi-platform build",
    ],
  ])("%j is refused where it cannot be done", async (options, features, what) => {
    const { builder } = inside(features);
    await expect(runTarget(options, { builder })).rejects.toMatchObject({
      code: "unsupported",
      message: expect.stringContaining(`${what} is not supported for the docker-container driver.`),
    });
  });
});
