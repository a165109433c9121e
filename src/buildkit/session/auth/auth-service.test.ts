import { createPublicKey, verify } from "node:crypto";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { callUnary } from "../../../../test/support/memory-call.js";
import type { RegistryCredentials } from "../../../engine/index.js";
import type { SolveStatus } from "../../../progress/index.js";
import {
  CredentialsRequestSchema,
  CredentialsResponseSchema,
  FetchTokenRequestSchema,
  FetchTokenResponseSchema,
  GetTokenAuthorityRequestSchema,
  GetTokenAuthorityResponseSchema,
  VerifyTokenAuthorityRequestSchema,
  VerifyTokenAuthorityResponseSchema,
} from "../../gen/moby/filesync/v1/auth_pb.js";
import {
  create,
  type DescMessage,
  fromBinary,
  type MessageInitShape,
  toBinary,
} from "../../protobuf/index.js";
import { GrpcCode } from "../../transport/types.js";
import { createAuthService } from "./auth-service.js";

interface Asked {
  readonly method: string;
  readonly query: URLSearchParams;
  readonly form: URLSearchParams;
  readonly authorization: string | undefined;
}

/** Answers of the token server by method; what it was asked. */
let answers: Partial<Record<string, { status: number; body: unknown }>>;
let asked: Asked[];
let server: Server;
let realm: string;
let configDirectory: string;
let steps: SolveStatus[];

