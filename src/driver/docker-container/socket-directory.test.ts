import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { hostname, release, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Engine, EngineInfo } from "../../engine/contract/engine.js";
import type { ContainerPlan } from "./container-plan.js";
import { parseContainerOptions } from "./options.js";
import { makeSocketDirectory, removeSocketDirectory, socketDirectoriesOf } from "./socket-directory.js";

const here: EngineInfo = { KernelVersion: release(), Name: hostname(), SecurityOptions: ["name=seccomp"] };
let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "slipway-state-"));
  vi.spyOn(process as { geteuid(): number }, "geteuid").mockReturnValue(1000);
});

afterEach(() => {
  vi.restoreAllMocks();
  rmSync(home, { recursive: true });
});

function planOf(change: Partial<ContainerPlan> & { host?: string; user?: string } = {}): ContainerPlan {
  const { host = "unix:///var/run/docker.sock", user = "", ...rest } = change;
  const engine = { endpoint: { host }, inspectImage: async () => ({ Config: { User: user } }) };
  return {
    engine: engine as unknown as Engine,
    container: "buildx_buildkit_b0",
    options: parseContainerOptions({}),
    flags: [],
    files: new Map(),
    env: { XDG_STATE_HOME: home },
    ...rest,
  };
}

test.runIf(process.platform === "linux")(
  "a container's directory is its user's alone, and found by its name",
  async () => {
    const made = await makeSocketDirectory(planOf(), here);
    if (made === undefined) throw new Error("no directory was made");
    expect(statSync(made.path).mode & 0o777).toBe(0o700);
    expect(made.group).toBe(process.getegid?.());
    expect(await socketDirectoriesOf(planOf())).toEqual([{ path: made.path }]);
    expect(await socketDirectoriesOf(planOf({ container: "other" }))).toEqual([]);
    expect(await socketDirectoriesOf(planOf({ host: "unix:///run/other.sock" }))).toEqual([]);
    await removeSocketDirectory(made);
    expect(readdirSync(join(home, "slipway"))).toEqual([]);
  },
);

const config = (text: string) => new Map([["buildkitd.toml", Buffer.from(text)]]);

test.each<[string, Parameters<typeof planOf>[0], EngineInfo | undefined]>([
  ["an engine at a TCP address", { host: "tcp://127.0.0.1:2375" }, here],
  ["an engine with another kernel", {}, { ...here, KernelVersion: "5.0.0-desktop" }],
  ["an engine on a machine with another name", {}, { ...here, Name: "docker-desktop" }],
  ["an engine that does not say what it is", {}, undefined],
  ["an engine without root", {}, { ...here, SecurityOptions: ["name=rootless"] }],
  ["an engine that maps users", {}, { ...here, SecurityOptions: ["name=userns"] }],
  ["the transport exec", { options: parseContainerOptions({ transport: "exec" }) }, here],
  ["a daemon with a group of its own", { flags: ["--group=users"] }, here],
  ["a daemon that listens elsewhere", { flags: ["--addr", "tcp://0.0.0.0:1234"] }, here],
  ["a configuration of the listener", { files: config("debug = true\n[grpc]\n  gid = 5\n") }, here],
  ["an image whose daemon is not root", { user: "1000:1000" }, here],
  [
    "a state directory whose path is too long for a socket",
    { env: { XDG_STATE_HOME: `${tmpdir()}/${"x".repeat(100)}` } },
    here,
  ],
])("there is none with %s", async (_name, change, info) => {
  expect(await makeSocketDirectory(planOf(change), info)).toBeUndefined();
});

test("there is none for root", async () => {
  vi.spyOn(process as { geteuid(): number }, "geteuid").mockReturnValue(0);
  expect(await makeSocketDirectory(planOf(), here)).toBeUndefined();
});
