import { EarlyStreams } from "../../build/daemon/early-streams.js";
import { type RemoteFiles, readGitFiles, readUrl } from "../../build/daemon/read-remote-source.js";
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

/** What was read, and where from. */
export interface RemoteDefinitions {
  readonly files: readonly DefinitionFile[];
  readonly remote: RemoteSource;
}

/**
 * Reads definitions of a Git repository or of an archive, or the one that an HTTP URL is, through the builder.
 *
 * @param names of files in the repository or archive; none for those that are looked for
 * @throws SlipwayError `not-found` for a file, `invalid-argument` for one that is too large; what fetching throws.
 */
export async function readRemoteFiles(
  source: string,
  names: readonly string[],
  options: RemoteOptions,
): Promise<RemoteDefinitions> {
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
      ? await readRepository(source, names, node, options, daemon)
      : await readAddress(source, names, node, daemon);
  } finally {
    await connections.close();
  }
}

async function readRepository(
  url: string,
  names: readonly string[],
  node: BuilderNode,
  { env, cwd }: RemoteOptions,
  daemon: DaemonOptions,
): Promise<RemoteDefinitions> {
  const login = { secrets: gitSecrets(url, env), ssh: [gitAgent(env)] };
  // Without an agent the repository may still be a public one.
  const services: readonly ServiceTable[] = await sessionInputs(login, env, cwd).catch(() =>
    sessionInputs({ ...login, ssh: [] }, env, cwd),
  );
  const found = await readGitFiles(node, { url, names: wanted(names), limit: MAX_SIZE, services }, daemon);
  return { files: definitionFiles(found, names), remote: { url, hasFiles: true } };
}

async function readAddress(
  url: string,
  names: readonly string[],
  node: BuilderNode,
  daemon: DaemonOptions,
): Promise<RemoteDefinitions> {
  const content = await readUrl(node, { url, names: wanted(names), limit: MAX_SIZE, services: [] }, daemon);
  if ("files" in content) {
    const { files, unpacked } = content;
    return { files: definitionFiles(files, names), remote: { url, hasFiles: true, unpacked } };
  }
  if (content.data.length > MAX_SIZE)
    throw definitionError("non-archive definition URL bigger than maximum allowed size (2.097MB)");
  return {
    files: [{ name: url, text: textOf(content.data) }],
    remote: { url: "", hasFiles: false },
  };
}

const wanted = (names: readonly string[]) => (names.length > 0 ? names : DEFAULT_FILES);

function definitionFiles(found: RemoteFiles, names: readonly string[]): DefinitionFile[] {
  const missing = names.find((name) => !found.has(name));
  if (missing !== undefined)
    throw new SlipwayError("not-found", `failed to solve: lstat ${missing}: no such file or directory`);
  return [...found].map(([name, data]) => ({ name, text: textOf(data) }));
}

function textOf(data: Uint8Array): string {
  return Buffer.from(data).toString("utf8");
}
