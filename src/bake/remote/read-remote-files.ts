import { isArchive } from "../../build/context/archive-format.js";
import { EarlyStreams } from "../../build/daemon/early-streams.js";
import { fetchDockerfile } from "../../build/daemon/fetch-dockerfile.js";
import { readGitFiles } from "../../build/daemon/read-git-files.js";
import type { DaemonOptions } from "../../build/daemon/with-daemon.js";
import { sessionInputs } from "../../build/request/session-inputs.js";
import { ConnectionPool, resolveBuilder } from "../../builder/index.js";
import type { BuilderContext, BuilderNode } from "../../builder/types.js";
import type { ServiceTable } from "../../buildkit/transport/index.js";
import { SlipwayError } from "../../errors/index.js";
import { remoteKind } from "../../util/remote-context.js";
import { definitionError } from "../attributes/definition-error.js";
import { DEFAULT_FILES } from "../files/find-files.js";
import type { DefinitionFile } from "../files/read-local-files.js";
import { isModuleName } from "../modules/module-name.js";
import type { RemoteSource } from "../request/context-paths.js";
import { gitAgent, gitSecrets } from "./git-login.js";

/** Bytes; Buildx's own limit. */
const MAX_SIZE = 2 * 1024 * 1024;

/** What definitions are fetched with. */
export interface RemoteOptions extends BuilderContext {
  readonly builder?: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
}

/**
 * Reads definitions of a Git repository, or the one that an HTTP URL is, through the builder.
 *
 * @param names of files in the repository; none for those that are looked for
 * @throws SlipwayError `not-found` for a file, `unsupported` for an archive; what fetching throws.
 */
export async function readRemoteFiles(
  source: string,
  names: readonly string[],
  options: RemoteOptions,
): Promise<{ readonly files: readonly DefinitionFile[]; readonly remote: RemoteSource }> {
  const program = names.find(isModuleName);
  if (program !== undefined)
    throw definitionError(`${program} is a program, and programs from elsewhere are not run`);
  const { nodes } = await resolveBuilder(options.builder || options.env.BUILDX_BUILDER || undefined, options);
  const node = nodes.find(({ driver }) => driver !== undefined);
  if (node === undefined)
    throw new SlipwayError("not-found", "the builder has no node that could fetch the definition");
  const connections = new ConnectionPool();
  const daemon = {
    connections,
    early: new EarlyStreams(),
    signal: options.signal,
    progress: options.progress,
  };
  try {
    return remoteKind(source) === "git"
      ? {
          files: await gitFiles(source, names, node, options, daemon),
          remote: { url: source, hasFiles: true },
        }
      : { files: await urlFile(source, node, daemon), remote: { url: "", hasFiles: false } };
  } finally {
    await connections.close();
  }
}

async function gitFiles(
  url: string,
  names: readonly string[],
  node: BuilderNode,
  { env, cwd }: RemoteOptions,
  daemon: DaemonOptions,
): Promise<DefinitionFile[]> {
  const wanted = names.length > 0 ? names : DEFAULT_FILES;
  const login = { secrets: gitSecrets(url, env), ssh: [gitAgent(env)] };
  // Without an agent the repository may still be a public one.
  const services: readonly ServiceTable[] = await sessionInputs(login, env, cwd).catch(() =>
    sessionInputs({ ...login, ssh: [] }, env, cwd),
  );
  const found = await readGitFiles(node, { url, names: wanted, limit: MAX_SIZE, services }, daemon);
  const missing = names.find((name) => !found.has(name));
  if (missing !== undefined)
    throw new SlipwayError("not-found", `open ${missing}: no such file or directory`);
  return [...found].map(([name, data]) => ({ name, text: Buffer.from(data).toString("utf8") }));
}

async function urlFile(url: string, node: BuilderNode, daemon: DaemonOptions): Promise<DefinitionFile[]> {
  const data = await fetchDockerfile(node, url, daemon).catch((error) => {
    const { message } = SlipwayError.from(error);
    if (!message.includes("bigger than allowed max size")) throw error;
    throw definitionError("non-archive definition URL bigger than maximum allowed size (2.097MB)", error);
  });
  if (isArchive(data)) {
    throw new SlipwayError("unsupported", `${url} is an archive, which definitions cannot be read from`, {
      hint: "unpack it and run bake in its directory, or give a Git URL",
    });
  }
  return [{ name: url, text: Buffer.from(data).toString("utf8") }];
}
