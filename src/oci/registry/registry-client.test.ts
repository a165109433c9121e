import { describe, expect, it } from "vitest";
import {
  type Answer,
  digest,
  getManifest,
  manifest,
  me,
  refuse,
  registryServers,
  reply,
} from "../../../test/support/oci/registry-server.js";
import { MEDIA_TYPES } from "../descriptor.js";
import { sha256Digest } from "../digest.js";
import { RegistryClient } from "./index.js";

const { serve, servers } = registryServers();

describe("getManifest", () => {
  it("gives content, type, digest and size", async () => {
    const { host, asked } = await serve(getManifest);
    const { descriptor, content } = await new RegistryClient(host).getManifest("a/b", "v1");
    expect(descriptor).toEqual({ mediaType: MEDIA_TYPES.ociManifest, digest, size: manifest.length });
    expect(content.toString()).toBe(manifest);
    expect(asked.map(({ line }) => line)).toEqual(["GET /v2/a/b/manifests/v1"]);
  });

  it("refuses content that is not the digest's", async () => {
    const { host } = await serve(getManifest);
    const other = sha256Digest("other");
    await expect(new RegistryClient(host).getManifest("a/b", other)).rejects.toMatchObject({
      code: "protocol-error",
    });
  });

  it("says what the registry said", async () => {
    const { host } = await serve(reply(404, {}, refuse("MANIFEST_UNKNOWN", "manifest unknown")));
    await expect(new RegistryClient(host).getManifest("a/b", "v1")).rejects.toMatchObject({
      code: "not-found",
      message: `unexpected status from GET request to http://${host}/v2/a/b/manifests/v1: 404 Not Found: manifest unknown: manifest unknown`,
      details: { status: 404, errors: ["MANIFEST_UNKNOWN"] },
    });
  });
});

describe("redirects", () => {
  it("are followed without the login", async () => {
    const store = await serve(reply(200, {}, "blob"));
    const Location = `http://${store.host}/x?signature=secret`;
    const { host } = await serve(reply(401, { "WWW-Authenticate": "Basic" }), reply(307, { Location }));
    const chunks: Uint8Array[] = [];
    const descriptor = { digest: sha256Digest("blob"), size: 4 };
    for await (const chunk of new RegistryClient(host, { credentials: me }).readBlob("a/b", descriptor)) {
      chunks.push(chunk);
    }
    expect(Buffer.concat(chunks).toString()).toBe("blob");
    expect(store.asked).toMatchObject([{ line: "GET /x?signature=secret", authorization: undefined }]);
  });

  it("do not get their own challenge answered, and their secrets stay out of errors", async () => {
    const store = await serve(reply(401, { "WWW-Authenticate": "Basic" }));
    const { host } = await serve(reply(307, { Location: `http://u:pw@${store.host}/x?signature=secret` }));
    const failure = await new RegistryClient(host, { credentials: me })
      .getManifest("a/b", "v1")
      .catch((error: Error) => error.message);
    expect(failure).toContain(`http://${store.host}/x: 401`);
    expect(failure).not.toMatch(/secret|pw/);
  });

  it("to something that is no web address are refused", async () => {
    const { host } = await serve(reply(302, { Location: "file:///etc/passwd" }));
    await expect(new RegistryClient(host).getManifest("a/b", "v1")).rejects.toMatchObject({
      code: "protocol-error",
    });
  });

  it("in a circle come to an end", async () => {
    const { host, asked } = await serve(...Array(20).fill(reply(302, { Location: "/again" })));
    await expect(new RegistryClient(host).getManifest("a/b", "v1")).rejects.toThrow("too many redirects");
    expect(asked).toHaveLength(11);
  });
});

describe("passing failures", () => {
  it("are tried again, a lost connection too", async () => {
    const busy = reply(429, { "Retry-After": "0" });
    const lost: Answer = (response) => response.destroy();
    const { host, asked } = await serve(busy, lost, getManifest);
    expect((await new RegistryClient(host).getManifest("a/b", "v1")).descriptor.digest).toBe(digest);
    expect(asked).toHaveLength(3);
  });

  it("that do not pass are reported", async () => {
    const { host, asked } = await serve(...Array(9).fill(reply(503, { "Retry-After": "0" }, "try later")));
    await expect(new RegistryClient(host).hasBlob("a/b", digest)).rejects.toMatchObject({
      code: "registry-error",
      details: { status: 503 },
    });
    expect(asked).toHaveLength(4);
  });

  it("of a registry that is not there name it", async () => {
    const { host } = await serve();
    servers.at(-1)?.close();
    await expect(new RegistryClient(host).headManifest("a/b", "v1")).rejects.toMatchObject({
      code: "registry-error",
      message: `HEAD http://${host}/v2/a/b/manifests/v1: connect ECONNREFUSED ${host}`,
    });
  });

  it("end with the caller's patience", async () => {
    const { host } = await serve(() => undefined);
    const call = new RegistryClient(host).getManifest("a/b", "v1", { signal: AbortSignal.timeout(50) });
    await expect(call).rejects.toMatchObject({ code: "canceled" });
  });
});

