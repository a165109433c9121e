import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, vi } from "vitest";
import { authClients, login } from "../../../../test/support/session/auth-clients.js";
import { GrpcCode } from "../../transport/types.js";

const its = authClients();
const { client, wanted, stepNames } = its;

describe("Auth/FetchToken", () => {
  it("posts the password form and passes the token on", async () => {
    its.answers.POST = {
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
    expect(Object.fromEntries(its.asked[0]?.form ?? [])).toEqual({
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
    its.answers.POST = { status: 200, body: { access_token: "t" } };
    const { fetchToken } = client({ username: "", secret: "id", identityToken: "id" });
    expect(await fetchToken({ ...wanted(), clientId: "other" })).toMatchObject({
      expiresIn: 60n,
      issuedAt: 0n,
    });
    expect(Object.fromEntries(its.asked[0]?.form ?? [])).toMatchObject({
      grant_type: "refresh_token",
      refresh_token: "id",
      client_id: "other",
    });
  });

  it.each([404, 401, 405])("asks by GET with Basic auth when the form gets %i", async (status) => {
    its.answers.POST = { status, body: "" };
    its.answers.GET = { status: 200, body: { token: "t" } };
    expect(await client(login).fetchToken(wanted())).toMatchObject({ token: "t" });
    expect(its.asked[1]?.query.getAll("scope")).toEqual(wanted().scopes);
    expect(its.asked[1]?.query.get("service")).toBe("registry");
    expect(its.asked[1]?.authorization).toBe(`Basic ${Buffer.from("me:p@ss word").toString("base64")}`);
  });

  it("does not fall back to GET when a refresh token gets 405", async () => {
    its.answers.POST = { status: 405, body: "" };
    await expect(
      client({ username: "", secret: "id", identityToken: "id" }).fetchToken(wanted()),
    ).rejects.toThrow(
      `failed to fetch oauth token: unexpected status from POST request to ${its.realm}: 405 Method Not Allowed`,
    );
    expect(its.asked).toHaveLength(1);
  });

  it("asks anonymously by GET without a login, and shows no step", async () => {
    its.answers.GET = { status: 200, body: { token: "old", access_token: "t" } };
    expect(await client().fetchToken(wanted())).toMatchObject({ token: "t" });
    expect(its.asked).toMatchObject([{ method: "GET", authorization: undefined }]);
    expect(its.steps).toEqual([]);
  });

  it("returns a registry token without asking anyone", async () => {
    const { fetchToken } = client({ username: "", secret: "", registryToken: "static" });
    expect(await fetchToken(wanted())).toMatchObject({ token: "static", expiresIn: 60n, issuedAt: 0n });
    expect(its.asked).toEqual([]);
  });

  it("says what the token server said", async () => {
    const errors = [{ code: "UNAUTHORIZED", message: "incorrect username or password", detail: "locked" }];
    its.answers.POST = { status: 403, body: { errors } };
    await expect(client(login).fetchToken(wanted())).rejects.toMatchObject({
      code: GrpcCode.Unknown,
      message: "failed to fetch oauth token: unauthorized: incorrect username or password - locked",
    });
  });

  it("keeps a quoted password out of the error", async () => {
    its.answers.POST = { status: 500, body: `no such login me / p@ss word ${"x".repeat(300)}` };
    const failure = await client(login)
      .fetchToken(wanted())
      .catch((error: Error) => error);
    expect(String(failure)).not.toContain("p@ss");
    expect(String(failure)).toContain("no such login me / ***");
    expect(String(failure)).toContain("bytes truncated)");
  });

  it("names the server of an anonymous failure, and one that does not answer", async () => {
    its.answers.GET = { status: 503, body: "" };
    await expect(client().fetchToken({ ...wanted(), scopes: [] })).rejects.toThrow(
      `failed to fetch anonymous token: unexpected status from GET request to ${its.realm}?service=registry: 503 Service Unavailable`,
    );
    its.server.close();
    its.server.closeAllConnections();
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
    its.answers.POST = { status: 200, body: {} };
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
