import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { contextId } from "./context-store.js";
import { currentContext } from "./current-context.js";
import { dockerConfigDir, loadDockerConfig } from "./docker-config.js";
import { listDockerContexts } from "./list-docker-contexts.js";
import { endpointKey, resolveEndpoint } from "./resolve-endpoint.js";

let configDir: string;
let env: Record<string, string | undefined>;

beforeEach(async () => {
  configDir = await mkdtemp(join(tmpdir(), "slipway-config-"));
  env = { DOCKER_CONFIG: configDir };
});
afterEach(() => rm(configDir, { recursive: true, force: true }));

async function put(path: string, content: unknown): Promise<void> {
  const file = join(configDir, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, typeof content === "string" ? content : JSON.stringify(content));
}

function putContext(name: string, docker: unknown = { Host: `tcp://${name}:1` }): Promise<void> {
  const meta = { Name: name, Metadata: { Description: `about ${name}` }, Endpoints: { docker } };
  return put(`contexts/meta/${contextId(name)}/meta.json`, meta);
}

describe("choosing the endpoint", () => {
  beforeEach(async () => {
    await Promise.all([putContext("one"), putContext("two"), putContext("three")]);
    await put("config.json", { currentContext: "three" });
  });

  it.each([
    [
      "--context",
      { context: "one" },
      { DOCKER_HOST: "tcp://e:1", DOCKER_CONTEXT: "two" },
      "one",
      "tcp://one:1",
      "option",
    ],
    ["--host", { host: "tcp://f:1" }, { DOCKER_HOST: "tcp://e:1" }, "default", "tcp://f:1", "option"],
    [
      "DOCKER_HOST",
      {},
      { DOCKER_HOST: "tcp://e:1", DOCKER_CONTEXT: "two" },
      "default",
      "tcp://e:1",
      "DOCKER_HOST",
    ],
    ["DOCKER_CONTEXT", {}, { DOCKER_CONTEXT: "two" }, "two", "tcp://two:1", "DOCKER_CONTEXT"],
    ["currentContext", {}, {}, "three", "tcp://three:1", "currentContext"],
  ])("%s wins over what follows it", async (_what, docker, extra, context, host, source) => {
    const options = { env: { ...env, ...extra }, docker };
    expect(await resolveEndpoint(options)).toMatchObject({ context, host, source, tls: false });
    expect(await endpointKey(options)).toBe(context === "default" ? host : context);
  });

  it("falls back to the default socket", async () => {
    await rm(join(configDir, "config.json"));
    expect(await resolveEndpoint({ env })).toMatchObject({
      context: "default",
      host: "unix:///var/run/docker.sock",
      source: "default",
    });
  });

  it("refuses --host beside --context", async () => {
    await expect(currentContext({ env, docker: { host: "tcp://x", context: "one" } })).rejects.toThrow(
      "conflicting options: cannot specify both --host and --context",
    );
  });

  it("names the context that is not there", async () => {
    await expect(resolveEndpoint({ env, docker: { context: "nope" } })).rejects.toMatchObject({
      code: "not-found",
      message: expect.stringMatching(/^context "nope": context not found: open .*meta\.json: no such file/),
    });
  });

  it("takes an endpoint for a context's name first, then for a host", async () => {
    expect(await resolveEndpoint({ env, endpoint: "two" })).toMatchObject({
      context: "two",
      host: "tcp://two:1",
    });
    expect(await resolveEndpoint({ env, endpoint: "tcp://x:2" })).toMatchObject({
      host: "tcp://x:2",
      tls: false,
    });
    await expect(resolveEndpoint({ env, endpoint: "gone" })).rejects.toMatchObject({ code: "not-found" });
    const host = { ...env, DOCKER_HOST: "tcp://e:1" };
    expect(await resolveEndpoint({ env: host, endpoint: "default" })).toMatchObject({ host: "tcp://e:1" });
  });

  it("reports a context without a docker endpoint", async () => {
    await putContext("kube", {});
    await expect(resolveEndpoint({ env, endpoint: "kube" })).rejects.toThrow(
      'docker endpoint for "kube" not found',
    );
  });
});