beforeEach(async () => {
  answers = {};
  asked = [];
  steps = [];
  configDirectory = await mkdtemp(join(tmpdir(), "auth-"));
  server = createServer(async (request: IncomingMessage, response) => {
    const { method = "" } = request;
    asked.push({
      method,
      query: new URL(request.url ?? "", "http://token").searchParams,
      form: new URLSearchParams(await text(request)),
      authorization: request.headers.authorization,
    });
    const answer = answers[method] ?? { status: 404, body: "" };
    response.statusCode = answer.status;
    response.end(typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  realm = `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`;
});
afterEach(async () => {
  server.close();
  server.closeAllConnections();
  vi.unstubAllEnvs();
  await rm(configDirectory, { recursive: true, force: true });
});

function client(credentials?: RegistryCredentials, environment: NodeJS.ProcessEnv = {}) {
  const lookUp = vi.fn(async (_host: string, _scopes: readonly string[]) => credentials);
  const service = createAuthService({
    credentials: lookUp,
    configDirectory,
    environment,
    progress: { update: (status) => steps.push(status) },
  });
  const call =
    <In extends DescMessage, Out extends DescMessage>(name: string, input: In, output: Out) =>
    async (request: MessageInitShape<In>) =>
      fromBinary(
        output,
        await callUnary(
          service.get(`/moby.filesync.v1.Auth/${name}`),
          toBinary(input, create(input, request)),
        ),
      );
  return {
    lookUp,
    credentials: call("Credentials", CredentialsRequestSchema, CredentialsResponseSchema),
    fetchToken: call("FetchToken", FetchTokenRequestSchema, FetchTokenResponseSchema),
    authority: call("GetTokenAuthority", GetTokenAuthorityRequestSchema, GetTokenAuthorityResponseSchema),
    verify: call(
      "VerifyTokenAuthority",
      VerifyTokenAuthorityRequestSchema,
      VerifyTokenAuthorityResponseSchema,
    ),
  };
}

const login = { username: "me", secret: "p@ss word" };
const wanted = () => ({
  host: "registry.example",
  realm,
  service: "registry",
  scopes: ["repository:a/b:pull", "repository:c:pull,push"],
});
const stepNames = () => [...new Set(steps.flatMap(({ vertexes = [] }) => vertexes.map(({ name }) => name)))];

describe("Auth/Credentials", () => {
  it("answers with the login, fresh each time, and shows the step once per host", async () => {
    const { credentials, lookUp } = client(login);
    expect(await credentials({ host: "registry.example" })).toMatchObject(login);
    await credentials({ host: "registry.example" });
    expect(lookUp).toHaveBeenCalledTimes(2);
    expect(stepNames()).toEqual(["[auth] sharing credentials for registry.example"]);
    expect(steps).toHaveLength(2);
    expect(steps[1]?.vertexes?.[0]?.completed).toBeDefined();
  });

  it("answers with an identity token as a secret without a user name", async () => {
    const { credentials } = client({ username: "", secret: "id", identityToken: "id" });
    expect(await credentials({ host: "h" })).toMatchObject({ username: "", secret: "id" });
  });

  it("answers with nothing, and shows nothing, when there is no login", async () => {
    expect(await client().credentials({ host: "h" })).toMatchObject({ username: "", secret: "" });
    expect(steps).toEqual([]);
  });

  it("never runs two lookups side by side, and goes on after one that failed", async () => {
    let running = 0;
    let most = 0;
    const service = createAuthService({
      configDirectory,
      credentials: async (host) => {
        most = Math.max(most, ++running);
        await new Promise((resolve) => setTimeout(resolve, 2));
        running--;
        if (host === "bad") throw new Error("helper failed");
        return login;
      },
    });
    const ask = (host: string) =>
      callUnary(
        service.get("/moby.filesync.v1.Auth/Credentials"),
        toBinary(CredentialsRequestSchema, create(CredentialsRequestSchema, { host })),
      );
    const results = await Promise.allSettled([ask("a"), ask("bad"), ask("c")]);
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(most).toBe(1);
  });
});

describe("Auth/FetchToken", () => {
  it("posts the password form and passes the token on", async () => {
    answers.POST = {
      status: 200,
      body: { access_token: "t", expires_in: 300, issued_at: "2026-01-02T03:04:05Z" },
    };
    const { fetchToken, lookUp } = client(login);
    expect(await fetchToken(wanted())).toMatchObject({
      token: "t",
      expiresIn: 300n,
      issuedAt: BigInt(Date.UTC(2026, 0, 2, 3, 4, 5) / 1000),
    });
    expect(lookUp).toHaveBeenCalledWith("registry.example", wanted().scopes);
    expect(Object.fromEntries(asked[0]?.form ?? [])).toEqual({
      grant_type: "password",
      username: "me",
      password: "p@ss word",
      service: "registry",
      client_id: "buildkit-client",
      scope: "repository:a/b:pull repository:c:pull,push",
    });
    expect(stepNames()).toEqual(["[auth] a/b:pull c:pull,push token for registry.example"]);
  });

  it("posts an identity token as a refresh token, under the client id the daemon names", async () => {
    answers.POST = { status: 200, body: { access_token: "t" } };
    const { fetchToken } = client({ username: "", secret: "id", identityToken: "id" });
    expect(await fetchToken({ ...wanted(), clientId: "other" })).toMatchObject({
      expiresIn: 60n,
      issuedAt: 0n,
    });
    expect(Object.fromEntries(asked[0]?.form ?? [])).toMatchObject({
      grant_type: "refresh_token",
      refresh_token: "id",
      client_id: "other",
    });
  });

  it.each([404, 401, 405])("asks by GET with Basic auth when the form gets %i", async (status) => {
    answers.POST = { status, body: "" };
    answers.GET = { status: 200, body: { token: "t" } };
    expect(await client(login).fetchToken(wanted())).toMatchObject({ token: "t" });
    expect(asked[1]?.query.getAll("scope")).toEqual(wanted().scopes);
    expect(asked[1]?.query.get("service")).toBe("registry");
    expect(asked[1]?.authorization).toBe(`Basic ${Buffer.from("me:p@ss word").toString("base64")}`);
  });

  it("does not fall back to GET when a refresh token gets 405", async () => {
    answers.POST = { status: 405, body: "" };
    await expect(
      client({ username: "", secret: "id", identityToken: "id" }).fetchToken(wanted()),
    ).rejects.toThrow(
      `failed to fetch oauth token: unexpected status from POST request to ${realm}: 405 Method Not Allowed`,
    );
    expect(asked).toHaveLength(1);
  });

  it("asks anonymously by GET without a login, and shows no step", async () => {
    answers.GET = { status: 200, body: { token: "old", access_token: "t" } };
    expect(await client().fetchToken(wanted())).toMatchObject({ token: "t" });
    expect(asked).toMatchObject([{ method: "GET", authorization: undefined }]);
    expect(steps).toEqual([]);
  });

  it("returns a registry token without asking anyone", async () => {
    const { fetchToken } = client({ username: "", secret: "", registryToken: "static" });
    expect(await fetchToken(wanted())).toMatchObject({ token: "static", expiresIn: 60n, issuedAt: 0n });
    expect(asked).toEqual([]);
  });

  it("says what the token server said", async () => {
    const errors = [{ code: "UNAUTHORIZED", message: "incorrect username or password", detail: "locked" }];
    answers.POST = { status: 403, body: { errors } };
    await expect(client(login).fetchToken(wanted())).rejects.toMatchObject({
      code: GrpcCode.Unknown,
      message: "failed to fetch oauth token: unauthorized: incorrect username or password - locked",
    });
  });

  it("keeps a quoted password out of the error", async () => {
    answers.POST = { status: 500, body: `no such login me / p@ss word ${"x".repeat(300)}` };
    const failure = await client(login)
      .fetchToken(wanted())
      .catch((error: Error) => error);
    expect(String(failure)).not.toContain("p@ss");
    expect(String(failure)).toContain("no such login me / ***");
    expect(String(failure)).toContain("bytes truncated)");
  });

  it("names the server of an anonymous failure, and one that does not answer", async () => {
    answers.GET = { status: 503, body: "" };
    await expect(client().fetchToken({ ...wanted(), scopes: [] })).rejects.toThrow(
      `failed to fetch anonymous token: unexpected status from GET request to ${realm}?service=registry: 503 Service Unavailable`,
    );
    server.close();
    server.closeAllConnections();
    await expect(client().fetchToken(wanted())).rejects.toThrow(
      /^failed to fetch anonymous token: GET http:\/\/127.0.0.1:\d+\/token\?.*: connect ECONNREFUSED/,
    );
  });

  it("sends credentials to web servers only", async () => {
    await expect(client(login).fetchToken({ ...wanted(), realm: "data:,x" })).rejects.toThrow(
      "the registry names a token server that is no http or https URL",
    );
  });

  it("keeps a login from a token server without TLS on another machine, unless the user wants it so", async () => {
    const elsewhere = { ...wanted(), realm: "http://auth.invalid/token" };
    await expect(client(login).fetchToken(elsewhere)).rejects.toThrow(
      "failed to fetch oauth token: the login is not sent to http://auth.invalid, since whoever is on the way could read it",
    );
    await expect(client(login, { SLIPWAY_INSECURE_LOGIN: "1" }).fetchToken(elsewhere)).rejects.toThrow(
      /^failed to fetch oauth token: POST http:\/\/auth.invalid\/token: /,
    );
    await expect(client().fetchToken(elsewhere)).rejects.toThrow("failed to fetch anonymous token: GET");
  });

  it("refuses an answer without a token", async () => {
    answers.POST = { status: 200, body: {} };
    await expect(client(login).fetchToken(wanted())).rejects.toThrow(
      "failed to fetch oauth token: authorization server did not include a token in the response",
    );
  });

  it("goes through the proxy that the given environment names, not the process", async () => {
    const target: string[] = [];
    const proxy = createServer((_, response) => response.writeHead(500).end());
    proxy.on("connect", (request, socket) => {
      target.push(request.url ?? "");
      socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    const environment = { https_proxy: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` };
    vi.stubEnv("https_proxy", "http://127.0.0.1:9");
    vi.stubEnv("no_proxy", "auth.example");
    const { fetchToken } = client(undefined, environment);
    await expect(fetchToken({ ...wanted(), realm: "https://auth.example/token" })).rejects.toThrow(
      "failed to fetch anonymous token",
    );
    expect(target).toEqual(["auth.example:443"]);
    proxy.close();
  });
});

describe("Auth token authority", () => {
  const salt = Buffer.from("salt");
  const payload = Buffer.from("payload");
  const request = { host: "registry.example", salt, payload };

  it("signs what its public key verifies, with the signature before the payload", async () => {
    const { authority, verify: sign } = client(login);
    const { publicKey } = await authority(request);
    const { signed } = await sign(request);
    expect(publicKey).toHaveLength(32);
    expect(Buffer.from(signed.subarray(64))).toEqual(payload);
    const key = createPublicKey({
      key: { kty: "OKP", crv: "Ed25519", x: Buffer.from(publicKey).toString("base64url") },
      format: "jwk",
    });
    expect(verify(null, payload, key, signed.subarray(0, 64))).toBe(true);
  });

  it("keeps the seed in .token_seed, so that the next client has the same key", async () => {
    const first = await client(login).authority(request);
    const path = join(configDirectory, ".token_seed");
    const seeds = JSON.parse(await readFile(path, "utf8"));
    expect(Buffer.from(seeds["registry.example"].Seed, "base64")).toHaveLength(16);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await client(login).authority(request)).publicKey).toEqual(first.publicKey);
    const other = await client(login).authority({ ...request, host: "other.example" });
    expect(other.publicKey).not.toEqual(first.publicKey);
    expect(Object.keys(JSON.parse(await readFile(path, "utf8")))).toEqual([
      "other.example",
      "registry.example",
    ]);
  });

  it("has one key for all clients without a login, as Go's clients have", async () => {
    const { publicKey } = await client().authority(request);
    expect((await client().authority({ ...request, host: "other" })).publicKey).toEqual(publicKey);
  });

  it("is Unavailable when BUILDKIT_NO_CLIENT_TOKEN is true", async () => {
    const { authority } = client(login, { BUILDKIT_NO_CLIENT_TOKEN: "1" });
    await expect(authority(request)).rejects.toMatchObject({
      code: GrpcCode.Unavailable,
      message: "client side tokens disabled",
    });
  });
});
