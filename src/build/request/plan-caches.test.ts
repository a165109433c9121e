import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { cacheEntries } from "../attributes/cache.js";
import { planCacheExports, planCacheImports } from "./plan-caches.js";

const cwd = mkdtempSync(join(tmpdir(), "slipway-caches-"));
afterAll(() => rmSync(cwd, { recursive: true }));
const digest = `sha256:${"a".repeat(64)}`;
const gone = `sha256:${"b".repeat(64)}`;

function layout(name: string, manifests: unknown): void {
  mkdirSync(join(cwd, name, "blobs/sha256"), { recursive: true });
  writeFileSync(join(cwd, name, "index.json"), JSON.stringify({ manifests }));
  writeFileSync(join(cwd, name, "blobs", digest.replace(":", "/")), "{}");
}
const tagged = (tag: string, value: string) => ({
  digest: value,
  annotations: { "org.opencontainers.image.ref.name": tag },
});
layout("cache", [{ digest: gone }, tagged("old", gone), tagged("latest", digest), tagged("v1", digest)]);
layout("untagged", [{ digest }]);
writeFileSync(join(cwd, "plain"), "");
mkdirSync(join(cwd, "broken"));
writeFileSync(join(cwd, "broken/index.json"), "{");

type Env = Readonly<Record<string, string | undefined>>;

async function planned(kind: "to" | "from", written: readonly string[], env: Env = {}) {
  const warnings: string[] = [];
  const plan = kind === "to" ? planCacheExports : planCacheImports;
  const environment = { env, cwd, warn: (message: string) => warnings.push(message) };
  return { ...(await plan(cacheEntries(written), environment)), warnings };
}

describe("--cache-to", () => {
  test.each([
    ["user/app:cache", { type: "registry", attrs: { ref: "user/app:cache" } }],
    ["type=registry,ref=r,mode=max", { type: "registry", attrs: { ref: "r", mode: "max" } }],
    ["type=inline", { type: "inline", attrs: {} }],
    ["type=azblob,name=n", { type: "azblob", attrs: { name: "n" } }],
  ])("%s goes to the daemon as it is", async (written, entry) => {
    expect(await planned("to", [written])).toEqual({ entries: [entry], local: [], warnings: [] });
  });

  test.each([
    ["type=local,dest=new/one", "latest", false, "new/one"],
    ["type=local,dest=new/two,tag=t", "t", false, "new/two"],
    ["type=local,dest=new/three,reset=true", "latest", true, "new/three"],
    ["type=local,dest=new/four,reset=false", "latest", false, "new/four"],
  ])("%s has its directory made and served", async (written, tag, reset, dest) => {
    const { entries, local } = await planned("to", [written]);
    expect(local).toEqual([{ store: `local:${dest}`, directory: join(cwd, dest), tag, reset }]);
    expect(entries).toMatchObject([{ type: "local", attrs: { dest } }]);
    expect(statSync(join(cwd, dest)).isDirectory()).toBe(true);
  });

  test.each([
    ["type=registry", "registry cache exporter requires ref"],
    ["type=local", "local cache exporter requires dest"],
    ["type=local,dest=plain", "mkdir plain: not a directory"],
  ])("%s is refused", async (written, message) => {
    await expect(planned("to", [written])).rejects.toMatchObject({ code: "invalid-argument", message });
  });

  test("a directory that cannot be made is told as it was written", async () => {
    await expect(planned("to", ["type=local,dest=plain/below"])).rejects.toThrow("mkdir plain/below");
  });
});

describe("--cache-from", () => {
  test.each([
    ["user/app:cache", { type: "registry", attrs: { ref: "user/app:cache" } }],
    ["type=azblob,name=n", { type: "azblob", attrs: { name: "n" } }],
  ])("%s goes to the daemon as it is", async (written, entry) => {
    expect(await planned("from", [written])).toEqual({ entries: [entry], local: [], warnings: [] });
  });

  test.each([
    ["type=local,src=cache", "cache"],
    ["type=local,src=cache,tag=v1", "cache"],
    [`type=local,src=untagged,digest=${digest}`, "untagged"],
    [`type=local,src=broken/../cache,digest=${digest}`, "broken/../cache"],
  ])("%s is served", async (written, src) => {
    const { entries, local, warnings } = await planned("from", [written]);
    expect(local).toEqual([{ store: `local:${src}`, directory: join(cwd, src), tag: "", reset: false }]);
    expect(entries).toMatchObject([{ type: "local", attrs: { src, digest } }]);
    expect(warnings).toEqual([]);
  });

  test.each([
    ["type=local,src=nowhere", /^local cache import at nowhere not found due to err: .*nowhere\/index\.json/],
    ["type=local,src=broken", /^local cache import at broken skipped due to err: /],
    ["type=local,src=untagged", /^local cache import at untagged skipped: no digest found for tag latest$/],
    ["type=local,src=cache,tag=v2", /^local cache import at cache skipped: no digest found for tag v2$/],
    ["type=local,src=cache,tag=old", `local cache import at cache skipped: digest ${gone} unavailable`],
    [`type=local,src=nowhere,digest=${digest}`, `digest ${digest} unavailable`],
  ])("%s is left out with a warning", async (written, warning) => {
    const { entries, local, warnings } = await planned("from", [written]);
    expect([entries, local]).toEqual([[], []]);
    expect(warnings).toEqual([
      typeof warning === "string" ? expect.stringContaining(warning) : expect.stringMatching(warning),
    ]);
  });

  test.each([
    ["type=registry", "registry cache importer requires ref"],
    ["type=local", "local cache importer requires src"],
  ])("%s is refused", async (written, message) => {
    await expect(planned("from", [written])).rejects.toMatchObject({ code: "invalid-argument", message });
  });
});

