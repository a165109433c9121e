import { expect, test } from "vitest";
import { KubeClient } from "../../../kube/index.js";
import { explainLoss } from "./explain-loss.js";
import type { ContainerStatus, Pod } from "./pod.js";

/** Nobody answers for the last lines of a container. */
const access = {
  server: new URL("http://127.0.0.1:1"),
  namespace: "ci",
  user: {},
  ...{ ca: undefined, insecure: false, serverName: undefined, proxy: undefined },
};
const place = { client: new KubeClient(access, {}), namespace: "ci" };
const connected = { name: "p", restarts: 1 };

function pod(container: Partial<ContainerStatus>, more: object = {}): Pod {
  const containerStatuses = [{ name: "buildkitd", restartCount: 1, ...container }];
  return { metadata: { name: "p" }, status: { phase: "Running", containerStatuses, ...more } };
}

const lost = (pods: readonly Pod[]) => explainLoss(place, pods, connected, undefined);

test.each<[string, readonly Pod[], string, RegExp]>([
  ["is gone", [], "daemon-exited", /^pod p was removed while it was in use$/],
  [
    "was evicted",
    [pod({}, { phase: "Failed", reason: "Evicted", message: "low on memory" })],
    "daemon-exited",
    /^pod p was removed while it was in use \(Evicted: low on memory\)$/,
  ],
  [
    "has ended",
    [pod({ state: { terminated: { exitCode: 2, reason: "Error" } } })],
    "daemon-exited",
    /^the daemon in pod p exited with code 2 while it was in use$/,
  ],
  [
    "has ended and runs again",
    [pod({ restartCount: 2, state: { running: {} }, lastState: { terminated: { exitCode: 1 } } })],
    "daemon-exited",
    /exited with code 1/,
  ],
  [
    "ran out of memory",
    [pod({ restartCount: 2, lastState: { terminated: { exitCode: 137, reason: "OOMKilled" } } })],
    "out-of-memory",
    /ran out of its memory$/,
  ],
])("a pod that %s is told", async (_what, pods, code, message) => {
  expect(await lost(pods)).toMatchObject({ code, message: expect.stringMatching(message) });
});

test("a pod that runs as it did says nothing", async () => {
  expect(await lost([pod({ state: { running: {} } })])).toBeUndefined();
  expect(await lost([pod({ lastState: { terminated: { exitCode: 1 } } })])).toBeUndefined();
});
