import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import type { BuilderNode } from "../types.js";
import { openRegistry } from "./open-registry.js";

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A proxy that answers for every registry; resolves with its address and what it is asked. */
async function proxy(): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  server = createServer(({ method, url, headers }, response) => {
    asked.push(`${method} ${url} ${headers.authorization ?? "nobody"}`);
    if (headers.authorization === undefined) response.writeHead(401, { "WWW-Authenticate": "Basic" }).end();
    else response.writeHead(200, { "Content-Type": "application/json" }).end("{}");
  });
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const node = (toml: string): BuilderNode => ({
  name: "n0",
  endpoint: "unix:///var/run/docker.sock",
  fixedPlatforms: [],
  driverOptions: {},
  flags: [],
  files: new Map([["buildkitd.toml", new TextEncoder().encode(toml)]]),
  driver: undefined,
});
const credentials = () => ({ username: "me", password: "pw" });
const me = `Basic ${Buffer.from("me:pw").toString("base64")}`;

test("a registry is reached as the node does, with the caller's login and the caller's proxies", async () => {
  const { url, asked } = await proxy();
  const plain = node('[registry."reg.invalid"]\n  http = true');
  const client = await openRegistry(plain, "reg.invalid", { env: { HTTP_PROXY: url }, credentials });
  await client.getManifest("a/b", "v1");
  expect(asked).toEqual([
    "GET http://reg.invalid/v2/a/b/manifests/v1 nobody",
    `GET http://reg.invalid/v2/a/b/manifests/v1 ${me}`,
  ]);
});

test("insecure speaks plain HTTP whatever the node says", async () => {
  const { url, asked } = await proxy();
  const env = { http_proxy: url };
  const client = await openRegistry(undefined, "reg.invalid", { env, credentials, insecure: true });
  await client.getManifest("a/b", "v1");
  expect(asked).toHaveLength(2);
});

test("the proxy for HTTPS is not that for HTTP, and NO_PROXY names who is reached without", async () => {
  const { url, asked } = await proxy();
  const open = async (env: Record<string, string>, insecure: boolean) =>
    (await openRegistry(undefined, "reg.invalid", { env, credentials, insecure })).getManifest("a", "v1");
  await expect(open({ HTTP_PROXY: url }, false)).rejects.toMatchObject({ code: "registry-error" });
  await expect(open({ HTTP_PROXY: url, NO_PROXY: ".invalid" }, true)).rejects.toMatchObject({
    code: "registry-error",
  });
  expect(asked).toEqual([]);
});
