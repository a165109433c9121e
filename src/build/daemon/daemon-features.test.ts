import { expect, test, vi } from "vitest";
import { ownDaemonFeatures } from "../../driver/contract/driver-features.js";
import { daemonFeatures } from "./daemon-features.js";

const features = { ...ownDaemonFeatures, defaultLoad: false };

test("a daemon of which the driver knows all is not asked", async () => {
  const listWorkers = vi.fn(async () => []);
  expect(await daemonFeatures({ listWorkers }, { features }, {})).toBe(features);
  expect(listWorkers).not.toHaveBeenCalled();
});

test("one whose workers decide is asked for their labels", async () => {
  const listWorkers = vi.fn(async () => [{ labels: { store: "containerd" } }]);
  const featuresWith = vi.fn(() => ({ ...features, defaultLoad: true }));
  const client = { listWorkers } as unknown as Parameters<typeof daemonFeatures>[0];
  expect(await daemonFeatures(client, { features, featuresWith }, {})).toMatchObject({ defaultLoad: true });
  expect(featuresWith).toHaveBeenCalledWith([{ store: "containerd" }]);
});
