import { PassThrough } from "node:stream";
import { describe, expect, test, vi } from "vitest";
import type { Engine } from "../../engine/index.js";
import type { DriverInit } from "../contract/driver-factory.js";
import { dockerFactory } from "./docker-driver.js";

function init(engine: Partial<Engine>, more: Partial<DriverInit> = {}): DriverInit {
  return {
    node: "default",
    endpoint: "default",
    engine: async () => engine as Engine,
    options: {},
    flags: [],
    files: new Map(),
    env: {},
    ...more,
  };
}

describe("the docker driver", () => {
  test("can do the least with the classic store, and what a daemon of its own can with containerd's", async () => {
    const driver = await dockerFactory.create(init({}));
    expect(driver.features).toMatchObject({ multiPlatform: false, cacheExport: false, insideEngine: true });
    expect(driver.featuresWith?.([{ other: "label" }])).toBe(driver.features);
    const label = { "org.mobyproject.buildkit.worker.snapshotter": "overlayfs" };
    expect(driver.featuresWith?.([{}, label])).toEqual({
      ociExporter: true,
      dockerExporter: true,
      cacheExport: true,
      multiPlatform: true,
      directPush: true,
      preferImageDigest: true,
      defaultLoad: true,
      insideEngine: true,
      hostGateway: true,
      historyApi: true,
    });
  });

  test("takes no configuration", async () => {
    const files = new Map([["buildkitd.toml", new Uint8Array()]]);
    await expect(dockerFactory.create(init({}, { files }))).rejects.toThrow(
      "setting config file is not supported for docker driver, use dockerd configuration file",
    );
  });

  test("runs as long as the engine answers, and upgrades a connection to it", async () => {
    const stream = new PassThrough();
    const upgrade = vi.fn(async () => stream);
    const driver = await dockerFactory.create(
      init({ version: async () => ({}), release: async () => "23.0.5", upgrade }),
    );
    expect(await driver.status()).toBe("running");
    expect(await driver.version()).toBe("v0.10.6+d52b2d5");
    expect(await driver.connect()).toBe(stream);
    expect(upgrade).toHaveBeenCalledWith("/grpc", "h2c", {});
  });
});
