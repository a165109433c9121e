import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadDockerConfig } from "../endpoint/docker-config.js";
import { DOCKER_HUB_KEY } from "./credentials.js";
import { registryAuthHeader } from "./registry-auth-header.js";
import { resolveCredentials } from "./resolve-credentials.js";
import { resolveScopedCredentials } from "./resolve-scoped-credentials.js";

let directory: string;
let configDir: string;
let env: Record<string, string | undefined>;

const base64 = (text: string): string => Buffer.from(text).toString("base64");

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "slipway-credentials-"));
  configDir = join(directory, "docker");
  await Promise.all([mkdir(configDir), mkdir(join(directory, "bin"))]);
  env = { PATH: `${join(directory, "bin")}${delimiter}/usr/bin${delimiter}/bin` };
});
afterEach(() => rm(directory, { recursive: true, force: true }));

function config(content: unknown, where = configDir): Promise<void> {
  return writeFile(join(where, "config.json"), JSON.stringify(content));
}

async function helper(name: string, script: string): Promise<void> {
  const file = join(directory, "bin", `docker-credential-${name}`);
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
}

const ECHO =
  'read -r url; printf \'{"ServerURL":"%s","Username":"from-helper","Secret":"%s"}\' "$url" "$url"';
const find = (host: string) => resolveCredentials(host, { env, configDir });

describe("credentials of config.json's own entries", () => {
  it("are found by the exact key, or by the host of a key", async () => {
    await config({
      auths: {
        "localhost:5000": { auth: base64("me:pass:word\0\0") },
        "https://other.example/v2/": { auth: base64("you:secret") },
        [DOCKER_HUB_KEY]: { auth: base64("hub:hub") },
        "empty.example": {},
      },
    });
    expect(await find("localhost:5000")).toEqual({ username: "me", secret: "pass:word" });
    expect(await find("other.example")).toEqual({ username: "you", secret: "secret" });
    expect(await find("empty.example")).toBeUndefined();
    expect(await find("unknown.example")).toBeUndefined();
  });

  it.each(["docker.io", "index.docker.io", "registry-1.docker.io", "dhi.io", "registry.scout.docker.com"])(
    "of Docker Hub serve %s",
    async (host) => {
      await config({ auths: { [DOCKER_HUB_KEY]: { auth: base64("hub:pw") } } });
      expect(await find(host)).toEqual({ username: "hub", secret: "pw" });
    },
  );

  it("may be an identity token or a registry token", async () => {
    await config({
      auths: {
        a: { auth: base64("me:"), identitytoken: "refresh" },
        b: { registrytoken: "bearer" },
      },
    });
    expect(await find("a")).toEqual({ username: "", secret: "refresh", identityToken: "refresh" });
    expect(await find("b")).toEqual({ username: "", secret: "", registryToken: "bearer" });
  });

  it("are read anew at each request", async () => {
    await config({ auths: { a: { auth: base64("me:one") } } });
    expect(await find("a")).toMatchObject({ secret: "one" });
    await config({ auths: { a: { auth: base64("me:two") } } });
    expect(await find("a")).toMatchObject({ secret: "two" });
  });

  it.each([base64("hunter2"), "hunter2:", base64("me:hunter2").slice(0, -1)])(
    "that are damaged (%s) are warned of without being shown, and keep nobody from other registries",
    async (auth) => {
      await config({ auths: { a: { auth }, b: { auth: base64("me:pw") } } });
      expect(await find("a")).toBeUndefined();
      expect(await find("b")).toEqual({ username: "me", secret: "pw" });
      const warnings: string[] = [];
      await loadDockerConfig(configDir, (message) => warnings.push(message));
      expect(warnings).toEqual([
        `Error parsing config file (${join(configDir, "config.json")}): the "auth" of "a" is not base64 of user:password`,
      ]);
    },
  );
});

describe("credential helpers", () => {
  it("come before the file's entries, the registry's own before the store", async () => {
    await helper("store", ECHO);
    await helper("special", 'echo \'{"Username":"special","Secret":"s"}\'');
    await config({
      auths: { a: { auth: base64("file:file") } },
      credsStore: "store",
      credHelpers: { "b.example": "special" },
    });
    expect(await find("a")).toEqual({ username: "from-helper", secret: "a" });
    expect(await find("docker.io")).toMatchObject({ secret: DOCKER_HUB_KEY });
    expect(await find("b.example")).toEqual({ username: "special", secret: "s" });
  });

  it("give identity tokens under the name <token>", async () => {
    await helper("store", 'echo \'{"Username":"<token>","Secret":"refresh"}\'');
    await config({ credsStore: "store" });
    expect(await find("a")).toEqual({ username: "", secret: "refresh", identityToken: "refresh" });
  });

  it("that know nothing leave the registry without credentials", async () => {
    await helper("store", "echo 'credentials not found in native keychain'; exit 1");
    await config({ credsStore: "store" });
    expect(await find("a")).toBeUndefined();
  });

  it("that fail say why", async () => {
    await helper("store", "echo 'the keychain is locked'; exit 2");
    await config({ credsStore: "store" });
    await expect(find("a")).rejects.toMatchObject({
      code: "auth-failed",
      message: expect.stringContaining("the keychain is locked"),
    });
  });

  it("that are not installed are named", async () => {
    await config({ credsStore: "gone" });
    await expect(find("a")).rejects.toThrow(
      'error getting credentials - err: exec: "docker-credential-gone": executable file not found in $PATH',
    );
  });

  it.each(['echo \'{"Username":"u","Secret":"hunter2"\'', 'echo \'{"Secret":"hunter2"}\''])(
    "that answer with nonsense (%s) do not leak it",
    async (script) => {
      await helper("store", script);
      await config({ credsStore: "store" });
      const error = (await find("a").catch((reason: unknown) => reason)) as Error;
      expect(error).toMatchObject({ code: "auth-failed" });
      expect(`${error.message} ${error.cause}`).not.toContain("hunter2");
    },
  );

  it("that hang are ended", async () => {
    await helper("store", "exec sleep 60");
    await config({ credsStore: "store" });
    await expect(resolveCredentials("a", { env, configDir, timeout: 100 })).rejects.toMatchObject({
      code: "timeout",
    });
  });

  it("end with the signal", async () => {
    await helper("store", "exec sleep 60");
    await config({ credsStore: "store" });
    const signal = AbortSignal.timeout(100);
    await expect(resolveCredentials("a", { env, configDir, signal })).rejects.toMatchObject({
      code: "canceled",
    });
  });

  it("of the platform are used when nothing else is configured", async () => {
    await helper(process.platform === "darwin" ? "osxkeychain" : "secretservice", ECHO);
    expect(await find("a")).toMatchObject({ username: "from-helper" });
    await config({ auths: { b: {} } });
    expect(await find("a")).toBeUndefined();
  });
});

