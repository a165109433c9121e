import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { type Answer, registryServers, reply } from "../../../test/support/oci/registry-server.js";
import { sha256Digest } from "../digest.js";
import { RegistryClient } from "./index.js";

const { serve, servers } = registryServers();

describe("blobs", () => {
  const content = Buffer.from("blob");
  const blob = { digest: sha256Digest(content), size: content.length };
  const open = async function* (offset: number) {
    for (let index = offset; index < content.length; index++) yield content.subarray(index, index + 1);
  };
  const mount = `POST /v2/a/b/blobs/uploads/?mount=${encodeURIComponent(blob.digest)}&from=c`;
  const began = reply(202, { Location: "/v2/a/b/blobs/uploads/1?state=x" });
  const put = `PUT /v2/a/b/blobs/uploads/1?state=x&digest=${encodeURIComponent(blob.digest)}`;

  it.each<[string, readonly Answer[], readonly string[]]>([
    ["lent", [reply(201)], [mount]],
    ["sent where the registry begins an upload instead", [began, reply(201)], [mount, put]],
    [
      "sent where it lends nothing",
      [reply(403), began, reply(201)],
      [mount, "POST /v2/a/b/blobs/uploads/", put],
    ],
  ])("of another repository are %s", async (_what, answers, lines) => {
    const { host, asked } = await serve(...answers);
    const done = await new RegistryClient(host).uploadBlob("a/b", blob, open, { mountFrom: "c" });
    expect(done).toBe(lines.length === 1 ? "mounted" : "uploaded");
    expect(asked.map(({ line }) => line)).toEqual(lines);
  });

  it("are uploaded in one piece, again when the registry stumbles", async () => {
    const { host, asked } = await serve(began, reply(502), reply(404), began, reply(201));
    await new RegistryClient(host).uploadBlob("a/b", blob, open);
    expect(asked.map(({ line }) => line)).toEqual([
      "POST /v2/a/b/blobs/uploads/",
      put,
      "GET /v2/a/b/blobs/uploads/1?state=x",
      "POST /v2/a/b/blobs/uploads/",
      put,
    ]);
    expect(asked.map(({ body }) => body)).toEqual(["", "blob", "", "", "blob"]);
  });

  it("are sent from where the registry has got to", async () => {
    const rest = { Location: "/v2/a/b/blobs/uploads/1?state=y", Range: "0-2" };
    const { host, asked } = await serve(began, reply(503), reply(204, rest), reply(201));
    await new RegistryClient(host).uploadBlob("a/b", blob, open);
    expect(asked.at(-1)).toMatchObject({ line: expect.stringContaining("state=y&digest="), body: "b" });
  });

  it("fail with what their source fails with", async () => {
    const { host } = await serve(began);
    // biome-ignore lint/correctness/useYield: it fails before its first piece.
    const broken = async function* (): AsyncGenerator<Uint8Array> {
      throw new Error("the source broke");
    };
    const upload = new RegistryClient(host).uploadBlob("a/b", blob, broken);
    await expect(upload).rejects.toThrow("the source broke");
  });

  it("are read on after a cut, from where the content was", async () => {
    const ranges: (string | undefined)[] = [];
    const server = createServer(({ headers }, response) => {
      ranges.push(headers.range);
      const offset = Number(/=(\d+)-/.exec(headers.range ?? "")?.[1] ?? 0);
      response.writeHead(offset === 0 ? 200 : 206, {
        "Content-Length": 4 - offset,
        "Content-Range": `bytes ${offset}-3/4`,
      });
      response.write(content.subarray(offset, offset + 1), () => {
        if (offset < 3) response.destroy();
        else response.end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    servers.push(server);
    const client = new RegistryClient(`127.0.0.1:${(server.address() as AddressInfo).port}`);
    const chunks: Uint8Array[] = [];
    for await (const chunk of client.readBlob("a/b", blob)) chunks.push(chunk);
    expect(Buffer.concat(chunks).toString()).toBe("blob");
    expect(ranges).toEqual([undefined, "bytes=1-", "bytes=2-", "bytes=3-"]);
  });
});

describe("a registry that says nothing", () => {
  const env = { SLIPWAY_REGISTRY_TIMEOUT: "200ms" };

  it.each<[string, Answer]>([
    ["at all", () => undefined],
    ["after the head", (response) => response.writeHead(200, { "Content-Length": "100" }).write("{")],
  ])("%s is given up", async (_what, answer) => {
    const { host } = await serve(answer);
    await expect(new RegistryClient(host, { env }).getManifest("a/b", "v1")).rejects.toMatchObject({
      code: "registry-error",
      message: expect.stringMatching(/no answer for 0.2 s$/),
    });
  });

  it("may be a token server", async () => {
    const silent = await serve(() => undefined);
    const realm = `Bearer realm="http://${silent.host}/token"`;
    const { host } = await serve(reply(401, { "WWW-Authenticate": realm }));
    await expect(new RegistryClient(host, { env }).getManifest("a/b", "v1")).rejects.toMatchObject({
      code: "auth-failed",
      message: expect.stringMatching(/no answer for 0.2 s$/),
    });
  });

  it("is no registry whose client is slow", async () => {
    const { host } = await serve(reply(200, {}, "blob"));
    let length = 0;
    for await (const chunk of new RegistryClient(host, { env }).readBlob("a/b", {
      digest: sha256Digest("blob"),
      size: 4,
    })) {
      await new Promise((resolve) => setTimeout(resolve, 300));
      length += chunk.length;
    }
    expect(length).toBe(4);
  });
});
