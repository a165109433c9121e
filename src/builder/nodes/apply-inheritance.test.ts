import { expect, test } from "vitest";
import type { InheritedSetting } from "../../driver/contract/inherited-settings.js";
import { applyInheritance, ownConfiguration } from "./apply-inheritance.js";

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (files: ReadonlyMap<string, Uint8Array> | null, path = "buildkitd.toml") => {
  const content = files?.get(path);
  return content === undefined ? undefined : new TextDecoder().decode(content);
};
const registry = (host: string, key: "http" | "insecure", value = true): InheritedSetting => {
  return { kind: "registry", host, key, value, from: "engine" };
};
const mirrors: InheritedSetting = {
  kind: "registry",
  host: "docker.io",
  key: "mirrors",
  value: ["mirror.test/path"],
  from: "engine",
};
const authority: InheritedSetting = {
  kind: "registry",
  host: "own.test:5000",
  key: "ca",
  value: ["/etc/buildkit/certs/own.test_5000/ca.crt"],
  files: new Map([["certs/own.test_5000/ca.crt", bytes("CA")]]),
  from: "/etc/docker/certs.d/own.test:5000",
};
const proxy: InheritedSetting = {
  kind: "environment",
  name: "HTTP_PROXY",
  value: "http://proxy.test",
  from: "engine",
};
const node = { name: "n0", endpoint: "unix:///x", platforms: null, flags: null, extra: {} };

test("settings become options, configuration and files, each with its origin", async () => {
  const applied = await applyInheritance({ driverOptions: {}, files: new Map() }, [
    mirrors,
    authority,
    proxy,
    registry("plain.test", "http"),
  ]);
  expect(applied.driverOptions).toEqual({ "env.HTTP_PROXY": "http://proxy.test" });
  expect(text(applied.files)).toBe(
    [
      "[registry]",
      "[registry.'docker.io']",
      "mirrors = ['mirror.test/path']",
      "",
      "[registry.'own.test:5000']",
      "ca = ['/etc/buildkit/certs/own.test_5000/ca.crt']",
      "",
      "[registry.'plain.test']",
      "http = true",
      "",
    ].join("\n"),
  );
  expect(text(applied.files, "certs/own.test_5000/ca.crt")).toBe("CA");
  expect(applied.inherited).toEqual({
    "registry.docker.io.mirrors": "engine",
    "registry.own.test:5000.ca": "/etc/docker/certs.d/own.test:5000",
    "env.HTTP_PROXY": "engine",
    "registry.plain.test.http": "engine",
  });
});

test.each<[string, string, InheritedSetting]>([
  ["mirrors", "[registry.'docker.io']\nmirrors = []\n", mirrors],
  ["an authority", "[registry.'own.test:5000']\nca = []\n", authority],
  ["HTTP where it said something of TLS", "[registry.x]\ninsecure = false\n", registry("x", "http")],
  ["TLS where it said something of HTTP", "[registry.x]\nhttp = false\n", registry("x", "insecure")],
])("what the user's configuration says stays: %s", async (_what, config, setting) => {
  const own = { driverOptions: {}, files: new Map([["buildkitd.toml", bytes(config)]]) };
  expect(await applyInheritance(own, [setting])).toBe(own);
});

test("a variable that the user set stays, in small letters too", async () => {
  const own = { driverOptions: { "env.http_proxy": "http://mine.test" }, files: new Map() };
  expect(await applyInheritance(own, [proxy])).toBe(own);
});

test("what was taken over is told from the user's own again", async () => {
  const config = "debug = true\n\n[registry]\n[registry.'plain.test']\nca = []\n";
  const own = { driverOptions: { memory: "2g" }, files: new Map([["buildkitd.toml", bytes(config)]]) };
  const applied = await applyInheritance(own, [mirrors, authority, proxy, registry("plain.test", "http")]);
  const back = await ownConfiguration({ ...node, ...applied });
  expect(back.driverOptions).toEqual(own.driverOptions);
  expect([...back.files.keys()]).toEqual(["buildkitd.toml"]);
  expect(text(back.files)).toBe(config);
});

test("without anything of the user's own nothing is left", async () => {
  const applied = await applyInheritance({ driverOptions: {}, files: new Map() }, [mirrors, authority]);
  expect(await ownConfiguration({ ...node, ...applied })).toEqual({ driverOptions: {}, files: new Map() });
});

const limit: InheritedSetting = {
  kind: "worker",
  key: "maxUsedSpace",
  value: "1024",
  from: "driver option disk-limit",
};

test("a limit becomes one of the worker, and goes again", async () => {
  const config = "[worker]\n[worker.oci]\nrootless = true\n";
  const own = { driverOptions: {}, files: new Map([["buildkitd.toml", bytes(config)]]) };
  const applied = await applyInheritance(own, [limit]);
  expect(text(applied.files)).toBe("[worker]\n[worker.oci]\nmaxUsedSpace = '1024'\nrootless = true\n");
  expect(text((await ownConfiguration({ ...node, ...applied })).files)).toBe(config);
});

test.each(["gcpolicy = []", "maxusedspace = 5"])(
  "the file has the say over what is kept: %s",
  async (line) => {
    const own = { driverOptions: {}, files: new Map([["buildkitd.toml", bytes(`[worker.oci]\n${line}\n`)]]) };
    expect(await applyInheritance(own, [limit])).toBe(own);
  },
);
