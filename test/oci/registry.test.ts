import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { MEDIA_TYPES } from "../../src/oci/descriptor.js";
import { sha256Digest } from "../../src/oci/digest.js";
import { RegistryClient } from "../../src/oci/registry/index.js";
import { makeCertificates } from "../engine/certificates.js";
import { lab, onCleanup } from "../support/index.js";

const describeContent = (content: Uint8Array) => ({ digest: sha256Digest(content), size: content.length });
const pieces = async function* (content: Uint8Array, length: number) {
  for (let offset = 0; offset < content.length; offset += length) {
    yield content.subarray(offset, offset + length);
  }
};

describe("a registry", () => {
  const client = new RegistryClient(lab.registry);
  const repository = `registry-${randomBytes(4).toString("hex")}`;
  const blob = randomBytes(3_000_000);
  const layer = describeContent(blob);

  async function read(from: string): Promise<Buffer> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of client.readBlob(from, layer)) chunks.push(chunk);
    return Buffer.concat(chunks);
  }

  test("takes a blob, gives it back and lends it to another repository", async () => {
    expect(await client.hasBlob(`${repository}/a`, layer.digest)).toBe(false);
    await client.uploadBlob(`${repository}/a`, layer, () => pieces(blob, 100_000));
    expect(await client.hasBlob(`${repository}/a`, layer.digest)).toBe(true);
    expect((await read(`${repository}/a`)).equals(blob)).toBe(true);
    expect(await client.hasBlob(`${repository}/b`, layer.digest)).toBe(false);
    const options = { mountFrom: `${repository}/a` };
    const never = () => {
      throw new Error("it was to be lent");
    };
    expect(await client.uploadBlob(`${repository}/b`, layer, never, options)).toBe("mounted");
    expect((await read(`${repository}/b`)).equals(blob)).toBe(true);
    const other = randomBytes(1000);
    const sent = await client.uploadBlob(
      `${repository}/b`,
      describeContent(other),
      () => pieces(other, 100),
      options,
    );
    expect(sent).toBe("uploaded");
    expect(await client.listReferrers(`${repository}/b`, layer.digest)).toEqual([]);
  });

  test("takes an index of what it has, and says what it misses of another", async () => {
    const config = Buffer.from(JSON.stringify({ os: "linux", architecture: "amd64" }));
    await client.uploadBlob(`${repository}/a`, layer, () => pieces(blob, 1_000_000));
    await client.uploadBlob(`${repository}/a`, describeContent(config), () => pieces(config, 1_000));
    const encode = (value: object) => Buffer.from(JSON.stringify({ schemaVersion: 2, ...value }));
    const manifest = encode({
      mediaType: MEDIA_TYPES.ociManifest,
      config: { mediaType: MEDIA_TYPES.ociConfig, ...describeContent(config) },
      layers: [{ mediaType: MEDIA_TYPES.ociLayer, ...layer }],
    });
    const entry = { mediaType: MEDIA_TYPES.ociManifest, ...describeContent(manifest) };
    const index = { mediaType: MEDIA_TYPES.ociIndex, content: encode({ manifests: [entry] }) };

    await expect(client.putManifest(`${repository}/a`, "v1", index)).rejects.toMatchObject({
      code: "registry-error",
      message: expect.stringMatching(/ 400 Bad Request: .*manifest blob unknown/),
    });
    const put = { mediaType: MEDIA_TYPES.ociManifest, content: manifest };
    await client.putManifest(`${repository}/a`, entry.digest, put);
    await client.putManifest(`${repository}/a`, "v1", index);
    expect(await client.headManifest(`${repository}/a`, "v1")).toEqual({
      mediaType: MEDIA_TYPES.ociIndex,
      ...describeContent(index.content),
    });
    expect((await client.getManifest(`${repository}/a`, entry.digest)).descriptor).toEqual(entry);
    expect(await client.headManifest(`${repository}/a`, "v2")).toBeUndefined();
  });
});

describe("a registry with certificates of its own", () => {
  const certificates = makeCertificates();
  const { ca, cert, key, clientDirectory } = certificates;

  async function serve(): Promise<string> {
    const server = createServer({ ca, cert, key, requestCert: true, rejectUnauthorized: false });
    server.on("request", ({ socket }, response) => {
      const { authorized } = socket as import("node:tls").TLSSocket;
      response.writeHead(authorized ? 200 : 403).end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onCleanup(() => {
      server.closeAllConnections();
      server.close();
    });
    return `127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  const secure = { plainHttp: false };
  const digest = sha256Digest("");

  test("is trusted by its authority, and is shown the client's certificate", async () => {
    const host = await serve();
    const certificate = {
      cert: readFileSync(join(clientDirectory, "cert.pem"), "utf8"),
      key: readFileSync(join(clientDirectory, "key.pem"), "utf8"),
    };
    const tls = { ca: [ca.toString()], certificate };
    expect(await new RegistryClient(host, { ...secure, tls }).hasBlob("a", digest)).toBe(true);
    const anonymous = new RegistryClient(host, { ...secure, tls: { ca: tls.ca } });
    await expect(anonymous.hasBlob("a", digest)).rejects.toMatchObject({ code: "auth-failed" });
  });

  test("is refused without its authority, unless anything will do", async () => {
    const host = await serve();
    await expect(new RegistryClient(host, secure).hasBlob("a", digest)).rejects.toMatchObject({
      code: "registry-error",
      message: expect.stringMatching(/^HEAD https:.*certificate/),
    });
    const careless = new RegistryClient(host, { ...secure, tls: { skipVerify: true } });
    await expect(careless.hasBlob("a", digest)).rejects.toMatchObject({ code: "auth-failed" });
  });
});
