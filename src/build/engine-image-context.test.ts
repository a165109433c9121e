import { packTar } from "modern-tar";
import { describe, expect, test } from "vitest";
import { classic, digestOf, engine } from "../../test/support/build/outputs.js";
import { runTarget } from "../../test/support/build/run-build.js";
import type { FakeBuildKitScript } from "../../test/support/buildkit/fake-buildkit.js";
import { type FakeScript, json } from "../../test/support/fake-engine.js";
import { Content } from "../buildkit/gen/containerd/content_pb.js";

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
