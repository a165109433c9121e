import type { BuilderNode } from "../../builder/types.js";
import { frontendResult } from "../../buildkit/client/frontend-result.js";
import { fromDaemonError } from "../../buildkit/client/index.js";
import { OpenBuild } from "../../buildkit/client/open-build.js";
import { createBuildKitId, createSession } from "../../buildkit/session/index.js";
import type { ServiceTable } from "../../buildkit/transport/index.js";
import { gitDefinition } from "../context/git-inputs.js";
import { type DaemonOptions, withDaemon } from "./with-daemon.js";

/** What {@link readGitFiles} reads. */
export interface GitFilesRequest {
  /** `URL[?query][#ref[:subdir]]`. */
  readonly url: string;
  /** Paths in the repository. */
  readonly names: readonly string[];
  /** Bytes read of a file at most. */
  readonly limit: number;
  /** Agents and secrets for the login. */
  readonly services: readonly ServiceTable[];
}

/**
 * Has a node's daemon fetch a Git repository and reads files of it; those that are not there are left out.
 *
 * @throws BuildError when it cannot be fetched, and what connecting throws.
 */
export function readGitFiles(
  node: BuilderNode,
  { url, names, limit, services }: GitFilesRequest,
  options: DaemonOptions,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const { signal, progress = { update: () => undefined } } = options;
  return withDaemon(node, options, async (client) => {
    const session = createSession({ sharedKey: "", services: [...services] });
    const tunnel = client.openSession({ metadata: session.metadata, services: session.services });
    tunnel.ended.catch(() => undefined);
    const request = { ref: createBuildKitId(), session: session.id, internal: true, cache: {} };
    const build = new OpenBuild(client.channel, request, { progress, signal });
    try {
      const { reference } = frontendResult(
        await build.solve({ definition: gitDefinition(url), evaluate: true }),
      );
      const id = reference?.id ?? "";
      const present = new Set(await build.readDirectory(id, "."));
      const files = new Map<string, Uint8Array>();
      for (const name of names) {
        // A path into a directory is not listed with the names of the repository's top.
        if (!name.includes("/") && !present.has(name)) continue;
        files.set(name, await build.readFile(id, name, limit));
      }
      await build.return(undefined);
      await build.solved;
      return files;
    } catch (reason) {
      await build.fail(reason);
      throw fromDaemonError(reason, "failed to solve: ");
    } finally {
      await build.watched();
      tunnel.close();
    }
  });
}
