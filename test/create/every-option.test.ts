import { describe, expect, test } from "vitest";
import {
  builderName,
  busyboxContext,
  containerName,
  createBuilder,
  engineGet,
  engineRequest,
  inspectContainer,
  lab,
  onCleanup,
  runSlipway,
} from "../support/index.js";

interface HostConfig {
  readonly [key: string]: unknown;
  readonly RestartPolicy: { readonly Name: string; readonly MaximumRetryCount: number };
}

describe("create", () => {
  test("with every option of the driver makes a container that has them all", async () => {
    const network = builderName("net");
    await engineRequest("POST", "/networks/create", { Name: network });
    onCleanup(async () => void (await engineRequest("DELETE", `/networks/${network}`)));
    const builder = await createBuilder("every", {
      driverOptions: {
        memory: "1g",
        "memory-swap": "2g",
        "cpu-quota": "150000",
        "cpu-period": "100000",
        "cpu-shares": "512",
        "cpuset-cpus": "0",
        "cpuset-mems": "0",
        "default-load": "true",
        network,
        "cgroup-parent": "/docker/every",
        "restart-policy": "on-failure:3",
        "env.FOO": "bar",
      },
    });
    const container = (await inspectContainer(containerName(builder))) as unknown as {
      Config: { Image: string; Env: string[] };
      HostConfig: HostConfig;
    };
    expect(container.Config.Image).toBe(lab.image);
    expect(container.Config.Env).toContain("FOO=bar");
    expect(container.HostConfig).toMatchObject({
      Memory: 2 ** 30,
      MemorySwap: 2 ** 31,
      CpuQuota: 150_000,
      CpuPeriod: 100_000,
      CpuShares: 512,
      CpusetCpus: "0",
      CpusetMems: "0",
      NetworkMode: network,
      RestartPolicy: { Name: "on-failure", MaximumRetryCount: 3 },
      Privileged: true,
      Init: true,
    });
    const { CgroupDriver } = (await engineGet<{ CgroupDriver: string }>("/info")) ?? { CgroupDriver: "" };
    expect(container.HostConfig.CgroupParent).toBe(CgroupDriver === "cgroupfs" ? "/docker/every" : "");
    // default-load leaves no trace in the container: it shows in what a build does.
    const built = await runSlipway(["build", "--builder", builder, busyboxContext("FROM base\n")]);
    expect(built.stderr).toContain("importing to docker");
  });

  test("with a network of the engine puts the container into that network", async () => {
    const network = "foonet";
    const existed =
      (await engineRequest("POST", "/networks/create", { Name: network, CheckDuplicate: true })).status ===
      409;
    if (!existed) onCleanup(async () => void (await engineRequest("DELETE", `/networks/${network}`)));
    const builder = await createBuilder("foonet", { driverOptions: { network } });
    const container = (await inspectContainer(containerName(builder))) as unknown as {
      NetworkSettings: { Networks: Record<string, unknown> };
    };
    expect(Object.keys(container.NetworkSettings.Networks)).toEqual([network]);
  });

  test.each([
    ["an unknown option", "frobnicate=1", "invalid driver option frobnicate for docker-container driver"],
    ["a size that is none", "memory=lots", "memory"],
    ["a number that is none", "cpu-quota=fast", "cpu-quota"],
  ])("refuses %s and creates nothing", async (_name, option, words) => {
    const name = builderName("refused");
    const result = await runSlipway(["create", "--name", name, "--driver-opt", option]);
    expect(result.code).toBe(1);
    expect(result.stderr).toContain(words);
    expect(result.stderr.split("\n").filter((line) => line.startsWith("ERROR:"))).toHaveLength(1);
    expect((await runSlipway(["ls"])).stdout).not.toContain(name);
    expect(await inspectContainer(containerName(name))).toBeUndefined();
  });

  test("refuses a name that is taken", async () => {
    const name = await createBuilder("taken", { bootstrap: false });
    const result = await runSlipway(["create", "--name", name]);
    expect(result.code).toBe(1);
    expect(result.stderr).toContain(`existing instance for "${name}" but no append mode`);
  });

  test("with an image that cannot be pulled and is not there says so", async () => {
    const name = builderName("noimage");
    const args = [
      "create",
      "--name",
      name,
      "--driver-opt",
      "image=localhost:5000/no/such/image:x",
      "--bootstrap",
    ];
    const result = await runSlipway(args);
    expect(result.code).toBe(1);
    expect(result.stderr).toContain("localhost:5000/no/such/image:x");
    expect(await inspectContainer(containerName(name))).toBeUndefined();
  });
});
