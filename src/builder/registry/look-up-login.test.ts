import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { LookUpLogin } from "./login-types.js";
import { credentialsLookUp } from "./look-up-login.js";

let configDir = "";
beforeAll(() => {
  configDir = mkdtempSync(join(tmpdir(), "slipway-login-"));
  const auth = Buffer.from("configured:secret").toString("base64");
  writeFileSync(join(configDir, "config.json"), JSON.stringify({ auths: { "registry.test": { auth } } }));
});
afterAll(() => rmSync(configDir, { recursive: true, force: true }));

const lookUp = (credentials?: LookUpLogin) =>
  credentialsLookUp(credentials, { env: {}, configDir })("registry.test", []);

test("the function comes before the Docker configuration", async () => {
  expect(await lookUp((host) => ({ username: host, password: "p" }))).toEqual({
    username: "registry.test",
    secret: "p",
  });
  expect(await lookUp(async () => ({ identityToken: "t" }))).toMatchObject({ username: "", secret: "t" });
  expect(await lookUp(() => ({ registryToken: "r" }))).toMatchObject({ registryToken: "r" });
});

test("undefined asks the configuration, null goes without a login", async () => {
  const configured = { username: "configured", secret: "secret" };
  expect(await lookUp()).toMatchObject(configured);
  expect(await lookUp(() => undefined)).toMatchObject(configured);
  expect(await lookUp(() => null)).toEqual({ username: "", secret: "" });
});

test("what a failing function threw is not repeated", async () => {
  const failing = lookUp(() => {
    throw new Error("hunter2");
  });
  await expect(failing).rejects.toMatchObject({
    code: "auth-failed",
    message: "the function that provides credentials for registry.test failed",
  });
});
