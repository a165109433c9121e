import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { packTar } from "modern-tar";
import { describe, expect, onTestFinished, test } from "vitest";
import { fakeBuilder, fakeNode } from "../../test/support/build/fake-node.js";
import { runTarget, testDirectory } from "../../test/support/build/run-build.js";
import { FakeBuildKit, type FakeBuildKitScript } from "../../test/support/buildkit/fake-buildkit.js";
import type { FakeSession } from "../../test/support/buildkit/fake-session.js";
import { type FakeScript, fakeEngine, json } from "../../test/support/fake-engine.js";
import { grpcMessage } from "../../test/support/transport/grpc-peer.js";
import { Content } from "../buildkit/gen/containerd/content_pb.js";
import { Control } from "../buildkit/gen/moby/buildkit/v1/control_pb.js";
import { LLBBridge } from "../buildkit/gen/moby/buildkit/v1/gateway_pb.js";
import { BytesMessageSchema } from "../buildkit/gen/moby/filesync/v1/filesync_pb.js";
import { toBinary } from "../buildkit/protobuf/index.js";
import { GoMode } from "../buildkit/session/filesync/tree/go-mode.js";
import { finPacket, PacketWriter } from "../buildkit/session/filesync/wire/packet-writer.js";
import { fileSyncMethod } from "../buildkit/session/index.js";
import type { DriverFeatures } from "../driver/contract/driver-features.js";

const digestOf = (content: string | Uint8Array) =>
  `sha256:${createHash("sha256").update(content).digest("hex")}`;

/** Sends an archive to an exporter, as the daemon does. */
async function sendArchive(session: FakeSession, content: string, index = 0): Promise<number> {
  const message = toBinary(BytesMessageSchema, { data: Buffer.from(content) });
  const { trailers } = await session.send("/moby.filesync.v1.FileSend/DiffCopy", [message], {
    "buildkit-attachable-exporter-id": String(index),
  });
  return Number(trailers["grpc-status"]);
}

const archives = (...contents: string[]): FakeBuildKitScript => ({
  onExport: async (_build, session) => {
    await Promise.all(contents.map((content, index) => sendArchive(session, content, index)));
  },
});

async function engine(script: FakeScript) {
  const found = await fakeEngine(script);
  onTestFinished(() => found.close());
  const env = { DOCKER_HOST: found.host, BUILDX_CONFIG: testDirectory(), DOCKER_CONFIG: testDirectory() };
  return { ...found, env };
}

const classic = json({ DriverStatus: [["Backing Filesystem", "extfs"]] });
const containerd = json({ DriverStatus: [["driver-type", "io.containerd.snapshotter.v1"]] });

describe("an archive", () => {
  test("goes to a file, to standard output and to code, each to its own", async () => {
    const stdout = new PassThrough();
    const stream = new PassThrough();
    const consumed: string[] = [];
    const { cwd, daemon } = await runTarget(
      {
        stdout,
        outputs: [
          "type=tar,dest=out.tar",
          "type=oci,dest=-",
          { type: "tar", stream },
          { type: "oci", consume: async (archive) => void consumed.push(await text(archive)) },
          { type: "image", name: "n" },
        ],
      },
      { script: archives("one", "two", "three", "four") },
    );
    expect(readFileSync(join(cwd, "out.tar"), "utf8")).toBe("one");
    stdout.end();
    expect(await text(stdout)).toBe("two");
    expect(await text(stream)).toBe("three");
    expect(consumed).toEqual(["four"]);
    const [solve] = await daemon.requests(Control.solve);
    expect(solve?.exporters.map(({ type }) => type)).toEqual(["tar", "oci", "tar", "oci", "image"]);
  });

  test("that code refuses makes the build fail, whatever the daemon says", async () => {
    const consume = () => Promise.reject(new Error("of my own"));
    const run = runTarget({ outputs: [{ type: "tar", consume }] }, { script: archives("x") });
    const reason = await run.catch((error: unknown) => error);
    expect(reason).toMatchObject({ message: expect.stringContaining("of my own") });
    for (let at = reason, depth = 0; at instanceof Error; at = at.cause) expect(depth++).toBeLessThan(5);
  });

  test("that cannot be written makes it fail as well", async () => {
    const script: FakeBuildKitScript = {
      onExport: async (_build, session) => {
        if ((await sendArchive(session, "x")) !== 0) throw new Error("the client went away");
      },
    };
    const cwd = testDirectory({ Dockerfile: "FROM scratch\n", file: "" });
    const run = runTarget({ cwd, outputs: ["type=tar,dest=file/below.tar"] }, { script });
    await expect(run).rejects.toMatchObject({ message: expect.stringContaining("below.tar") });
  });
});

