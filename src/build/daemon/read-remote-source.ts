import type { BuilderNode } from "../../builder/types.js";
import { frontendResult } from "../../buildkit/client/frontend-result.js";
import { copyDefinition, type Definition, sourceDefinition } from "../../buildkit/client/index.js";
import type { OpenBuild } from "../../buildkit/client/open-build.js";
import type { ServiceTable } from "../../buildkit/transport/index.js";
import { withoutCredentials } from "../../util/remote-context.js";
import { ARCHIVE_PROBE_LENGTH, isArchive } from "../context/archive-format.js";
import { gitDefinition } from "../context/git-inputs.js";
import type { DaemonOptions } from "./with-daemon.js";
import { withGateway } from "./with-gateway.js";

/** What is read of a remote source. */
export interface RemoteSourceRequest {
  /** Of a Git repository `URL[?query][#ref[:subdir]]`. */
  readonly url: string;
  /** Paths in it. */
  readonly names: readonly string[];
  /** Bytes read of a file at most. */
  readonly limit: number;
  /** Agents and secrets for the login. */
  readonly services: readonly ServiceTable[];
}

/** Files by their paths. */
export type RemoteFiles = ReadonlyMap<string, Uint8Array>;

/** What an HTTP URL is: a file, or an archive with its files and the LLB that unpacks it. */
export type UrlContent =
  | { readonly data: Uint8Array }
  | { readonly files: RemoteFiles; readonly unpacked: Definition };

/**
 * Has a node's daemon fetch a Git repository and reads files of it; those that are not there are left out.
 *
 * @throws BuildError when it cannot be fetched, and what connecting throws.
 */
export function readGitFiles(
  node: BuilderNode,
  { url, names, limit, services }: RemoteSourceRequest,
  options: DaemonOptions,
): Promise<RemoteFiles> {
  return withGateway(node, services, options, async (build) =>
    readFiles(build, await solved(build, gitDefinition(url)), names, limit),
  );
}

/** The name the daemon stores a download under. */
const FILE = "context";

/**
 * Has a node's daemon fetch a URL. Of an archive the files are read, those that are not there left out; of anything else
 * one byte more than the limit, so that the caller can tell.
 *
 * @throws BuildError when it cannot be fetched or unpacked, and what connecting throws.
 */
export function readUrl(
  node: BuilderNode,
  { url, names, limit, services }: RemoteSourceRequest,
  options: DaemonOptions,
): Promise<UrlContent> {
  return withGateway(node, services, options, async (build) => {
    const name = "[internal] load remote build context";
    const source = sourceDefinition({ identifier: url, attrs: { "http.filename": FILE }, name });
    const id = await solved(build, source);
    if (!isArchive(await build.readFile(id, FILE, ARCHIVE_PROBE_LENGTH))) {
      return { data: await build.readFile(id, FILE, limit + 1) };
    }
    const unpacked = copyDefinition({
      from: source,
      path: `/${FILE}`,
      unpack: true,
      name: `[internal] unpack ${withoutCredentials(url)}`,
    });
    return { files: await readFiles(build, await solved(build, unpacked), names, limit), unpacked };
  });
}

/** The reference of what LLB makes. */
async function solved(build: OpenBuild, definition: Definition): Promise<string> {
  const { reference } = frontendResult(await build.solve({ definition, evaluate: true }));
  return reference?.id ?? "";
}

async function readFiles(
  build: OpenBuild,
  id: string,
  names: readonly string[],
  limit: number,
): Promise<RemoteFiles> {
  const present = new Set(await build.readDirectory(id, "."));
  const files = new Map<string, Uint8Array>();
  for (const name of names) {
    // A path into a directory is not listed with the names at the top.
    if (!name.includes("/") && !present.has(name)) continue;
    files.set(name, await build.readFile(id, name, limit));
  }
  return files;
}
