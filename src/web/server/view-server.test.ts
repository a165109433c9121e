import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openViewClient, smallPage } from "../../../test/support/web/view-client.js";
import type { BuildView } from "../build-view.js";
import { startView } from "../start-view.js";

/** No builder is there, and no engine. */
const env = {
  DOCKER_CONFIG: "/nonexistent/slipway",
  BUILDX_CONFIG: "/nonexistent/slipway",
  DOCKER_HOST: "unix:///nowhere.sock",
};

let view: BuildView;
let token: string;

beforeAll(async () => {
  view = await startView({ env }, smallPage);
  token = (await openViewClient(view)).token;
});
afterAll(() => view.close());

interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** With headers that `fetch` does not let anyone set, and a path that it would tidy. */
function ask(path: string, { method = "GET", headers = {}, body }: Asked = {}) {
  const [host = "", port = ""] = view.address.split(":");
  return new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; body: string }>(
    (resolve, reject) => {
      const sent = request({ host, port, path, method, headers }, (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (chunk: string) => {
          text += chunk;
        });
        response.on("end", () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
        );
      });
      sent.once("error", reject);
      sent.end(body);
    },
  );
}

describe("is refused", () => {
  const good = () => ({ authorization: `Bearer ${token}` });
  test.each<[string, () => Record<string, string>]>([
    ["no token", () => ({})],
    ["a wrong token", () => ({ authorization: `Bearer ${"a".repeat(43)}` })],
    ["a foreign host", () => ({ ...good(), host: "evil.example" })],
    ["a foreign origin", () => ({ ...good(), origin: "http://evil.example" })],
    ["another site", () => ({ ...good(), "sec-fetch-site": "cross-site" })],
  ])("%s", async (_, headers) => {
    for (const path of ["/api/builds", "/api/builders/x/prune", "/api/nothing", "/api/events"]) {
      const { status, body } = await ask(path, { headers: headers() });
      expect([status, JSON.parse(body).error.code]).toEqual([403, "denied"]);
    }
    expect((await ask("/api/bundles", { method: "POST", headers: headers(), body: "x" })).status).toBe(403);
  });

  test("the page, under a foreign host", async () => {
    expect((await ask("/", { headers: { host: "evil.example" } })).status).toBe(403);
    expect((await ask("/page.js", { headers: { origin: "http://evil.example" } })).status).toBe(403);
  });

  test("a code that was used, and a session without one", async () => {
    const code = new URL(view.link()).hash.slice(1);
    const open = (body: object) => ask("/api/session", { method: "POST", body: JSON.stringify(body) });
    expect((await open({ code })).status).toBe(200);
    expect((await open({ code })).status).toBe(403);
    expect((await open({})).status).toBe(403);
  });

  test.each([
    ["prune", "/api/builders/x/prune"],
    ["removal", "/api/builds/b/n/r/remove"],
  ])("a %s that was not confirmed", async (_, path) => {
    const body = JSON.stringify({ confirm: "yes" });
    expect((await ask(path, { method: "POST", headers: good(), body })).status).toBe(409);
    expect((await ask(path, { headers: good() })).status).toBe(404);
  });

  test.each(["DELETE", "PUT", "OPTIONS", "TRACE"])("the method %s", async (method) => {
    expect((await ask("/api/builds", { method, headers: good() })).status).toBe(405);
  });
});

describe("the page's files", () => {
  test.each(["/", "/page.js", "/page.css"])(
    "%s is given, with what keeps it from loading others",
    async (path) => {
      const { status, headers } = await ask(path);
      expect(status).toBe(200);
      expect(headers).toMatchObject({
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
        "content-security-policy": expect.stringContaining("default-src 'none'; script-src 'self'"),
        "referrer-policy": "no-referrer",
      });
    },
  );

  test.each([
    "/index.html",
    "/../package.json",
    "/..%2f..%2fpackage.json",
    "/%2e%2e/package.json",
    "//etc/passwd",
    "/page.js/",
    "/constructor",
  ])("%s is not", async (path) => expect((await ask(path)).status).toBe(404));
});

describe("with the token", () => {
  const asked = (path: string, more: Asked = {}) =>
    ask(`/api/${path}`, { headers: { authorization: `Bearer ${token}` }, ...more });

  test("the list is there at once, and an unknown build is none", async () => {
    expect(JSON.parse((await asked("builds")).body).builds).toEqual([]);
    expect((await asked("builds/a/b/c")).status).toBe(404);
    expect((await asked("compare?a=x&b=y")).status).toBe(400);
    expect((await asked("builds/%zz/b/c")).status).toBe(400);
  });

  test("what is no bundle is refused, and nothing of it stays", async () => {
    const { status, body } = await asked("bundles", { method: "POST", body: "no bundle" });
    expect([status, JSON.parse(body).error.message]).toEqual([400, "the file is no bundle of builds"]);
  });

  test("an answer with an error has the same headers", async () => {
    const { headers } = await asked("builds/a/b/c");
    expect(headers["content-security-policy"]).toContain("default-src 'none'");
  });
});

test("a view that ends closes what is open", async () => {
  const other = await startView({ env }, smallPage);
  const client = await openViewClient(other);
  const following = client.follow("events", () => false).catch(() => "broken off");
  await new Promise((resolve) => setTimeout(resolve, 50));
  await other.close();
  await following;
  await other.closed;
  await expect(fetch(`http://${other.address}/`)).rejects.toThrow("fetch failed");
});