test.each([[{ platforms: ["linux/amd64", "linux/arm64"] }], [{ sbom: "true" }]])(
  "an archive for docker load holds one image: %j",
  async (options) => {
    const run = runTarget({ outputs: ["type=docker,dest=x.tar"], ...options });
    await expect(run).rejects.toThrow("docker exporter does not support exporting manifest lists");
  },
);

test("files go to a directory", async () => {
  const writer = new PacketWriter();
  const entry = {
    path: "d",
    mode: GoMode.directory + 0o755,
    uid: 0,
    gid: 0,
    size: 0,
    modTime: 0n,
    linkname: "",
    devMajor: 0,
    devMinor: 0,
  };
  const { cwd } = await runTarget(
    { outputs: ["type=local,dest=out"] },
    {
      script: {
        onExport: async (_build, session) => {
          const { stream } = session.open("/moby.filesync.v1.FileSend/DiffCopy");
          stream.write(grpcMessage(Uint8Array.from(writer.stat(entry))));
          stream.write(grpcMessage(Buffer.alloc(0)));
          // The client is through with what was listed.
          await once(stream, "data");
          stream.end(grpcMessage(finPacket));
          await new Promise((resolve) => stream.once("close", resolve));
        },
      },
    },
  );
  expect(existsSync(join(cwd, "out/d"))).toBe(true);
});

test("the context is read through the session", async () => {
  const listed: number[] = [];
  await runTarget(
    {},
    {
      script: {
        onFrontend: async (_build, session) => {
          const { messages } = await session.send(fileSyncMethod, [Buffer.from([0x08, 3])], {
            "dir-name": "context",
          });
          listed.push(messages.length);
        },
      },
    },
  );
  expect(listed[0]).toBeGreaterThan(2);
});

describe("layouts", () => {
  const mediaType = "application/vnd.oci.image.manifest.v1+json";
  const config = { mediaType: "application/vnd.oci.image.config.v1+json", digest: digestOf("c"), size: 1 };
  const blob = JSON.stringify({ schemaVersion: 2, mediaType, config, layers: [] });
  const digest = digestOf(blob);
  const layout = {
    "cache/index.json": JSON.stringify({
      schemaVersion: 2,
      manifests: [
        { digest, size: blob.length, annotations: { "org.opencontainers.image.ref.name": "latest" } },
      ],
    }),
    [`cache/blobs/sha256/${digest.slice(7)}`]: blob,
  };

  test("a local cache and a layout as context are read by the daemon", async () => {
    const cwd = testDirectory({ Dockerfile: "FROM scratch\n", ...layout });
    const sizes: (bigint | undefined)[] = [];
    const read = async (session: FakeSession, store: string) => {
      const [answer] = await session.call(
        Content.info,
        { digest },
        { "buildkit-attachable-store-id": store },
      );
      sizes.push(answer?.info?.size);
    };
    const { daemon } = await runTarget(
      { cwd, cacheFrom: ["type=local,src=cache"], buildContexts: ["base=oci-layout://cache"] },
      {
        script: {
          onFrontend: async ({ frontend }, session) => {
            await read(session, "local:cache");
            const [, id] =
              /^oci-layout:\/\/(\w+):latest@/.exec(frontend?.frontendOpt["context:base"] ?? "") ?? [];
            await read(session, `oci:${id}`);
          },
        },
      },
    );
    expect(sizes).toEqual([BigInt(blob.length), BigInt(blob.length)]);
    expect((await daemon.requests(Control.solve))[0]?.cache?.imports).toMatchObject([
      { type: "local", attrs: { digest } },
    ]);
  });

  test.each([
    ["local:new", { cacheTo: ["type=local,dest=new"] }, "new", "cache.manifest"],
    ["local:new", { cacheTo: ["type=local,dest=new,reset=true"] }, "new", "cache.manifest"],
    ["export", { outputs: ["type=oci,tar=false,dest=new"] }, "new", "containerimage.descriptor"],
  ])(
    "what is written through the store %s with %j is entered in the index",
    async (store, options, dest, key) => {
      const descriptor = {
        mediaType: "application/vnd.oci.image.manifest.v1+json",
        digest,
        size: blob.length,
      };
      const encoded = JSON.stringify(descriptor);
      const value = key === "cache.manifest" ? encoded : Buffer.from(encoded).toString("base64");
      const { cwd } = await runTarget(options, {
        script: {
          response: { [key]: value, "containerimage.digest": digest },
          onExport: async (_build, session) => {
            const headers = { "buildkit-attachable-store-id": store };
            const request = { ref: "r", expected: digest, total: BigInt(blob.length), offset: 0n };
            await session.call(Content.write, { ...request, action: 2, data: Buffer.from(blob) }, headers);
          },
        },
      });
      const index = JSON.parse(readFileSync(join(cwd, dest, "index.json"), "utf8"));
      expect(index.manifests).toMatchObject([{ digest }]);
      expect(existsSync(join(cwd, dest, "blobs/sha256", digest.slice(7)))).toBe(true);
    },
  );
});

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

