import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test } from "vitest";
import { MEDIA_TYPES } from "../oci/descriptor.js";
import { sha256Digest } from "../oci/digest.js";
import { RegistryClient } from "../oci/registry/index.js";
import { pushIndex } from "./push-index.js";

const manifest = (architecture: string) => {
  const content = JSON.stringify({ schemaVersion: 2, mediaType: MEDIA_TYPES.ociManifest, architecture });
  const digest = sha256Digest(content);
  const platform = { os: "linux", architecture };
  return {
    content,
    descriptor: { mediaType: MEDIA_TYPES.ociManifest, digest, size: content.length, platform },
  };
};
const sources = [manifest("amd64"), manifest("arm64")];

let server: Server;
let host: string;
let put: Map<string, string>;
beforeEach(async () => {
  put = new Map();
  server = createServer(async (request, response) => {
    const body = (await buffer(request)).toString();
    if (request.method === "PUT") {
      put.set(`${request.headers.host} ${request.url}`, body);
      response.writeHead(201).end();
      return;
    }
    const found = sources.find(
      ({ descriptor }) => request.url === `/v2/team/app/manifests/${descriptor.digest}`,
    );
    response.writeHead(found ? 200 : 404, { "Content-Type": MEDIA_TYPES.ociManifest }).end(found?.content);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

test("the index of what the nodes pushed goes under every name, of other registries too", async () => {
  const other = host.replace("127.0.0.1", "localhost");
  const opened: string[] = [];
  const digest = await pushIndex({
    names: [`${host}/team/app:v1`, `${host}/team/app`, `${other}/copy:v2`],
    sources: sources.map(({ descriptor }) => descriptor),
    annotations: { index: { a: "1" }, descriptors: [] },
    open: async (domain) => {
      opened.push(domain);
      return new RegistryClient(domain);
    },
  });
  expect(opened).toEqual([host, other]);
  expect([...put.keys()]).toEqual([
    `${host} /v2/team/app/manifests/v1`,
    `${host} /v2/team/app/manifests/latest`,
    `${other} /v2/copy/manifests/v2`,
  ]);
  const [content = ""] = put.values();
  expect(new Set(put.values())).toEqual(new Set([content]));
  expect(sha256Digest(content)).toBe(digest);
  expect(JSON.parse(content)).toEqual({
    schemaVersion: 2,
    mediaType: MEDIA_TYPES.ociIndex,
    manifests: sources.map(({ descriptor }) => descriptor),
    annotations: { a: "1" },
  });
});

test("an index whose source is not there is put nowhere", async () => {
  const [first] = sources;
  const missing = sha256Digest("missing");
  const push = pushIndex({
    names: [`${host}/team/app:v1`],
    sources: [{ ...(first?.descriptor ?? { mediaType: "" }), digest: missing, size: 7 }],
    annotations: { index: {}, descriptors: [] },
    open: async (domain) => new RegistryClient(domain),
  });
  await expect(push).rejects.toMatchObject({ code: "not-found" });
  expect(put.size).toBe(0);
});