describe("headManifest", () => {
  it("is undefined for what is not there", async () => {
    const { host } = await serve(reply(404));
    expect(await new RegistryClient(host).headManifest("a/b", "v1")).toBeUndefined();
  });

  it("reads the manifest when the registry leaves out its digest", async () => {
    const { host, asked } = await serve(reply(200), getManifest);
    expect((await new RegistryClient(host).headManifest("a/b", "v1"))?.digest).toBe(digest);
    expect(asked.map(({ line }) => line.split(" ")[0])).toEqual(["HEAD", "GET"]);
  });
});

describe("putManifest", () => {
  it("does not believe a registry that stored something else", async () => {
    const { host } = await serve(reply(201, { "Docker-Content-Digest": sha256Digest("other") }));
    const put = new RegistryClient(host).putManifest("a/b", "v1", {
      mediaType: "m",
      content: Buffer.from("{}"),
    });
    await expect(put).rejects.toMatchObject({ code: "protocol-error" });
  });
});

describe("referrers", () => {
  const entry = { mediaType: MEDIA_TYPES.ociManifest, digest, size: 1, artifactType: "x" };
  const listed = (...manifests: readonly object[]) => ({ schemaVersion: 2, manifests });

  it("are listed over several pages", async () => {
    const next = { Link: `</v2/a/b/referrers/${digest}?last=1>; rel="next"` };
    const { host, asked } = await serve(reply(200, next, listed(entry)), reply(200, {}, listed(entry)));
    expect(await new RegistryClient(host).listReferrers("a/b", digest)).toEqual([entry, entry]);
    expect(asked[1]?.line).toBe(`GET /v2/a/b/referrers/${digest}?last=1`);
  });

  it.each<[string, Answer]>([
    ["says that it is none", reply(404)],
    ["answers with a page for people", reply(200, {}, "<html>")],
  ])("are those of the tag where the API %s", async (_what, answer) => {
    const index = JSON.stringify({ mediaType: MEDIA_TYPES.ociIndex, ...listed(entry) });
    const { host, asked } = await serve(answer, reply(200, {}, index));
    expect(await new RegistryClient(host).listReferrers("a/b", digest)).toEqual([entry]);
    expect(asked[1]?.line).toBe(`GET /v2/a/b/manifests/${digest.replace(":", "-")}`);
  });

  it("are none where there is neither", async () => {
    const { host } = await serve(reply(404), reply(404));
    expect(await new RegistryClient(host).listReferrers("a/b", digest)).toEqual([]);
  });
});

describe("mirrors", () => {
  const options = (address: string) => ({ mirrors: [{ address }] });

  it("are asked first, for the registry's content", async () => {
    const mirror = await serve(getManifest);
    const { host, asked } = await serve();
    const client = new RegistryClient(host, options(`${mirror.host}/proxy`));
    expect((await client.getManifest("a/b", "v1")).descriptor.digest).toBe(digest);
    expect(mirror.asked[0]?.line).toBe(`GET /v2/proxy/a/b/manifests/v1?ns=${encodeURIComponent(host)}`);
    expect(asked).toEqual([]);
  });

  it.each<[string, Answer]>([
    ["do not have it", reply(404)],
    ["fail", reply(400)],
    ["have something else", reply(200, { "Content-Type": MEDIA_TYPES.ociManifest }, "{}")],
  ])("are passed over when they %s", async (_what, answer) => {
    const mirror = await serve(answer);
    const { host } = await serve(getManifest);
    const found = await new RegistryClient(host, options(mirror.host)).getManifest("a/b", digest);
    expect(found.content.toString()).toBe(manifest);
  });

  it("are nothing to write to", async () => {
    const mirror = await serve();
    const { host } = await serve(reply(201));
    const put = { mediaType: MEDIA_TYPES.ociManifest, content: Buffer.from(manifest) };
    await new RegistryClient(host, options(mirror.host)).putManifest("a/b", "v1", put);
    expect(mirror.asked).toEqual([]);
  });
});
