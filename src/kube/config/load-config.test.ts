import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { findAccess } from "./find-access.js";
import { inClusterAccess } from "./in-cluster.js";
import { loadConfig } from "./load-config.js";

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "slipway-kubeconfig-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
});

function file(name: string, content: unknown): string {
  const path = join(directory, name);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

const cluster = (server: string, more: object = {}) => [{ name: "c", cluster: { server, ...more } }];
const context = (more: object = {}) => [{ name: "x", context: { cluster: "c", user: "u", ...more } }];
const user = (entry: object) => [{ name: "u", user: entry }];

function whole(entry: object = {}, more: object = {}) {
  return {
    "current-context": "x",
    clusters: cluster("https://a.example:6443", more),
    contexts: context({ namespace: "ci" }),
    users: user(entry),
  };
}

test("YAML is read, and fields that nobody knows are left alone", async () => {
  const path = file(
    "config",
    `apiVersion: v1
kind: Config
current-context: x
preferences: {}
clusters:
- name: c
  cluster: {server: "https://a.example", unknown: 1}
contexts:
- name: x
  context: {cluster: c, user: u}
users:
- name: u
  user:
    token: t
`,
  );
  expect(await findAccess({ env: {}, paths: path })).toMatchObject({
    server: new URL("https://a.example"),
    namespace: "default",
    user: { token: "t" },
  });
});

test("of several files the first that has a name wins, and those that are not there count for nothing", async () => {
  const one = file("one", { "current-context": "x", clusters: cluster("https://one.example") });
  const two = file("two", { ...whole({ token: "two" }), "current-context": "other" });
  const env = { KUBECONFIG: ["/nowhere/at/all", one, two].join(delimiter) };
  expect(await findAccess({ env })).toMatchObject({
    server: new URL("https://one.example"),
    namespace: "ci",
    user: { token: "two" },
  });
});

test("another context than the current one can be asked for", async () => {
  const config = {
    ...whole(),
    contexts: [...context(), { name: "y", context: { cluster: "c", namespace: "y-ns" } }],
  };
  const paths = file("config", config);
  expect(await findAccess({ env: {}, paths, context: "y" })).toMatchObject({ namespace: "y-ns" });
});

test("paths in a file start where it lies", async () => {
  mkdirSync(join(directory, "keys"));
  file("keys/ca.pem", "CA");
  file("keys/cert.pem", "CERT");
  file("keys/key.pem", "KEY");
  const entry = {
    "client-certificate": "keys/cert.pem",
    "client-key": "keys/key.pem",
    tokenFile: "keys/token",
    exec: { command: "./plugin", args: null },
  };
  const paths = file("config", whole(entry, { "certificate-authority": "keys/ca.pem" }));
  expect(await findAccess({ env: {}, paths })).toMatchObject({
    ca: Buffer.from("CA"),
    user: {
      certificate: { cert: Buffer.from("CERT"), key: Buffer.from("KEY") },
      tokenFile: join(directory, "keys/token"),
      exec: { command: join(directory, "plugin") },
    },
  });
  const { users } = await loadConfig({}, file("bare", whole({ exec: { command: "plugin" } })));
  expect(users.get("u")?.exec?.command).toBe("plugin");
});

test("everything else of a cluster and a user is kept", async () => {
  const entry = {
    username: "me",
    password: "p",
    as: "you",
    "as-groups": ["g"],
    "as-user-extra": { k: ["v"] },
  };
  const more = { "tls-server-name": "n", "proxy-url": "socks5://p:1080", "insecure-skip-tls-verify": true };
  expect(await findAccess({ env: {}, paths: file("config", whole(entry, more)) })).toMatchObject({
    insecure: true,
    serverName: "n",
    proxy: new URL("socks5://p:1080"),
    user: {
      basic: { username: "me", password: "p" },
      impersonate: { user: "you", uid: undefined, groups: ["g"], extra: { k: ["v"] } },
    },
  });
});

describe("what is wrong is said:", () => {
  test.each<[string, unknown, string, RegExp]>([
    ["a value of another kind", { clusters: 1 }, "corrupt-state", /config": clusters is not a list$/],
    [
      "a server of another kind",
      { clusters: [{ name: "c", cluster: { server: 1 } }] },
      "corrupt-state",
      /clusters\[0\]\.cluster\.server is not a string$/,
    ],
    ["no object", "[1]", "corrupt-state", /config": it is not an object$/],
    ["no YAML", "a: [b\nc: d", "corrupt-state", /config": yaml: line 2: /],
    ["nothing", "", "not-found", /no configuration has been provided$/],
    [
      "no current context",
      { ...whole(), "current-context": "" },
      "invalid-argument",
      /no context is the current one$/,
    ],
    [
      "a context that is not there",
      { ...whole(), "current-context": "z" },
      "invalid-argument",
      /context was not found for specified context: z$/,
    ],
    [
      "a cluster that is not there",
      { ...whole(), clusters: [] },
      "invalid-argument",
      /cluster "c" of context x has no server defined$/,
    ],
    [
      "a user that is not there",
      { ...whole(), users: [] },
      "invalid-argument",
      /user "u" of context x is not defined$/,
    ],
    [
      "a server that is no URL",
      { ...whole(), clusters: cluster("https://") },
      "invalid-argument",
      /no http or https URL/,
    ],
    [
      "a server of another scheme",
      { ...whole(), clusters: cluster("ftp://x") },
      "invalid-argument",
      /no http or https URL/,
    ],
    [
      "half of a certificate",
      whole({ "client-certificate-data": "eA==" }),
      "invalid-argument",
      /user "u" lacks client-key$/,
    ],
    [
      "data that is not in base64",
      whole({}, { "certificate-authority-data": "-----" }),
      "invalid-argument",
      /certificate-authority-data is not in base64$/,
    ],
    [
      "an authority that is not there",
      whole({}, { "certificate-authority": "/nowhere.pem" }),
      "not-found",
      /unable to read certificate-authority \/nowhere\.pem: no such file or directory$/,
    ],
    [
      "authority and none",
      whole({}, { "certificate-authority-data": "eA==", "insecure-skip-tls-verify": true }),
      "invalid-argument",
      /exclude each other$/,
    ],
    [
      "an old way to log in",
      whole({ "auth-provider": { name: "gcp" } }),
      "unsupported",
      /auth-provider "gcp"/,
    ],
    [
      "groups of nobody",
      whole({ "as-groups": ["g"] }),
      "invalid-argument",
      /impersonates groups without a user/,
    ],
    [
      "a proxy of another scheme",
      whole({}, { "proxy-url": "ftp://x" }),
      "invalid-argument",
      /proxy-url is no URL/,
    ],
  ])("%s", async (_what, content, code, message) => {
    const paths = file("config", content);
    await expect(findAccess({ env: {}, paths })).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  });

  test("a file that is not there", async () => {
    await expect(findAccess({ env: {}, paths: "/nowhere" })).rejects.toMatchObject({
      code: "not-found",
      message: "stat /nowhere: no such file or directory",
    });
  });

  test("nothing of a secret", async () => {
    const paths = file("config", "users:\n- name: u\n  user: {token: [secret-thing}\n");
    await expect(findAccess({ env: {}, paths })).rejects.not.toThrow(/secret-thing/);
  });
});

describe("in a pod", () => {
  const env = { KUBERNETES_SERVICE_HOST: "fd00::1", KUBERNETES_SERVICE_PORT: "443" };

  test("the service account's files are what is needed", async () => {
    file("token", "t");
    file("ca.crt", "CA");
    file("namespace", "ci\n");
    expect(await inClusterAccess(env, directory)).toMatchObject({
      server: new URL("https://[fd00::1]"),
      namespace: "ci",
      ca: Buffer.from("CA"),
      user: { tokenFile: join(directory, "token") },
    });
  });

  test("without them there is no cluster, nor outside", async () => {
    expect(await inClusterAccess(env, directory)).toBeUndefined();
    expect(await inClusterAccess({}, directory)).toBeUndefined();
  });
});
