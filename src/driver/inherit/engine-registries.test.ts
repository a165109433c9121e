import { expect, test } from "vitest";
import { engineRegistries } from "./engine-registries.js";
import type { RegistryProtocol } from "./probe-registry.js";

const view = (answers: Readonly<Record<string, RegistryProtocol>> = {}, onHostNetwork = false) => ({
  onHostNetwork,
  probe: async (host: string) => answers[host] ?? ("unknown" as const),
});
const config = (RegistryConfig: unknown) => ({ RegistryConfig });
const flat = (found: Awaited<ReturnType<typeof engineRegistries>>) =>
  found.settings.map(({ host, key, value }) => [host, key, value]);

test("an engine as it comes has nothing to give", async () => {
  const info = config({
    IndexConfigs: { "docker.io": { Mirrors: [], Name: "docker.io", Official: true, Secure: true } },
    InsecureRegistryCIDRs: ["::1/128", "127.0.0.0/8"],
    Mirrors: null,
  });
  expect(await engineRegistries(info, view())).toEqual({ settings: [], warnings: [] });
  expect(await engineRegistries({}, view())).toEqual({ settings: [], warnings: [] });
});

test("mirrors lose their scheme; one in HTTP is declared", async () => {
  const info = config({ Mirrors: ["https://one.test/", "http://two.test:5000/hub/", "nonsense"] });
  expect(flat(await engineRegistries(info, view()))).toEqual([
    ["docker.io", "mirrors", ["one.test", "two.test:5000/hub"]],
    ["two.test:5000", "http", true],
  ]);
});

test("an insecure registry is declared by what it speaks, and by both when it does not answer", async () => {
  const entry = { Secure: false };
  const IndexConfigs = { "a.test": entry, "b.test:5000": entry, "c.test": entry, "not a name": entry };
  const answers = view({ "a.test": "tls", "b.test:5000": "http" });
  expect(flat(await engineRegistries(config({ IndexConfigs }), answers))).toEqual([
    ["a.test", "insecure", true],
    ["b.test:5000", "http", true],
    ["c.test", "http", true],
    ["c.test", "insecure", true],
  ]);
});

test("what is on the host's loopback is for a builder on the host's network only", async () => {
  const info = config({
    Mirrors: ["http://127.0.0.1:5001"],
    IndexConfigs: { "localhost:5000": { Secure: false } },
    InsecureRegistryCIDRs: ["10.0.0.0/8"],
  });
  const away = await engineRegistries(info, view());
  expect(away.settings).toEqual([]);
  expect(away.warnings).toEqual([
    expect.stringContaining("mirror 127.0.0.1:5001 is not inherited"),
    "insecure registries in 10.0.0.0/8 are not inherited: BuildKit needs each by its name",
  ]);
  expect(flat(await engineRegistries(info, view({ "localhost:5000": "http" }, true)))).toEqual([
    ["docker.io", "mirrors", ["127.0.0.1:5001"]],
    ["127.0.0.1:5001", "http", true],
    ["localhost:5000", "http", true],
  ]);
});
