import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { isSlipwayError } from "../../errors/index.js";
import { MEDIA_TYPES } from "../descriptor.js";
import { sha256Digest } from "../digest.js";
import { RegistryClient } from "./index.js";

type Answer = (response: ServerResponse) => void;

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A registry that gives this answer to everything, and answers by path before that. */
async function registry(
  answer: Answer,
  byPath: Readonly<Record<string, Answer>> = {},
): Promise<RegistryClient> {
  const server = createServer((request, response) => {
    request.resume();
    (byPath[request.url?.split("?")[0] ?? ""] ?? answer)(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  servers.push(server);
  const { port } = server.address() as AddressInfo;
  realm = `http://127.0.0.1:${port}/token`;
  return new RegistryClient(`127.0.0.1:${port}`, {
    credentials: async () => ({ username: "u", secret: "hunter2" }),
  });
}
let realm = "";

const body =
  (content: string, type = MEDIA_TYPES.ociManifest as string): Answer =>
  (response) =>
    response.writeHead(200, { "Content-Type": type }).end(content);
const header =
  (status: number, headers: Record<string, string>): Answer =>
  (response) =>
    response.writeHead(status, headers).end();
const endless =
  (piece: string): Answer =>
  (response) => {
    const chunk = piece.repeat(Math.ceil(65_536 / piece.length));
    response.writeHead(200, { "Content-Type": MEDIA_TYPES.ociManifest });
    const more = () => {
      while (!response.destroyed && response.write(chunk));
    };
    response.on("drain", more);
    more();
  };

async function failureOf(call: Promise<unknown>): Promise<{ code: string; message: string }> {
  const reason = await call.then(
    () => new Error("it succeeded"),
    (error: unknown) => error,
  );
  if (!isSlipwayError(reason)) throw reason;
  expect(reason.message).not.toContain("hunter2");
  return { code: reason.code, message: reason.message };
}

describe("a manifest that is none", () => {
  test.each([
    ["nothing", body(""), "protocol-error", /is none$/],
    ["text", body("hello"), "protocol-error", /is none$/],
    ["null", body("null"), "protocol-error", /is none$/],
    ["a list", body("[]"), "protocol-error", /is none$/],
    ["an object without a type", body("{}", ""), "protocol-error", /is none$/],
    ["without an end", endless("{"), "registry-error", /: the answer exceeds 4194304 bytes$/],
    [
      "cut off",
      ((r) => r.writeHead(200, { "Content-Length": "9" }).end("{").destroy()) as Answer,
      "registry-error",
      /cannot read|terminated|closed/,
    ],
  ])("is told: %s", async (_what, answer, code, message) => {
    const failure = await failureOf((await registry(answer)).getManifest("a/b", "v1"));
    expect(failure).toMatchObject({ code, message: expect.stringMatching(message) });
  });

  test("of another type than its own word is what it says itself", async () => {
    const client = await registry(body(`{"mediaType":"${MEDIA_TYPES.ociIndex}"}`, "text/html"));
    expect((await client.getManifest("a/b", "v1")).descriptor.mediaType).toBe(MEDIA_TYPES.ociIndex);
  });
});

describe("a blob", () => {
  const read = async (answer: Answer, size: number) => {
    const client = await registry(answer);
    let length = 0;
    for await (const chunk of client.readBlob("a/b", { digest: sha256Digest("blob"), size }))
      length += chunk.length;
    return length;
  };

  test("without an end is given up at its size", async () => {
    expect(await failureOf(read(endless("x"), 1_000_000))).toEqual({
      code: "protocol-error",
      message: `content of ${sha256Digest("blob")} has more than its 1000000 bytes`,
    });
  });

  test("that is shorter, or another one, fails at its end", async () => {
    expect(await failureOf(read(body("blo"), 4))).toMatchObject({
      message: expect.stringMatching(/3 bytes instead of 4$/),
    });
    expect(await failureOf(read(body("blub"), 4))).toMatchObject({
      message: expect.stringMatching(/does not match its digest/),
    });
    expect(await read(body("blob"), 4)).toBe(4);
  });
});

describe("a token server", () => {
  const asking: Answer = (response) =>
    response.writeHead(401, { "WWW-Authenticate": `Bearer realm="${realm}",service="s"` }).end();
  const answering = async (token: Answer) =>
    (await registry(asking, { "/token": token })).getManifest("a/b", "v1");

  test.each([
    ["nothing", body(""), /unable to decode token response from .*: not JSON$/],
    ["null", body("null"), /did not include a token in the response$/],
    ["a list", body("[]"), /did not include a token in the response$/],
    ["a number", body('{"token":7,"access_token":null}'), /did not include a token in the response$/],
    ["without an end", endless(" "), /the answer exceeds 1048576 bytes$/],
    ["the login, as its error", ((r) => r.writeHead(400).end("no u:hunter2")) as Answer, /no u:\*\*\*$/],
    [
      "a redirect to no address",
      header(302, { Location: "file:///etc/passwd" }),
      /redirects to an address that is no URL$/,
    ],
    ["a redirect without an end", header(307, { Location: "/token" }), /too many redirects$/],
  ])("that answers with %s is told", async (_what, token, message) => {
    expect(await failureOf(answering(token))).toMatchObject({
      code: "auth-failed",
      message: expect.stringMatching(message),
    });
  });

  test("whose token never ends is asked again all the same, and a header is not split by it", async () => {
    expect(
      await failureOf(answering(body('{"access_token":"t","expires_in":1e999,"issued_at":{}}'))),
    ).toMatchObject({
      code: "auth-failed",
      message: expect.stringContaining("401 Unauthorized"),
    });
    expect(await failureOf(answering(body('{"access_token":"t\\r\\nX-Evil: 1"}')))).toMatchObject({
      code: "registry-error",
    });
  });
});

describe("a challenge", () => {
  test.each([
    ["of an unknown scheme", "Negotiate", "auth-failed"],
    ["without a token server", "Bearer service=x", "protocol-error"],
    ["with a token server that is none", 'Bearer realm="::"', "auth-failed"],
    ["that is all quotes", `Bearer realm="${'\\"'.repeat(4000)}`, "protocol-error"],
    ["of nothing", "", "auth-failed"],
  ])("%s is an error", async (_what, value, code) => {
    const client = await registry(header(401, { "WWW-Authenticate": value }));
    const start = performance.now();
    expect((await failureOf(client.getManifest("a/b", "v1"))).code).toBe(code);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});

describe("an answer of a registry", () => {
  const upload = (client: RegistryClient) => {
    const open = async function* () {
      yield Buffer.from("x");
    };
    return client.uploadBlob("a/b", { digest: sha256Digest("x"), size: 1 }, open, { mountFrom: "c" });
  };

  test("with an upload that leads nowhere is an error", async () => {
    for (const headers of [{}, { Location: "http://" }]) {
      const client = await registry(header(202, headers));
      expect(await failureOf(upload(client))).toMatchObject({
        code: "protocol-error",
        message: expect.stringMatching(/began an upload but did not say where$/),
      });
    }
  });

  test("with an error of its own making is quoted in part", async () => {
    const errors = [
      { code: { a: 1 }, message: ["x"] },
      null,
      "text",
      { code: "DENIED", message: "m".repeat(50_000) },
    ];
    const client = await registry((response) => response.writeHead(400).end(JSON.stringify({ errors })));
    const failure = await failureOf(
      client.headManifest("a/b", "v1").then(() => client.getManifest("a/b", "v1")),
    );
    expect(failure.code).toBe("registry-error");
    expect(failure.message.length).toBeLessThan(3000);
  });

  test("whose HEAD has a size that is none is asked for as a whole", async () => {
    const manifest = `{"mediaType":"${MEDIA_TYPES.ociIndex}"}`;
    const client = await registry((response) => {
      const headers = { "Docker-Content-Digest": "sha256:short", "Content-Type": MEDIA_TYPES.ociIndex };
      response.writeHead(200, headers).end(manifest);
    });
    expect(await client.headManifest("a/b", "v1")).toEqual({
      mediaType: MEDIA_TYPES.ociIndex,
      digest: sha256Digest(manifest),
      size: manifest.length,
    });
  });
});
