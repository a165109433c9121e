import type { BuilderNode } from "../../builder/types.js";
import { fromDaemonError } from "../../buildkit/client/index.js";
import { OpenBuild } from "../../buildkit/client/open-build.js";
import { createBuildKitId, createSession } from "../../buildkit/session/index.js";
import type { ServiceTable } from "../../buildkit/transport/index.js";
import { type DaemonOptions, withDaemon } from "./with-daemon.js";

/**
 * Uses a node's daemon for a build that is not recorded and exports nothing: what the gateway fetches can be looked at.
 *
 * @param services what the daemon may ask of this side, such as logins
 * @throws BuildError when the daemon refuses, and what connecting throws.
 */
export function withGateway<Result>(
  node: BuilderNode,
  services: readonly ServiceTable[],
  options: DaemonOptions,
  use: (build: OpenBuild) => Promise<Result>,
): Promise<Result> {
  const { signal, progress = { update: () => undefined } } = options;
  return withDaemon(node, options, async (client) => {
    const session = createSession({ sharedKey: "", services: [...services] });
    const tunnel = client.openSession({ metadata: session.metadata, services: session.services });
    tunnel.ended.catch(() => undefined);
    const request = { ref: createBuildKitId(), session: session.id, internal: true, cache: {} };
    const build = new OpenBuild(client.channel, request, { progress, signal });
    try {
      const result = await use(build);
      await build.return(undefined);
      await build.solved;
      return result;
    } catch (reason) {
      await build.fail(reason);
      throw fromDaemonError(reason, "failed to solve: ");
    } finally {
      await build.watched();
      tunnel.close();
    }
  });
}
