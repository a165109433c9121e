import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { DockerConfig } from "../endpoint/docker-config.js";
import { helperFor } from "./credential-source.js";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "slipway-helpers-"));
});
afterEach(() => rm(directory, { recursive: true }));

async function put(...programs: string[]): Promise<void> {
  for (const program of programs) {
    await writeFile(join(directory, program), "");
    await chmod(join(directory, program), 0o755);
  }
}

const empty: DockerConfig = {
  path: "",
  auths: {},
  credHelpers: {},
  httpHeaders: {},
  proxies: {},
  pruneFilters: [],
  raw: {},
};
const helperOn = (platform: NodeJS.Platform, variable = "PATH") =>
  helperFor(empty, "registry.example", { [variable]: directory }, platform);

test("each platform has a helper of its own, if it is installed", async () => {
  expect(await helperOn("darwin")).toBeUndefined();
  await put(
    "docker-credential-osxkeychain",
    "docker-credential-wincred.exe",
    "docker-credential-secretservice",
  );
  expect(await helperOn("darwin")).toBe("osxkeychain");
  expect(await helperOn("win32")).toBe("wincred");
  expect(await helperOn("win32", "Path")).toBe("wincred");
  expect(await helperOn("linux")).toBe("secretservice");
});

test("Linux prefers pass where it is", async () => {
  await put("pass", "docker-credential-pass", "docker-credential-secretservice");
  expect(await helperOn("linux")).toBe("pass");
});

test("on Windows a helper is a program with its ending", async () => {
  await put("docker-credential-wincred");
  expect(await helperOn("win32")).toBeUndefined();
});