describe("TLS", () => {
  const files = { "ca.pem": "CA", "cert.pem": "CERT", "key.pem": "KEY" };

  it("comes from DOCKER_TLS_VERIFY and DOCKER_CERT_PATH for the default context", async () => {
    for (const [name, text] of Object.entries(files)) await put(`certs/${name}`, text);
    const tlsEnv = {
      ...env,
      DOCKER_HOST: "tcp://h",
      DOCKER_TLS_VERIFY: "1",
      DOCKER_CERT_PATH: join(configDir, "certs"),
    };
    const { host, tls, material } = await resolveEndpoint({ env: tlsEnv });
    expect({ host, tls, verify: material?.verify }).toEqual({
      host: "tcp://h:2376",
      tls: true,
      verify: true,
    });
    expect([material?.ca, material?.cert, material?.key].map(String)).toEqual(["CA", "CERT", "KEY"]);
  });

  it("does not verify with DOCKER_TLS or --tlsverify=false alone, and needs no files then", async () => {
    const host = { ...env, DOCKER_HOST: "tcp://h" };
    for (const options of [
      { env: { ...host, DOCKER_TLS: "1" } },
      { env: host, docker: { tlsVerify: false } },
    ]) {
      expect((await resolveEndpoint(options)).material).toEqual({ verify: false });
    }
  });

  it("needs the CA to verify, and every file that a flag names", async () => {
    const host = { ...env, DOCKER_HOST: "tcp://h" };
    await expect(resolveEndpoint({ env: { ...host, DOCKER_TLS_VERIFY: "1" } })).rejects.toThrow(
      `unable to resolve docker endpoint: open ${join(configDir, "ca.pem")}: no such file or directory`,
    );
    await expect(resolveEndpoint({ env: host, docker: { tls: true, tlsKey: "/nope/key" } })).rejects.toThrow(
      "open /nope/key",
    );
  });

  it("comes from the context store for a stored context", async () => {
    await putContext("safe", { Host: "tcp://safe:2376", SkipTLSVerify: false });
    for (const [name, text] of Object.entries(files)) {
      await put(`contexts/tls/${contextId("safe")}/docker/${name}`, text);
    }
    const { tls, material } = await resolveEndpoint({ env, endpoint: "safe" });
    expect({ tls, verify: material?.verify, ca: String(material?.ca) }).toEqual({
      tls: true,
      verify: true,
      ca: "CA",
    });
    await putContext("lax", { Host: "tcp://lax:2376", SkipTLSVerify: true });
    expect((await resolveEndpoint({ env, endpoint: "lax" })).material).toEqual({ verify: false });
  });
});

describe("listing contexts", () => {
  it("sorts naturally, keeps default last, marks the current one", async () => {
    await Promise.all([putContext("c10"), putContext("c9"), putContext("b")]);
    await put("contexts/meta/stray-file", "");
    await mkdir(join(configDir, "contexts/meta/empty-directory"));
    const contexts = await listDockerContexts({ env: { ...env, DOCKER_CONTEXT: "c9" } });
    expect(contexts.map(({ name }) => name)).toEqual(["b", "c9", "c10", "default"]);
    expect(contexts.filter(({ current }) => current).map(({ name }) => name)).toEqual(["c9"]);
    expect(contexts[0]).toMatchObject({ description: "about b", host: "tcp://b:1" });
    expect(contexts.at(-1)).toMatchObject({ host: "unix:///var/run/docker.sock" });
  });
});

