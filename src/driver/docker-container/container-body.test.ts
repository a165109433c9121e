import { describe, expect, test } from "vitest";
import type { EngineInfo } from "../../engine/contract/engine.js";
import { type ContainerBodyInput, containerBody } from "./container-body.js";
import { parseContainerOptions } from "./options.js";

function bodyOf(input: Partial<ContainerBodyInput> = {}): Record<string, Record<string, unknown>> {
  return containerBody({
    container: "buildx_buildkit_b0",
    image: "example/buildkit:1",
    options: parseContainerOptions({}),
    flags: ["--debug"],
    hasConfig: false,
    gpus: false,
    ...input,
  }) as Record<string, Record<string, unknown>>;
}

describe("the container of a builder", () => {
  test("is privileged, has an init, and keeps its state in a volume named after it", () => {
    expect(bodyOf()).toEqual({
      Image: "example/buildkit:1",
      Env: [],
      Cmd: ["--debug"],
      HostConfig: {
        Privileged: true,
        Init: true,
        RestartPolicy: { Name: "unless-stopped", MaximumRetryCount: 0 },
        Mounts: [{ Type: "volume", Source: "buildx_buildkit_b0_state", Target: "/var/lib/buildkit" }],
      },
    });
  });

  test("reads its configuration before the user's flags", () => {
    expect(bodyOf({ hasConfig: true }).Cmd).toEqual(["--config", "/etc/buildkit/buildkitd.toml", "--debug"]);
  });

  test("lies below a cgroup of its own under the cgroupfs driver only", () => {
    const options = parseContainerOptions({ "cgroup-parent": "/mine" });
    const parent = (info: EngineInfo, chosen = options) =>
      bodyOf({ info, options: chosen }).HostConfig?.CgroupParent;
    expect(parent({ CgroupDriver: "cgroupfs" })).toBe("/mine");
    expect(parent({ CgroupDriver: "cgroupfs" }, parseContainerOptions({}))).toBe("/docker/buildx");
    expect(parent({ CgroupDriver: "systemd" })).toBeUndefined();
  });

  test("stays in the host's user namespace when the engine maps users", () => {
    const mode = (option: string) => bodyOf({ info: { SecurityOptions: [option] } }).HostConfig?.UsernsMode;
    expect(mode("name=userns")).toBe("host");
    expect(mode("name=seccomp,profile=userns")).toBeUndefined();
  });

  test("gets every GPU there is", () => {
    expect(bodyOf({ gpus: true }).HostConfig?.DeviceRequests).toEqual([
      { Count: -1, Capabilities: [["gpu"]] },
    ]);
  });

  test("sees the GPU's libraries under WSL", () => {
    expect(bodyOf({ wslLibraries: "/usr/lib/wsl" }).HostConfig?.Mounts).toContainEqual({
      Type: "bind",
      Source: "/usr/lib/wsl",
      Target: "/usr/lib/wsl",
      ReadOnly: true,
    });
  });
});

test("a socket directory is bound over the daemon's, and its group may connect unless the user's flags differ", () => {
  const body = bodyOf({
    socketDirectory: { path: "/home/u/.local/state/slipway/x", group: 1000 },
    hasConfig: true,
  });
  expect(body.HostConfig?.Binds).toEqual(["/home/u/.local/state/slipway/x:/run/buildkit"]);
  expect(body.Cmd).toEqual(["--config", "/etc/buildkit/buildkitd.toml", "--group", "1000", "--debug"]);
});

describe("a container that ends by itself", () => {
  const entrypoint = ["/usr/bin/buildkitd-entrypoint"];

  test("has the watch before the image's entry point", () => {
    const body = bodyOf({ options: parseContainerOptions({ "idle-timeout": "1m" }), entrypoint });
    expect(body.Cmd).toEqual(["--debug"]);
    expect(Object.values(body.Entrypoint ?? {}).filter((_, at) => at !== 2)).toEqual([
      ...["/bin/sh", "-c", "watch-daemon", "60", "10"],
      ...entrypoint,
    ]);
    expect(body.HostConfig?.Mounts).toMatchObject([{ Source: "buildx_buildkit_b0_state" }]);
  });

  test("is removed with its state when it is for one client", () => {
    const { HostConfig, Entrypoint } = bodyOf({ options: parseContainerOptions({ ephemeral: "1" }) });
    expect(HostConfig).toMatchObject({
      AutoRemove: true,
      RestartPolicy: { Name: "no" },
      Mounts: [{ Type: "volume", Target: "/var/lib/buildkit" }],
    });
    expect(JSON.stringify(HostConfig)).not.toContain("_state");
    expect(Object.values(Entrypoint ?? {}).at(-1)).toBe("buildkitd");
  });
});
