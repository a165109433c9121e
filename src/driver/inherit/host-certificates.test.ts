import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { registryCertificates, systemAuthorities } from "./host-certificates.js";

const directory = mkdtempSync(join(tmpdir(), "slipway-certificates-"));
afterAll(() => rmSync(directory, { recursive: true }));

function write(path: string, content: string): void {
  mkdirSync(join(directory, path, ".."), { recursive: true });
  writeFileSync(join(directory, path), content);
}

test("authorities and client certificates of each registry are taken", async () => {
  write("certs.d/own.test:5000/ca.crt", "CA");
  write("certs.d/own.test:5000/client.cert", "CERT");
  write("certs.d/own.test:5000/client.key", "KEY");
  write("certs.d/own.test:5000/lonely.cert", "ALONE");
  write("certs.d/registry-1.docker.io/hub.crt", "HUB");
  write("certs.d/no name/ca.crt", "NOT");
  const { settings, warnings } = await registryCertificates(join(directory, "certs.d"));
  const at = "/etc/buildkit/certs/own.test_5000";
  expect(settings.map(({ host, key, value }) => [host, key, value])).toEqual([
    ["own.test:5000", "ca", [`${at}/ca.crt`]],
    ["own.test:5000", "keypair", [{ key: `${at}/client.key`, cert: `${at}/client.cert` }]],
    ["docker.io", "ca", ["/etc/buildkit/certs/registry-1.docker.io/hub.crt"]],
  ]);
  expect(settings.map(({ files }) => [...(files ?? [])].map(([path, data]) => `${path}=${data}`))).toEqual([
    [expect.stringMatching(/^certs\/own.test_5000\/ca.crt=/)],
    [
      expect.stringMatching(/^certs\/own.test_5000\/client.cert=/),
      expect.stringMatching(/^certs\/own.test_5000\/client.key=/),
    ],
    [expect.stringMatching(/^certs\/registry-1.docker.io\/hub.crt=/)],
  ]);
  expect(warnings).toEqual([expect.stringContaining("lonely.key is not inherited")]);
});

test("where there is no such directory there is nothing", async () => {
  expect(await registryCertificates(join(directory, "missing"))).toEqual({ settings: [], warnings: [] });
});

test("authorities added to the system's become a directory that the daemon looks into", async () => {
  write("added/corp.crt", "CORP");
  write("added/readme", "NO");
  const { settings } = await systemAuthorities([join(directory, "missing"), join(directory, "added")]);
  expect(settings).toMatchObject([
    {
      name: "SSL_CERT_DIR",
      value: "/etc/ssl/certs:/etc/buildkit/certs/system",
      from: join(directory, "added"),
      files: new Map([["certs/system/corp.crt", Buffer.from("CORP")]]),
    },
  ]);
});
