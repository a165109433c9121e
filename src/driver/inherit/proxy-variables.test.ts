import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { proxyVariables } from "./proxy-variables.js";

const directory = mkdtempSync(join(tmpdir(), "slipway-proxies-"));
afterAll(() => rmSync(directory, { recursive: true }));

const values = ({ settings }: Awaited<ReturnType<typeof proxyVariables>>) =>
  settings.map(({ name, value, from }) => [name, value, from]);

test("the engine's proxies are taken over", async () => {
  const info = { HttpProxy: "http://p.test:3128", HttpsProxy: "", NoProxy: "localhost,.corp" };
  expect(values(await proxyVariables({ info, onHostNetwork: false }))).toEqual([
    ["HTTP_PROXY", "http://p.test:3128", "the engine's proxies"],
    ["NO_PROXY", "localhost,.corp", "the engine's proxies"],
  ]);
});

test("exceptions without a proxy are nothing", async () => {
  expect(await proxyVariables({ info: { NoProxy: "x" }, onHostNetwork: false })).toEqual({
    settings: [],
    warnings: [],
  });
});

test("a hidden password comes from daemon.json, or the proxy is left out and no secret is told", async () => {
  const daemonJson = join(directory, "daemon.json");
  writeFileSync(daemonJson, JSON.stringify({ proxies: { "http-proxy": "http://me:secret@p.test" } }));
  const info = { HttpProxy: "http://xxxxx:xxxxx@p.test" };
  expect(values(await proxyVariables({ info, daemonJson, onHostNetwork: false }))).toEqual([
    ["HTTP_PROXY", "http://me:secret@p.test", `proxies in ${daemonJson}`],
  ]);
  const { settings, warnings } = await proxyVariables({ info, onHostNetwork: false });
  expect(settings).toEqual([]);
  expect(warnings.join()).toContain("does not tell its password");
});

test("a proxy on the host's loopback is for a builder on the host's network", async () => {
  const info = { HttpsProxy: "http://127.0.0.1:3128" };
  expect((await proxyVariables({ info, onHostNetwork: false })).settings).toEqual([]);
  expect((await proxyVariables({ info, onHostNetwork: true })).settings).toHaveLength(1);
});

test("the client's own variables count where they are given", async () => {
  const env = { https_proxy: "http://own.test" };
  expect(values(await proxyVariables({ info: {}, env, onHostNetwork: false }))).toEqual([
    ["HTTPS_PROXY", "http://own.test", "this machine's environment"],
  ]);
});