describe("DOCKER_AUTH_CONFIG", () => {
  it("comes before everything else", async () => {
    await config({ auths: { a: { auth: base64("file:file") }, b: { auth: base64("file:b") } } });
    env.DOCKER_AUTH_CONFIG = JSON.stringify({ auths: { a: { auth: base64("env:env") } } });
    expect(await find("a")).toEqual({ username: "env", secret: "env" });
    expect(await find("b")).toEqual({ username: "file", secret: "b" });
  });

  it.each(["{", '{"auths":{},"more":1}', '{"auths":{"a":{"auth":"aHVudGVyMg==","x":1}}}'])(
    "is refused when it is %s, without being shown",
    async (text) => {
      env.DOCKER_AUTH_CONFIG = text;
      await expect(find("a")).rejects.toMatchObject({
        code: "invalid-argument",
        message: "DOCKER_AUTH_CONFIG is malformed",
      });
    },
  );
});

describe("the X-Registry-Auth header", () => {
  const header = async (registry: string): Promise<unknown> =>
    JSON.parse(Buffer.from(await registryAuthHeader(registry, { env, configDir }), "base64url").toString());

  it("is base64 for URLs with its padding, without which an engine takes it for empty", async () => {
    const values = await Promise.all(
      ["a", "bb", "ccc"].map((host) => registryAuthHeader(host, { env, configDir })),
    );
    await config({ auths: { a: { auth: base64("u:\u00ff\u00fe?>~~") }, bb: { auth: base64("u:pw") } } });
    values.push(
      ...(await Promise.all(["a", "bb"].map((host) => registryAuthHeader(host, { env, configDir })))),
    );
    for (const value of values) {
      expect(value).toMatch(/^[\w-]+={0,2}$/);
      expect(value.length % 4).toBe(0);
    }
  });

  it("holds what the registry is to be shown", async () => {
    await config({
      auths: {
        [DOCKER_HUB_KEY]: { auth: base64("hub:pw") },
        i: { identitytoken: "it" },
        r: { registrytoken: "rt" },
      },
    });
    expect(await header("docker.io")).toEqual({
      username: "hub",
      password: "pw",
      serveraddress: DOCKER_HUB_KEY,
    });
    expect(await header("i")).toEqual({ identitytoken: "it", serveraddress: "i" });
    expect(await header("r")).toEqual({ registrytoken: "rt", serveraddress: "r" });
    expect(await header("none")).toEqual({});
  });
});

describe("scoped configurations", () => {
  const pull = "repository:team/app:pull";
  const push = "repository:team/app:pull,push";
  const from = async (scopes: readonly string[], host = "example.com:5000"): Promise<string | undefined> =>
    (await resolveScopedCredentials(host, scopes, { env, configDir }))?.username;

  beforeEach(async () => {
    const places = {
      "": "main",
      "buildx/config/example.com:5000": "host",
      "buildx/config/example.com:5000/team/app@pull": "pull",
      "buildx/config/example.com:5000/team/app@pull,push": "push",
      "buildx/config/example.com:5000@push": "any-push",
      "buildx/config/docker.io": "scoped-hub",
    };
    for (const [place, user] of Object.entries(places)) {
      const where = join(configDir, place);
      await mkdir(where, { recursive: true });
      const host = user === "scoped-hub" ? DOCKER_HUB_KEY : "example.com:5000";
      await config({ auths: { [host]: { auth: base64(`${user}:x`) } } }, where);
    }
  });

  it.each([
    ["the repository's own, with the fewest actions", [pull], "pull"],
    ["the repository's own before the host's", [push], "pull"],
    ["the host's for another repository, with the fewest actions", ["repository:x:pull,push"], "host"],
    ["the main one when several resources are asked for", [pull, "repository:x:pull"], "main"],
    ["the main one when several stand in one scope", [`${pull} repository:x:pull`], "main"],
    ["the main one without a scope", [], "main"],
  ])("give %s", async (_what, scopes, user) => {
    expect(await from(scopes)).toBe(user);
  });

  it("serve Docker Hub under any of its names", async () => {
    expect(await from(["repository:library/alpine:pull"], "registry-1.docker.io")).toBe("scoped-hub");
  });

  it("leave other hosts to the main configuration", async () => {
    expect(await from([pull], "elsewhere")).toBeUndefined();
  });
});
