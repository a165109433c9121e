import { describe, expect, test } from "vitest";
import type { Fetch } from "../http/http-answer.js";
import { fetchToken } from "./fetch-token.js";
import type { TokenRequest } from "./token-request.js";

interface Sent {
  readonly line: string;
  readonly authorization: string | undefined;
  readonly body: unknown;
}

/** A web of token servers: what each address answers. */
function web(answers: Readonly<Record<string, [status: number, location?: string]>>) {
  const sent: Sent[] = [];
  const fetch: Fetch = async (url, { method, headers, body }) => {
    const { Authorization: authorization } = headers as Record<string, string | undefined>;
    sent.push({ line: `${method} ${url.href.split("?")[0]}`, authorization, body });
    const [status, location] = answers[`${url.origin}${url.pathname}`] ?? [200];
    const token = JSON.stringify({ access_token: `from ${url.host}`, expires_in: 300 });
    return new Response(status === 200 ? token : "", { status, headers: location ? { location } : {} });
  };
  return { fetch, sent };
}

const request = (realm: string, fetch: Fetch, more: Partial<TokenRequest> = {}): TokenRequest => ({
  realm,
  service: "s",
  scopes: ["repository:a:pull"],
  clientId: "test",
  username: "me",
  secret: "hunter2",
  signal: new AbortController().signal,
  fetch,
  insecure: false,
  ...more,
});
const carriesLogin = ({ authorization, body }: Sent) =>
  authorization !== undefined || String(body).includes("hunter2");

describe("a login", () => {
  test.each(["https://auth.example/t", "http://localhost:5000/t", "http://127.0.0.9/t", "http://[::1]:80/t"])(
    "goes to the token server %s",
    async (realm) => {
      const { fetch, sent } = web({});
      await fetchToken(request(realm, fetch));
      expect(sent.map(carriesLogin)).toEqual([true]);
    },
  );

  test.each(["http://auth.example/t", "http://10.0.0.1/t", "http://localhost.example/t"])(
    "does not go over plain HTTP to %s",
    async (realm) => {
      const { fetch, sent } = web({});
      await expect(fetchToken(request(realm, fetch))).rejects.toMatchObject({
        code: "auth-failed",
        message: expect.stringMatching(/^failed to fetch oauth token: the login is not sent to http:/),
      });
      expect(sent).toEqual([]);
    },
  );

  test.each([301, 302, 303, 307, 308])(
    "does not go on to another host by a redirect with %i",
    async (status) => {
      const { fetch, sent } = web({ "https://auth.example/t": [status, "https://evil.example/t"] });
      await expect(fetchToken(request("https://auth.example/t", fetch))).rejects.toThrow(
        "the login for https://auth.example is not sent on to https://evil.example, to which it redirects",
      );
      expect(sent.map(({ line }) => line)).toEqual(["POST https://auth.example/t"]);
    },
  );

  test("does not go on to the same host without TLS, or to another port", async () => {
    for (const to of ["http://auth.example/t", "http://localhost:1/t", "http://localhost:2/t"]) {
      const { fetch, sent } = web({ "https://auth.example/t": [307, to], "http://localhost:1/t": [307, to] });
      await expect(fetchToken(request("https://auth.example/t", fetch))).rejects.toThrow("is not sent on");
      expect(sent).toHaveLength(1);
    }
  });

  test("does not go on by the GET form either", async () => {
    const { fetch, sent } = web({
      "https://auth.example/t": [404],
      "https://auth.example/u": [307, "https://evil.example/t"],
    });
    const redirecting: Fetch = (url, init) =>
      fetch(init.method === "GET" && url.pathname === "/t" ? new URL("/u", url) : url, init);
    await expect(fetchToken(request("https://auth.example/t", redirecting))).rejects.toThrow(
      "is not sent on",
    );
    expect(sent.map(({ line }) => line)).toEqual([
      "POST https://auth.example/t",
      "GET https://auth.example/u",
    ]);
  });

  test("goes on at the same server, and from HTTP to HTTPS", async () => {
    const { fetch, sent } = web({
      "http://localhost/t": [308, "https://localhost/t"],
      "https://localhost/t": [307, "/v2/t"],
    });
    await fetchToken(request("http://localhost/t", fetch));
    expect(sent.map(({ line }) => line)).toEqual([
      "POST http://localhost/t",
      "POST https://localhost/t",
      "POST https://localhost/v2/t",
    ]);
    expect(sent.every(carriesLogin)).toBe(true);
  });

  test("goes everywhere when the user says so", async () => {
    const { fetch, sent } = web({ "http://auth.example/t": [307, "http://other.example/t"] });
    const { token } = await fetchToken(request("http://auth.example/t", fetch, { insecure: true }));
    expect(token).toBe("from other.example");
    expect(sent.map(carriesLogin)).toEqual([true, true]);
  });
});

test("who has no login follows redirects, and a circle of them ends", async () => {
  const anonymous = { username: "", secret: "" };
  const { fetch } = web({ "http://auth.example/t": [302, "https://other.example/t"] });
  expect((await fetchToken(request("http://auth.example/t", fetch, anonymous))).token).toBe(
    "from other.example",
  );
  const circle = web({ "https://auth.example/t": [302, "/t"] });
  await expect(fetchToken(request("https://auth.example/t", circle.fetch, anonymous))).rejects.toThrow(
    "failed to fetch anonymous token: GET https://auth.example/t",
  );
  expect(circle.sent).toHaveLength(11);
});
