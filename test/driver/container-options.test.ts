import { expect, test } from "vitest";
import { engineGet, engineRequest, inspectContainer, lab, onCleanup } from "../support/index.js";
import { makeDriver } from "./support.js";

test("every option of the driver reaches the container", async () => {
  const network = `slipway-test-${process.pid}`;
  await engineRequest("POST", "/networks/create", { Name: network });
  onCleanup(async () => void (await engineRequest("DELETE", `/networks/${network}`)));
  const { driver, container, volume } = await makeDriver("options", {
    options: {
      image: lab.image,
      network,
      memory: "512m",
      "memory-swap": "1g",
      "cpu-period": "50000",
      "cpu-quota": "40000",
      "cpu-shares": "512",
      "cpuset-cpus": "0",
      "cpuset-mems": "0",
      "cgroup-parent": "/docker/slipway-test",
      "restart-policy": "on-failure:4",
      "env.SLIPWAY_ONE": "1",
      "env.SLIPWAY_TWO": "a=b c",
      "default-load": "true",
      "provenance-add-gha": "false",
    },
    flags: ["--debug"],
    files: new Map([["buildkitd.toml", Buffer.from("debug = true\n")]]),
  });
  await driver.boot();
  expect(driver.features.defaultLoad).toBe(true);

  const info = await engineGet<{ CgroupDriver: string }>("/info");
  expect(await inspectContainer(container)).toMatchObject({
    State: { Running: true },
    Config: {
      Image: lab.image,
      Cmd: ["--config", "/etc/buildkit/buildkitd.toml", "--debug"],
      Env: expect.arrayContaining(["SLIPWAY_ONE=1", "SLIPWAY_TWO=a=b c"]),
    },
    HostConfig: {
      Privileged: true,
      Init: true,
      NetworkMode: network,
      Memory: 512 * 2 ** 20,
      MemorySwap: 2 ** 30,
      CpuPeriod: 50_000,
      CpuQuota: 40_000,
      CpuShares: 512,
      CpusetCpus: "0",
      CpusetMems: "0",
      CgroupParent: info?.CgroupDriver === "cgroupfs" ? "/docker/slipway-test" : "",
      RestartPolicy: { Name: "on-failure", MaximumRetryCount: 4 },
    },
    Mounts: [{ Type: "volume", Name: volume, Destination: "/var/lib/buildkit" }],
    NetworkSettings: { Networks: { [network]: expect.anything() } },
  });
});

test("without options the container restarts unless stopped and lies below /docker/buildx", async () => {
  const { driver, container } = await makeDriver("defaults");
  await driver.boot();
  const info = await engineGet<{ CgroupDriver: string }>("/info");
  expect(await inspectContainer(container)).toMatchObject({
    HostConfig: {
      Memory: 0,
      CgroupParent: info?.CgroupDriver === "cgroupfs" ? "/docker/buildx" : "",
      RestartPolicy: { Name: "unless-stopped", MaximumRetryCount: 0 },
    },
  });
});

test("files of the builder lie in /etc/buildkit before the daemon starts", async () => {
  const event = new URL("./fixtures/event.json", import.meta.url).pathname;
  const { driver, engine, container } = await makeDriver("files", {
    files: new Map([
      [
        "buildkitd.toml",
        Buffer.from('[registry."r.example"]\n  ca = ["/etc/buildkit/certs/r.example/ca.pem"]\n'),
      ],
      ["certs/r.example/ca.pem", Buffer.from("certificate\n")],
    ]),
    env: { GITHUB_ACTIONS: "true", GITHUB_EVENT_NAME: "push", GITHUB_EVENT_PATH: event },
  });
  await driver.boot();
  const read = (path: string) => engine.exec(container, ["cat", path]);
  expect((await read("/etc/buildkit/certs/r.example/ca.pem")).stdout).toBe("certificate\n");
  expect(JSON.parse((await read("/etc/buildkit/provenance.d/github_actions_context.json")).stdout)).toEqual({
    github_event_name: "push",
    github_event_payload: { ref: "refs/heads/main" },
  });
});