describe("the configuration directory", () => {
  it("is --config, DOCKER_CONFIG or ~/.docker", () => {
    expect(dockerConfigDir({ HOME: "/h", DOCKER_CONFIG: "/c" }, "/flag")).toBe("/flag");
    expect(dockerConfigDir({ HOME: "/h", DOCKER_CONFIG: "/c" })).toBe("/c");
    expect(dockerConfigDir({ HOME: "/h" })).toBe("/h/.docker");
  });

  it("may lack config.json, or hold an empty one", async () => {
    expect((await loadDockerConfig(configDir)).auths).toEqual({});
    await put("config.json", "");
    expect((await loadDockerConfig(configDir)).currentContext).toBeUndefined();
  });

  it("is read with its headers, proxies and filters", async () => {
    await put("config.json", {
      HttpHeaders: { "X-Meta": "1" },
      proxies: { default: { httpProxy: "http://p" } },
      pruneFilters: ["label=a"],
      auths: { host: { auth: "eDp4" }, "in.helper": {} },
    });
    expect(await loadDockerConfig(configDir)).toMatchObject({
      httpHeaders: { "X-Meta": "1" },
      proxies: { default: { httpProxy: "http://p" } },
      pruneFilters: ["label=a"],
      auths: { host: { auth: "eDp4" }, "in.helper": {} },
    });
  });

  // Docker warns of all of these, "WARNING: Error parsing config file (…): …", and goes on.
  const rest = { currentContext: "c", pruneFilters: ["label=a"] };
  it.each([
    ['{"auths":', "it ends in the middle of its JSON object", {}],
    ['{"currentContext":"c",}', "it is not valid JSON", {}],
    ["text", "it is not valid JSON", {}],
    ["[]", "it does not hold a JSON object", {}],
    ['"text"', "it does not hold a JSON object", {}],
    [{ ...rest, auths: [] }, '"auths" is not an object', rest],
    [
      { ...rest, auths: { h: 1, i: { auth: "eDp4" } } },
      '"h" of "auths" is not an object',
      { ...rest, auths: { i: { auth: "eDp4" } } },
    ],
    [{ ...rest, credsStore: 1 }, '"credsStore" is not a string', rest],
    [
      { ...rest, credHelpers: { h: 1, i: "x" } },
      '"h" of "credHelpers" is not a string',
      { ...rest, credHelpers: { i: "x" } },
    ],
    [
      { ...rest, HttpHeaders: { a: null, b: "x" } },
      '"a" of "HttpHeaders" is not a string',
      { ...rest, httpHeaders: { b: "x" } },
    ],
    [{ ...rest, proxies: [1] }, '"proxies" is not an object', rest],
    [
      { currentContext: "c", pruneFilters: {} },
      '"pruneFilters" is not a list of strings',
      { currentContext: "c" },
    ],
    [{ ...rest, currentContext: 4 }, '"currentContext" is not a string', { pruneFilters: ["label=a"] }],
  ])("warns once of a config.json with %j and goes on with the rest", async (content, why, read) => {
    await put("config.json", content);
    const warnings: string[] = [];
    const warn = (message: string) => warnings.push(message);
    expect(await loadDockerConfig(configDir, warn)).toMatchObject(read);
    await currentContext({ env, onWarning: warn });
    expect(warnings).toEqual([`Error parsing config file (${join(configDir, "config.json")}): ${why}`]);
    await expect(loadDockerConfig(configDir)).resolves.toMatchObject(read);
  });

  it.each(["null", " null ", '{"currentContext":"c"} trailing', '{"a":"\\"}{"}\n}'])(
    "takes a config.json with %j without a word",
    async (content) => {
      await put("config.json", content);
      const warnings: string[] = [];
      const { currentContext } = await loadDockerConfig(configDir, (message) => warnings.push(message));
      expect({ currentContext, warnings }).toEqual({
        currentContext: content.includes("currentContext") ? "c" : undefined,
        warnings: [],
      });
    },
  );

  it("warns of a config.json that is a directory or a pipe, which it does not wait for", async () => {
    const warnings: string[] = [];
    const warn = (message: string) => warnings.push(message);
    await mkdir(join(configDir, "config.json"));
    expect((await loadDockerConfig(configDir, warn)).auths).toEqual({});
    await rm(join(configDir, "config.json"), { recursive: true });
    execFileSync("mkfifo", [join(configDir, "config.json")]);
    expect(await endpointKey({ env, onWarning: warn })).toBe("unix:///var/run/docker.sock");
    expect(warnings).toEqual([
      expect.stringMatching(/config\.json\): is a directory$/),
      expect.stringMatching(/config\.json\): .* is a pipe where a file was expected$/),
    ]);
  });

  it("does not quote the content of a config.json that is no JSON", async () => {
    await put("config.json", '{"auths":{"h":{"auth":"aHVudGVyMg==" oops');
    const warnings: string[] = [];
    await loadDockerConfig(configDir, (message) => warnings.push(message));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).not.toContain("aHVud");
  });

  it.each([
    ["nonsense"],
    [{ Name: 1 }],
    [{ Name: "x", Endpoints: [] }],
    [{ Name: "x", Endpoints: { docker: { Host: 1 } } }],
  ])("names a meta.json with %j as corrupt", async (content) => {
    await put(`contexts/meta/${contextId("x")}/meta.json`, content);
    for (const call of [resolveEndpoint({ env, endpoint: "x" }), listDockerContexts({ env })]) {
      await expect(call).rejects.toMatchObject({
        code: "corrupt-state",
        message: expect.stringContaining(contextId("x")),
      });
    }
  });
});
