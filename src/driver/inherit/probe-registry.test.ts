import { createServer, type Server } from "node:http";
import { type AddressInfo, createServer as createRawServer, type Server as NetServer } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { afterAll, expect, test } from "vitest";
import { endpointOf, isLoopback } from "./host-names.js";
import { probeRegistry } from "./probe-registry.js";

const servers: (Server | NetServer)[] = [];
afterAll(() => {
  for (const server of servers) server.close();
});

async function listen(server: Server | NetServer): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test("a server in HTTP is told from one in TLS, whose certificate does not matter", async () => {
  expect(await probeRegistry(await listen(createServer()))).toBe("http");
  const server = createTlsServer({
    SNICallback: (_name, done) => done(null),
    pskCallback: () => null,
    minVersion: "TLSv1.2",
  });
  server.on("tlsClientError", () => undefined);
  // Without a certificate it refuses in TLS's own words.
  expect(await probeRegistry(await listen(server))).toBe("tls");
});

test("one that does not answer is unknown", async () => {
  const closed = await listen(createRawServer());
  await new Promise((resolve) => servers.pop()?.close(resolve));
  expect(await probeRegistry(closed)).toBe("unknown");
});

test.each([
  ["a.test", "a.test", 443],
  ["a.test:5000", "a.test", 5000],
  ["[::1]:5000", "::1", 5000],
])("%s is a host and a port", (name, hostname, port) => {
  expect(endpointOf(name)).toEqual({ hostname, port });
});

test("a loopback is known by name and number", () => {
  expect(["localhost:5000", "127.1.2.3", "[::1]:80", "a.localhost"].every(isLoopback)).toBe(true);
  expect(["localhost.test", "10.0.0.1", "128.0.0.1:5000"].some(isLoopback)).toBe(false);
});
