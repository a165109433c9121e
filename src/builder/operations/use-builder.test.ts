import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { testEnvironment } from "../../../test/support/build/run-build.js";
import { useBuilder } from "./use-builder.js";

function environment() {
  const env = testEnvironment();
  const meta = join(String(env.DOCKER_CONFIG), "contexts", "meta", "far".repeat(4));
  mkdirSync(meta, { recursive: true });
  const endpoints = { docker: { Host: "unix:///nowhere.sock" } };
  writeFileSync(join(meta, "meta.json"), JSON.stringify({ Name: "far", Metadata: {}, Endpoints: endpoints }));
  return { ...env, DOCKER_HOST: undefined, DOCKER_CONTEXT: "far" };
}

test.each([
  ["default", "invalid-argument", "run `docker context use default` to switch to default context"],
  [
    "nobody",
    "not-found",
    /^failed to find instance "nobody": open .*instances.nobody: no such file or directory$/,
  ],
  ["no/body", "not-found", /^failed to find instance "no\/body": invalid name no\/body, /],
])("%s is not a builder to use", async (name, code, message) => {
  await expect(useBuilder(name, { env: environment() })).rejects.toMatchObject({
    code,
    message: typeof message === "string" ? message : expect.stringMatching(message),
  });
});

test("another docker context is switched to with docker, the current one ends a selection", async () => {
  const env = environment();
  await useBuilder("far", { env });
  await expect(useBuilder("far", { env: { ...env, DOCKER_CONTEXT: "default" } })).rejects.toMatchObject({
    code: "invalid-argument",
    message: "run `docker context use far` to switch to context far",
  });
});