describe("an image of the user's engine as a context", () => {
  const layer = "layer";
  const config = JSON.stringify({ rootfs: { type: "layers", diff_ids: [digestOf(layer)] } });
  const archive = () =>
    packTar([
      { header: { name: "config.json", size: config.length, type: "file" }, body: config },
      { header: { name: "layer.tar", size: layer.length, type: "file" }, body: layer },
      { header: { name: "dir", size: 0, type: "directory" } },
    ]);
  const inspected = json({ Id: digestOf(config), RootFS: { Type: "layers", Layers: [digestOf(layer)] } });

  test("of a classic store is read once and served under a manifest made for it", async () => {
    const tar = Buffer.from(await archive());
    const head = `HTTP/1.1 200 OK\r\nContent-Type: application/x-tar\r\nContent-Length: ${tar.length}\r\n\r\n`;
    const { env, asked } = await engine({
      "GET /info": classic,
      "GET /images/app:1/json": inspected,
      "GET /images/get": Buffer.concat([Buffer.from(head), tar]),
    });
    const seen: string[] = [];
    const script: FakeBuildKitScript = {
      onFrontend: async ({ frontend }, session) => {
        const [, id, manifest = ""] =
          /^oci-layout:\/\/(\w+)@(.*)$/.exec(frontend?.frontendOpt["context:base"] ?? "") ?? [];
        const headers = { "buildkit-attachable-store-id": `oci:${id}` };
        for (const digest of [manifest, digestOf(config), digestOf(layer)]) {
          const [info] = await session.call(Content.info, { digest }, headers);
          const chunks = await session.call(Content.read, { digest }, headers);
          const content = Buffer.concat(chunks.map(({ data }) => data));
          expect(BigInt(content.length)).toBe(info?.info?.size);
          seen.push(content.toString());
        }
        const lists = await session.call(Content.list, {}, headers);
        expect(lists.flatMap(({ info }) => info.map(({ digest }) => digest))).toContain(digestOf(layer));
        await expect(session.call(Content.read, { digest: digestOf("none") }, headers)).rejects.toMatchObject(
          { code: 5 },
        );
        await expect(session.call(Content.info, { digest: digestOf("none") }, headers)).rejects.toMatchObject(
          { code: 5 },
        );
      },
    };
    const options = { env, buildContexts: ["base=docker-daemon://app:1", "again=docker-daemon://app:1"] };
    await runTarget(options, { script, more: { env } });
    expect(JSON.parse(seen[0] ?? "")).toMatchObject({
      mediaType: "application/vnd.oci.image.manifest.v1+json",
      config: { digest: digestOf(config), size: config.length },
      layers: [{ digest: digestOf(layer), size: layer.length }],
    });
    expect(seen.slice(1)).toEqual([config, layer]);
    expect(asked.filter((line) => line === "GET /images/get").length).toBe(1);
    await runTarget(options, { script: {}, more: { env } });
    expect(asked.filter((line) => line === "GET /images/get").length, "its notes are enough").toBe(1);
  });

  test.each([
    [
      "docker-daemon://APP",
      {},
      "invalid-argument",
      /^failed to get build context base: invalid image reference "APP"/,
    ],
    ["docker-daemon://app", {}, "not-found", /has no image app:latest$/],
    [
      "docker-daemon://app",
      { "GET /images/app:latest/json": json({ Id: "odd", RootFS: {} }) },
      "protocol-error",
      /gives image app:latest the id odd$/,
    ],
    [
      "docker-daemon://app",
      {
        "GET /info": classic,
        "GET /images/app:latest/json": json({ Id: digestOf("none"), RootFS: {} }),
        "GET /images/get": `HTTP/1.1 200 OK\r\nContent-Length: 1024\r\n\r\n${"\0".repeat(1024)}`,
      },
      "protocol-error",
      /archive of image app:latest lacks the image$/,
    ],
  ] satisfies [string, FakeScript, string, RegExp][])(
    "%s with %j is refused",
    async (value, script, code, message) => {
      const { env } = await engine(script);
      const run = runTarget({ env, buildContexts: [`base=${value}`] }, { more: { env } });
      await expect(run).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
    },
  );
});

test("an archive on standard input is fetched by the daemon through the session", async () => {
  const stdin = Readable.from([Buffer.from([0x1f, 0x8b, 0x08]), Buffer.from("rest")]);
  const { daemon } = await runTarget({ context: "-", stdin });
  const context = (await daemon.requests(LLBBridge.solve))[0]?.frontendOpt.context;
  expect(context).toMatch(/^http:\/\/buildkit-session\//);
});
