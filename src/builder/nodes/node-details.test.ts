import { expect, test, vi } from "vitest";
import type { BuildKitClient } from "../../buildkit/client/index.js";
import type { Driver } from "../../driver/contract/driver.js";
import { ownDaemonFeatures } from "../../driver/contract/driver-features.js";
import { SlipwayError } from "../../errors/index.js";
import type { ConnectionLease } from "../connections/connection-pool.js";
import { loadNodeDetails } from "./node-details.js";

const features = { ...ownDaemonFeatures, defaultLoad: false };

function worker(id: string, architecture: string, labels: Record<string, string> = {}) {
  const platform = { os: "linux", architecture, variant: "", osVersion: "", osFeatures: [] };
  return { id, labels, platforms: [platform], gcPolicy: [], cdiDevices: [] };
}

function details(driver: Partial<Driver>, info: () => Promise<string | undefined>) {
  const release = vi.fn();
  const client = {
    listWorkers: async () => [
      worker("w2", "amd64", { a: "1" }),
      worker("w1", "arm64"),
      worker("w3", "amd64"),
    ],
    info,
  } as unknown as BuildKitClient;
  const whole = { name: "fake", features, ...driver } as Driver;
  const lease = { client, release } as unknown as ConnectionLease;
  return { release, loading: loadNodeDetails(whole, Promise.resolve(lease)) };
}

test("a node is what its workers are together", async () => {
  const { loading, release } = details({}, async () => "v0.20.0");
  expect(await loading).toMatchObject({
    version: "v0.20.0",
    workerIds: ["w1", "w2", "w3"],
    platforms: [{ architecture: "amd64" }, { architecture: "arm64" }],
    labels: { a: "1" },
    features: { "Multi-platform build": true, "Direct push": true },
  });
  expect((await loading).features).not.toHaveProperty("Prefer image digest");
  expect(release).toHaveBeenCalledOnce();
});

test("its features are those its workers' labels make them", async () => {
  const featuresWith = vi.fn(() => ({ ...features, multiPlatform: false, preferImageDigest: true }));
  const { loading } = details({ featuresWith }, async () => undefined);
  expect((await loading).features).toMatchObject({
    "Multi-platform build": false,
    "Prefer image digest": true,
  });
  expect(featuresWith).toHaveBeenCalledWith([{ a: "1" }, {}, {}]);
});

test("a daemon that cannot tell its version has its driver's word", async () => {
  const unknown = () => Promise.reject(new SlipwayError("build-failed", "Unimplemented"));
  const { loading } = details({ version: async () => "v0.8.2" }, unknown);
  expect((await loading).version).toBe("v0.8.2");
});

test("a connection that breaks is no old daemon", async () => {
  const lost = new SlipwayError("connection-lost", "cut");
  const { loading, release } = details({ version: async () => "v0" }, () => Promise.reject(lost));
  await expect(loading).rejects.toBe(lost);
  expect(release).toHaveBeenCalledOnce();
});
