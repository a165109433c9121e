import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MEDIA_TYPES } from "../descriptor.js";
import { sha256Digest } from "../digest.js";
import { RegistryClient, type RegistryCredentials } from "./index.js";

/** One request the registry got. */
interface Asked {
  readonly line: string;
  readonly authorization: string | undefined;
  readonly body: string;
}
type Answer = (response: ServerResponse, asked: Asked) => void;

const servers: Server[] = [];

/** A server that plays `answers` one after the other; its address and what it was asked. */
async function serve(...answers: readonly Answer[]): Promise<{ host: string; asked: Asked[] }> {
  const asked: Asked[] = [];
  const server = createServer(async (request: IncomingMessage, response) => {
    const { method, url, headers } = request;
    const body = (await buffer(request)).toString();
    const entry = { line: `${method} ${url}`, authorization: headers.authorization, body };
    asked.push(entry);
    const answer = answers[asked.length - 1] ?? ((unexpected) => unexpected.writeHead(418).end());
    answer(response, entry);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  servers.push(server);
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const reply =
  (status: number, headers: Record<string, string> = {}, body: string | object = ""): Answer =>
  (response) =>
    response.writeHead(status, headers).end(typeof body === "string" ? body : JSON.stringify(body));
const refuse = (code: string, message: string) => ({ errors: [{ code, message }] });

const manifest = JSON.stringify({ schemaVersion: 2, mediaType: MEDIA_TYPES.ociManifest });
const digest = sha256Digest(manifest);
const getManifest = reply(200, { "Content-Type": MEDIA_TYPES.ociManifest }, manifest);
const login = (value: RegistryCredentials) => async () => value;
const me = login({ username: "me", secret: "s3cret" });

let tokenServer: { host: string; asked: Asked[] };
beforeEach(async () => {
  const token: Answer = (response, { line }) => {
    const tokens = tokenServer.asked.filter((asked) => asked.line === line).length;
    response.end(JSON.stringify({ access_token: `t${tokens}`, expires_in: 300 }));
  };
  tokenServer = await serve(token, token, token);
});
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});
const challenge = () => ({
  "WWW-Authenticate": `Bearer realm="http://${tokenServer.host}/token",service="reg",scope="repository:a/b:pull"`,
});

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

describe("a registry that asks who calls", () => {
  it("gets a token for the scope, which is used again", async () => {
    const { host, asked } = await serve(reply(401, challenge()), getManifest, getManifest);
    const client = new RegistryClient(host);
    await client.getManifest("a/b", "v1");
    await client.getManifest("a/b", "v2");
    expect(asked.map(({ authorization }) => authorization)).toEqual([undefined, "Bearer t1", "Bearer t1"]);
    expect(tokenServer.asked.map(({ line }) => line)).toEqual([
      "GET /token?service=reg&scope=repository%3Aa%2Fb%3Apull",
    ]);
  });

  it("gets a new token when the old one has run out", async () => {
    const expired = reply(401, challenge());
    const { host, asked } = await serve(reply(401, challenge()), getManifest, expired, getManifest);
    const client = new RegistryClient(host);
    await client.getManifest("a/b", "v1");
    await client.getManifest("a/b", "v1");
    expect(asked.at(-1)?.authorization).toBe("Bearer t2");
  });

  it("asks for push and pull, with the login, to put a manifest", async () => {
    const { host, asked } = await serve(reply(401, challenge()), reply(201));
    const client = new RegistryClient(host, { credentials: me });
    await client.putManifest("a/b", "v1", { mediaType: MEDIA_TYPES.ociIndex, content: Buffer.from("{}") });
    expect(asked.map(({ body }) => body)).toEqual(["{}", "{}"]);
    const form = new URLSearchParams(tokenServer.asked[0]?.body);
    expect(form.get("scope")).toBe("repository:a/b:pull repository:a/b:pull,push");
    expect(form.get("password")).toBe("s3cret");
  });

  it("gets the login itself by Basic authentication, a stored token as it is", async () => {
    const basic = await serve(reply(401, { "WWW-Authenticate": 'Basic realm="r"' }), getManifest);
    await new RegistryClient(basic.host, { credentials: me }).getManifest("a/b", "v1");
    expect(basic.asked[1]?.authorization).toBe(`Basic ${Buffer.from("me:s3cret").toString("base64")}`);
    const bearer = await serve(reply(401, challenge()), getManifest);
    const stored = login({ username: "", secret: "", registryToken: "static" });
    await new RegistryClient(bearer.host, { credentials: stored }).getManifest("a/b", "v1");
    expect(bearer.asked[1]?.authorization).toBe("Bearer static");
  });

  it("is asked no third time, and the failure hides the login", async () => {
    const refusal = reply(401, { "WWW-Authenticate": "Basic" }, refuse("UNAUTHORIZED", "bad login"));
    const { host, asked } = await serve(refusal, refusal);
    const failure = await new RegistryClient(host, { credentials: me })
      .getManifest("a/b", "v1")
      .catch(String);
    expect(asked).toHaveLength(2);
    expect(failure).toContain("401 Unauthorized: unauthorized: bad login");
    expect(failure).not.toContain("s3cret");
    const anonymous = await serve(refusal);
    await expect(new RegistryClient(anonymous.host).getManifest("a/b", "v1")).rejects.toMatchObject({
      code: "auth-failed",
      hint: expect.stringContaining("docker login"),
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
