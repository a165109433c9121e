import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { archives, digestOf, sendArchive } from "../../test/support/build/outputs.js";
import { runTarget, testDirectory } from "../../test/support/build/run-build.js";
import type { FakeBuildKitScript } from "../../test/support/buildkit/fake-buildkit.js";
import type { FakeSession } from "../../test/support/buildkit/fake-session.js";
import { grpcMessage } from "../../test/support/transport/grpc-peer.js";
import { Content } from "../buildkit/gen/containerd/content_pb.js";
import { Control } from "../buildkit/gen/moby/buildkit/v1/control_pb.js";
import { LLBBridge } from "../buildkit/gen/moby/buildkit/v1/gateway_pb.js";
import { GoMode } from "../buildkit/session/filesync/tree/go-mode.js";
import { finPacket, PacketWriter } from "../buildkit/session/filesync/wire/packet-writer.js";
import { fileSyncMethod } from "../buildkit/session/index.js";

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

test("an archive on standard input is fetched by the daemon through the session", async () => {
  const stdin = Readable.from([Buffer.from([0x1f, 0x8b, 0x08]), Buffer.from("rest")]);
  const { daemon } = await runTarget({ context: "-", stdin });
  const context = (await daemon.requests(LLBBridge.solve))[0]?.frontendOpt.context;
  expect(context).toMatch(/^http:\/\/buildkit-session\//);
});
