import { createServer } from "node:net";
import { pipeline } from "node:stream";
import { expect, test } from "vitest";
import { openBuildKit } from "../../src/buildkit/client/index.js";
import { onCleanup } from "../support/index.js";
import { makeDriver } from "./support.js";

const sharesHost = process.getuid?.() === 0 && (process.env.SLIPWAY_TEST_ENGINE ?? "").startsWith("unix:");

test.skipIf(!sharesHost)("a daemon on this machine is reached at its socket, past the engine", async () => {
  const { driver, engine, container } = await makeDriver("direct");
  await driver.boot();
  const { State } = await engine.inspectContainer(container);
  await engine.exec(container, ["rm", "-f", "/run/buildkit/buildkitd.sock"]);

  // Whatever daemon the image has: at this place in the container the test listens, and leads on to it.
  let connections = 0;
  const relay = createServer(async (socket) => {
    connections++;
    const daemon = await engine.execStream(container, ["buildctl", "dial-stdio"]);
    pipeline(socket, daemon, socket, () => undefined);
  });
  onCleanup(() => void relay.close());
  await new Promise<void>((resolve) =>
    relay.listen(`/proc/${State.Pid}/root/run/buildkit/buildkitd.sock`, resolve),
  );

  const client = openBuildKit(await driver.connect());
  expect((await client.listWorkers()).length).toBeGreaterThan(0);
  client.close();
  expect(connections).toBe(1);
});
