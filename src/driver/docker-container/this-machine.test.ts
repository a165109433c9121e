import { hostname, release } from "node:os";
import { expect, test } from "vitest";
import type { Engine } from "../../engine/contract/engine.js";
import { isThisMachine, mayShareKernel } from "./this-machine.js";

const engineAt = (host: string) => ({ endpoint: { host } }) as unknown as Engine;
const info = { Name: hostname(), KernelVersion: release(), SecurityOptions: [] };

test.each([
  ["linux", "unix:///var/run/docker.sock", true],
  ["linux", "tcp://127.0.0.1:2375", false],
  ["darwin", "unix:///var/run/docker.sock", false],
  ["win32", "npipe:////./pipe/docker_engine", false],
] as const)("on %s, the containers of the engine at %s may be processes here: %s", (platform, host, may) => {
  expect(mayShareKernel(engineAt(host), platform)).toBe(may);
});

test("an engine is on this machine when name and kernel are its own, on Linux alone", () => {
  expect(isThisMachine(info, "linux")).toBe(true);
  expect(isThisMachine({ ...info, Name: "docker-desktop" }, "linux")).toBe(false);
  expect(isThisMachine({ ...info, KernelVersion: "5.0.0" }, "linux")).toBe(false);
  expect(isThisMachine(info, "darwin")).toBe(false);
});
