import { expect, test } from "vitest";
import { ConnectionPool } from "../../builder/index.js";
import type { BuilderNode } from "../../builder/types.js";
import type { Driver } from "../../driver/contract/driver.js";
import { SlipwayError } from "../../errors/index.js";
import { EarlyStreams } from "./early-streams.js";
import { withDaemon } from "./with-daemon.js";

const restarting = new SlipwayError("engine-error", "Container 1f021f is restarting");
const ended = new SlipwayError(
  "daemon-exited",
  "builder container b0 exited with code 1 while it was in use",
);

/** A node whose daemon answers its boot and can never be reached: no real one dies just then when asked to. */
function nodeThatDies(connectError: Error, explanation: SlipwayError | undefined): BuilderNode {
  const driver: Pick<Driver, "boot" | "connect" | "explainLoss"> = {
    boot: async () => undefined,
    connect: () => Promise.reject(connectError),
    explainLoss: async () => explanation,
  };
  return { name: "b0", driver } as unknown as BuilderNode;
}

const access = { connections: new ConnectionPool(), early: new EarlyStreams() };
const never = () => Promise.reject(new Error("there is no connection to use"));

test.each([
  ["a daemon that ends right after its boot is told as such", restarting, ended, ended],
  ["one that nothing is known of fails with what the engine said", restarting, undefined, restarting],
  [
    "a signal that fires then is no end of the daemon",
    new SlipwayError("canceled", "called off"),
    ended,
    { code: "canceled" },
  ],
])("%s", async (_behaviour, connectError, explanation, expected) => {
  await expect(withDaemon(nodeThatDies(connectError, explanation), access, never)).rejects.toMatchObject(
    expected,
  );
});