describe("type=gha, in both directions", () => {
  const token = { ACTIONS_RUNTIME_TOKEN: "T" };
  const old = { ...token, ACTIONS_CACHE_URL: "https://cache/" };
  const results = { ...token, ACTIONS_RESULTS_URL: "https://results/" };
  test.each<[string, Env, Record<string, string> | undefined]>([
    ["type=gha", {}, undefined],
    ["type=gha", token, undefined],
    ["type=gha", { ACTIONS_CACHE_URL: "https://cache/" }, undefined],
    ["type=gha", old, { token: "T", url: "https://cache/" }],
    ["type=gha", results, { token: "T", url: "https://results/" }],
    [
      "type=gha",
      { ...old, ...results, ACTIONS_CACHE_SERVICE_V2: "true" },
      { token: "T", url: "https://cache/", url_v2: "https://results/" },
    ],
    [
      "type=gha",
      { ...old, ...results, ACTIONS_CACHE_SERVICE_V2: "no" },
      { token: "T", url: "https://cache/" },
    ],
    [
      "type=gha,version=2",
      results,
      { version: "2", token: "T", url: "https://results/", url_v2: "https://results/" },
    ],
    [
      "type=gha,version=1",
      { ...results, ACTIONS_CACHE_SERVICE_V2: "1" },
      { version: "1", token: "T", url: "https://results/" },
    ],
    ["type=gha,token=t,url=u", results, { token: "t", url: "u" }],
    ["type=gha,token=t,url_v2=u,version=2", {}, { token: "t", url_v2: "u", version: "2" }],
    ["type=gha,scope=s", old, { scope: "s", token: "T", url: "https://cache/" }],
  ])("%s with %j", async (written, env, attrs) => {
    const entries = attrs === undefined ? [] : [{ type: "gha", attrs }];
    expect((await planned("to", [written], env)).entries).toEqual(entries);
    expect((await planned("from", [written], env)).entries).toEqual(entries);
  });
});

describe("type=s3", () => {
  const file = join(cwd, "credentials");
  writeFileSync(
    file,
    [
      "[default]",
      "aws_access_key_id = FILE",
      "aws_secret_access_key=HIDDEN ",
      "[profile other]",
      "aws_access_key_id = OTHER",
      "aws_secret_access_key = MORE",
      "aws_session_token = SESSION",
      "[half]",
      "aws_access_key_id = HALF",
    ].join("\n"),
  );
  const keys = (access_key_id: string, secret_access_key: string, session_token?: string) => ({
    access_key_id,
    secret_access_key,
    ...(session_token === undefined ? {} : { session_token }),
  });
  const variables = { AWS_ACCESS_KEY_ID: "ENV", AWS_SECRET_ACCESS_KEY: "VALUE" };
  const shared = { AWS_SHARED_CREDENTIALS_FILE: file };
  test.each<[string, Env, Record<string, string>]>([
    ["", variables, keys("ENV", "VALUE")],
    ["", { ...variables, AWS_SESSION_TOKEN: "S" }, keys("ENV", "VALUE", "S")],
    ["", { ...shared, ...variables }, keys("ENV", "VALUE")],
    ["", { ...shared, AWS_ACCESS_KEY_ID: "ENV" }, keys("FILE", "HIDDEN")],
    ["", shared, keys("FILE", "HIDDEN")],
    ["", { ...shared, AWS_PROFILE: "other" }, keys("OTHER", "MORE", "SESSION")],
    ["", { ...shared, AWS_PROFILE: "half" }, {}],
    ["", { ...shared, AWS_PROFILE: "none" }, {}],
    ["", { HOME: cwd }, {}],
    [",access_key_id=A,secret_access_key=B", { ...variables, AWS_SESSION_TOKEN: "S" }, keys("A", "B")],
    [",access_key_id=A", variables, keys("ENV", "VALUE")],
  ])("%s with %j", async (written, env, attrs) => {
    const { entries } = await planned("to", [`type=s3,bucket=b${written}`], env);
    expect(entries).toEqual([{ type: "s3", attrs: { bucket: "b", ...attrs } }]);
  });
});
