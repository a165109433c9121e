import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { ContentStore } from "../../buildkit/session/index.js";
import { SlipwayError } from "../../errors/index.js";
import { loadNamedContexts, parseLayoutReference } from "./named-contexts.js";

const cwd = realpathSync(mkdtempSync(join(tmpdir(), "slipway-named-")));
mkdirSync(join(cwd, "dir"));
writeFileSync(join(cwd, "file"), "");
afterAll(() => rmSync(cwd, { recursive: true }));

const digest = `sha256:${"a".repeat(64)}`;
const engineStore = { list: async function* () {} } as unknown as ContentStore;
const asked: unknown[] = [];

function load(contexts: Readonly<Record<string, string>>) {
  let count = 0;
  asked.length = 0;
  return loadNamedContexts({
    contexts: new Map(Object.entries(contexts)),
    cwd,
    nodeIdentifier: "NODE",
    createId: () => `id${++count}`,
    resolveLayout: async (directory, tag) => {
      asked.push([directory, tag]);
      if (tag === "gone") throw new SlipwayError("not-found", "there is no such tag");
      return digest;
    },
    engineImage: async (name, value) => {
      asked.push([name, value]);
      return { digest, store: engineStore };
    },
  });
}

const forward = "moby.buildkit.frontend.contexts+forward";
const query = "moby.buildkit.frontend.gitquerystring+forward";

describe("what goes to the daemon by name", () => {
  test.each([
    ["docker-image://alpine:3", [forward]],
    ["target:base", [forward]],
    ["https://host/file.tar", [forward]],
    ["https://host/r.git#main", [forward]],
    ["https://host/r.git?ref=main", [forward, query]],
    ["git@host:r.git", [forward]],
  ])("%s", async (value, frontendCaps) => {
    const { layouts, directories, ...named } = await load({ x: value });
    expect(named).toEqual({ attrs: { "context:x": value }, frontendCaps });
    expect([layouts, [...directories]]).toEqual([[], []]);
  });
});

test("a directory is synced under its name, which may not be the main context's", async () => {
  const { attrs, directories, frontendCaps } = await load({ x: "dir", context: ".", dockerfile: "./dir/" });
  const base = cwd.split("/").at(-1);
  expect(attrs).toEqual({
    "context:x": "local:x",
    "sharedkey:localdir:x": "dir:NODE",
    "context:context": "local:_context",
    "sharedkey:localdir:_context": `${base}:NODE`,
    "context:dockerfile": "local:_dockerfile",
    "sharedkey:localdir:_dockerfile": "dir:NODE",
  });
  expect([...directories]).toEqual([
    ["x", { kind: "disk", root: join(cwd, "dir") }],
    ["_context", { kind: "disk", root: cwd }],
    ["_dockerfile", { kind: "disk", root: join(cwd, "dir") }],
  ]);
  expect(frontendCaps).toEqual([forward]);
});

describe("an OCI layout", () => {
  test.each([
    ["oci-layout://img", `oci-layout://id1:latest@${digest}`, [[join(cwd, "img"), "latest"]]],
    ["oci-layout://img:v1", `oci-layout://id1:v1@${digest}`, [[join(cwd, "img"), "v1"]]],
    [`oci-layout://img@${digest}`, `oci-layout://id1@${digest}`, []],
    [`oci-layout:///abs/img:v1@${digest}`, `oci-layout://id1:v1@${digest}`, []],
  ])("%s", async (value, attr, questions) => {
    const { attrs, layouts } = await load({ x: value });
    expect(attrs).toEqual({ "context:x": attr });
    expect(layouts.map(({ id }) => id)).toEqual(["id1"]);
    expect(asked).toEqual(questions);
  });

  test("without the tag is refused", async () => {
    await expect(load({ x: "oci-layout://img:gone" })).rejects.toMatchObject({
      code: "not-found",
      message: 'oci-layout reference "oci-layout://img:gone" could not be resolved: there is no such tag',
    });
  });
});

test("an image of the user's engine is served by its digest", async () => {
  const { attrs, layouts } = await load({ a: "oci-layout://img", x: "docker-daemon://app:1" });
  expect(attrs["context:x"]).toBe(`oci-layout://id2@${digest}`);
  expect(layouts[1]).toEqual({ id: "id2", store: engineStore });
  expect(asked[1]).toEqual(["x", "docker-daemon://app:1"]);
});

describe("what is refused", () => {
  test.each([
    ["", "invalid-argument", "failed to get build context x: stat : no such file or directory"],
    ["nowhere", "not-found", "failed to get build context x: stat nowhere: no such file or directory"],
    ["file", "invalid-argument", "failed to get build context path file: not a directory"],
  ])("%j", async (value, code, message) => {
    await expect(load({ x: value })).rejects.toMatchObject({ code, message });
  });
});

test.each([
  ["p", { path: "p" }],
  ["p:t", { path: "p", tag: "t" }],
  ["a:b/p", { path: "a:b/p" }],
  ["C:\\p", { path: "C:\\p" }],
  ["C:/p:t", { path: "C:/p", tag: "t" }],
  [`p:t@${digest}`, { path: "p", tag: "t", digest }],
  [`a@b/p@${digest}`, { path: "a@b/p", digest }],
])("parseLayoutReference(%j)", (text, expected) => {
  expect(parseLayoutReference(text)).toEqual(expected);
});
