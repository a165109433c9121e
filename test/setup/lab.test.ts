import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { busyboxPath, engineGet, inspectImage, lab, runBuildx, runImage } from "../support/index.js";

test("the engine speaks API 1.41 or newer", async () => {
  const version = await engineGet<{ ApiVersion: string }>("/version");
  const [major = 0, minor = 0] = (version?.ApiVersion ?? "").split(".").map(Number);
  expect(major * 1000 + minor).toBeGreaterThanOrEqual(1041);
});

test("the engine has the builder image", async () => {
  expect(await inspectImage(lab.image)).toBeDefined();
});

test("the builder image's buildctl fails where no daemon answers", async () => {
  // Boots wait for that question to be answered; a stand-in that is content with less ends them too early.
  await expect(runImage(lab.image, ["debug", "workers"], "buildctl")).rejects.toThrow("exited with 1");
});

test("the registry answers", async () => {
  const response = await fetch(`http://${lab.registry}/v2/`);
  expect(response.status).toBe(200);
});

test("docker-buildx is there to compare with", async () => {
  const { code, stdout } = await runBuildx(["version"]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining("buildx") });
});

test.each(["amd64", "arm64"])("busybox for %s is a static program", (architecture) => {
  expect(readFileSync(busyboxPath(architecture)).subarray(0, 4).toString("latin1")).toBe("\x7fELF");
});
