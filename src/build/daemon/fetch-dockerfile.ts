import type { BuilderNode } from "../../builder/types.js";
import { fetchUrl } from "../../buildkit/client/index.js";
import { createBuildKitId, createSession } from "../../buildkit/session/index.js";
import { SlipwayError } from "../../errors/index.js";
import { withoutCredentials } from "../../util/remote-context.js";
import { type DaemonOptions, withDaemon } from "./with-daemon.js";

/** Bytes; Buildx's own limit. */
const MAX_SIZE = 2 * 1024 * 1024;

/** Fetches a Dockerfile given as a URL through the node's daemon. Throws BuildError or `invalid-argument`. */
export function fetchDockerfile(node: BuilderNode, url: string, options: DaemonOptions): Promise<Uint8Array> {
  const { signal, progress } = options;
  return withDaemon(node, options, async (client) => {
    const session = createSession({ sharedKey: "", services: [] });
    const tunnel = client.openSession({ metadata: session.metadata, services: session.services });
    tunnel.ended.catch(() => undefined);
    try {
      const data = await fetchUrl(client.channel, {
        ref: createBuildKitId(),
        sessionId: session.id,
        url,
        limit: MAX_SIZE,
        signal,
        progress,
      });
      if (data.length <= MAX_SIZE) return data;
      throw new SlipwayError(
        "invalid-argument",
        `Dockerfile ${withoutCredentials(url)} bigger than allowed max size (2.097MB)`,
      );
    } finally {
      tunnel.close();
    }
  });
}
