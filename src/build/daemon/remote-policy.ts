import type { BuilderNode } from "../../builder/types.js";
import { frontendResult } from "../../buildkit/client/frontend-result.js";
import { OpenBuild } from "../../buildkit/client/open-build.js";
import {
  createBuildKitId,
  createSession,
  fileSyncService,
  MemoryTree,
} from "../../buildkit/session/index.js";
import type { ServiceTable } from "../../buildkit/transport/index.js";
import { type DaemonOptions, withDaemon } from "./with-daemon.js";

/** A context that the daemon fetches, and what may be needed to get at it. */
export interface RemoteContext {
  readonly url: string;
  /** Secrets, ssh agents and logins. */
  readonly services: readonly ServiceTable[];
}

/** What is copied of the context; wildcards let it be missing. */
const DIRECTORY = "dockerfile";

/**
 * Whether a context that the daemon fetches holds a file. The daemon's own frontend looks, in a build that is in no history,
 * so that whatever it can take a context from is looked into; what it fetches for that the real build finds in the
 * cache. False when the context cannot be had: the build itself then says why.
 */
export function remoteContextHas(
  node: BuilderNode,
  { url, services }: RemoteContext,
  name: string,
  options: DaemonOptions,
): Promise<boolean> {
  const tree = new MemoryTree([["Dockerfile", dockerfile(name)]]);
  const files = fileSyncService({ dirs: new Map([[DIRECTORY, { root: tree }]]) });
  return withDaemon(node, options, async (client) => {
    const session = createSession({ sharedKey: "", services: [...services, files] });
    const tunnel = client.openSession({ metadata: session.metadata, services: session.services });
    tunnel.ended.catch(() => undefined);
    const request = { ref: createBuildKitId(), session: session.id, internal: true, cache: {} };
    const build = new OpenBuild(client.channel, request, { signal: options.signal });
    try {
      const frontendOpt = { context: url, filename: "Dockerfile", dockerfilekey: DIRECTORY };
      const { reference } = frontendResult(await build.solve({ frontend: "dockerfile.v0", frontendOpt }));
      const names = await build.readDirectory(reference?.id ?? "", "/");
      await build.return(undefined);
      await build.solved;
      return names.length > 0;
    } catch (reason) {
      await build.fail(reason).catch(() => undefined);
      return false;
    } finally {
      tunnel.close();
    }
  });
}

/** Copies the file if it is there: a wildcard that matches nothing is no error, and every character stands for itself. */
function dockerfile(name: string): string {
  const [first = "", ...rest] = [...name].map((character) =>
    /[\\*?[\]]/.test(character) ? `\\${character}` : character,
  );
  return `FROM scratch\nCOPY ${JSON.stringify([`[${first}]${rest.join("")}`, "/"])}\n`;
}
