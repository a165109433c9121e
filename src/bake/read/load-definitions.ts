import type { Readable } from "node:stream";
import type { BuilderOptions } from "../../builder/types.js";
import { formatPlatform, localPlatform } from "../../oci/platform.js";
import { currentDirectory } from "../../util/current-directory.js";
import { parseGoBool } from "../../util/go-bool.js";
import { quoteGo } from "../../util/go-quote.js";
import { remoteKind } from "../../util/remote-context.js";
import { definitionError } from "../attributes/definition-error.js";
import { DEFAULT_FILES, DEFAULT_MODULES, filesFromEnvironment } from "../files/find-files.js";
import { type ParsedDefinitions, parseFiles } from "../files/parse-files.js";
import { type DefinitionFile, readLocalFiles } from "../files/read-local-files.js";
import type { RemoteSource } from "../request/context-paths.js";

/** Where definitions are, and what they are evaluated with. */
export interface DefinitionOptions extends BuilderOptions {
  /**
   * Paths; `-` is standard input, `cwd://PATH` a file of this machine where there is a `source`. Default: those that
   * `BUILDX_BAKE_FILE` names, else `docker-bake.hcl`, `compose.yaml` and the others that Buildx looks for.
   */
  readonly files?: readonly string[] | undefined;
  /** A Git or HTTP URL that has the files; fetched through the builder. Default: the files are on this machine. */
  readonly source?: string | undefined;
  /** What definitions know as `BAKE_CMD_CONTEXT`. Default `cwd://`. */
  readonly commandContext?: string | undefined;
  /** Values of variables, before those of the environment. */
  readonly vars?: Readonly<Record<string, string>> | undefined;
  /** Directory that relative paths start from. Default process.cwd(). */
  readonly cwd?: string | undefined;
  /** Where `-` reads from. Default process.stdin. */
  readonly stdin?: Readable | undefined;
  /** The builder that fetches a `source`. Default: `BUILDX_BUILDER`, else the current builder. */
  readonly builder?: string | undefined;
}

/** Definitions that were read and evaluated. */
export interface LoadedDefinitions extends ParsedDefinitions {
  readonly remote: RemoteSource | undefined;
}

/**
 * Reads definitions and evaluates them; nothing is inherited or overridden yet.
 *
 * @throws SlipwayError `not-found` where there is none, `invalid-argument` for what is wrong in them; what fetching them
 * throws.
 */
export async function loadDefinitions(options: DefinitionOptions): Promise<LoadedDefinitions> {
  const { env = process.env, cwd = currentDirectory(), vars = {} } = options;
  const read = await readFiles({ ...options, env, cwd });
  if (read.files.length === 0) {
    const hint = `give one with --file; looked for are ${[...DEFAULT_FILES, ...DEFAULT_MODULES].join(", ")}`;
    throw definitionError("couldn't find a bake definition", undefined, hint);
  }
  const parsed = await parseFiles(read.files, {
    cwd,
    env: variableEnvironment(env),
    vars,
    builtins: new Map([
      ["BAKE_CMD_CONTEXT", options.commandContext ?? "cwd://"],
      ["BAKE_LOCAL_PLATFORM", formatPlatform(localPlatform())],
    ]),
    relativePaths: relativePaths(env),
    warn: options.onWarning,
  });
  return { ...parsed, remote: read.remote };
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The environment that variables are looked up in; undefined where `BUILDX_BAKE_DISABLE_VARS_ENV_LOOKUP` forbids it. */
export function variableEnvironment(env: Environment): Environment | undefined {
  return parseGoBool(env.BUILDX_BAKE_DISABLE_VARS_ENV_LOOKUP ?? "") === true ? undefined : env;
}

function relativePaths({ BUILDX_BAKE_FILE_RELATIVE_PATHS: given = "" }: Environment): boolean {
  const text = given.trim();
  const flag = text === "" ? false : parseGoBool(text);
  if (flag !== undefined) return flag;
  throw definitionError(
    `failed to parse BUILDX_BAKE_FILE_RELATIVE_PATHS value ${quoteGo(text)}: strconv.ParseBool: parsing ${quoteGo(text)}: invalid syntax`,
  );
}

interface ReadFiles {
  readonly files: readonly DefinitionFile[];
  readonly remote: RemoteSource | undefined;
}

const CWD = "cwd://";

async function readFiles(
  options: DefinitionOptions & { readonly env: Environment; readonly cwd: string },
): Promise<ReadFiles> {
  const { files: given = [], source, env, cwd, progress } = options;
  const fromEnv = given.length === 0 ? await filesFromEnvironment(env, cwd) : [];
  const names = given.length > 0 ? given : fromEnv;
  // The process's own costs time to open.
  const stdin = () => options.stdin ?? process.stdin;
  const where = fromEnv.length > 0 ? " from BUILDX_BAKE_FILE env" : "";
  const readHere = (local: readonly string[]) =>
    readLocalFiles(local.length === 0 ? [...DEFAULT_FILES, ...DEFAULT_MODULES] : local, local.length === 0, {
      cwd,
      stdin,
      progress,
      where,
      module: { env: { ...env, ...options.vars }, platform: formatPlatform(localPlatform()) },
    });
  const here = names.filter((name) => name.startsWith(CWD)).map((name) => name.slice(CWD.length));
  if (source === undefined) {
    const local = names.map((name) => (name.startsWith(CWD) ? name.slice(CWD.length) : name));
    return { files: await readHere(local), remote: undefined };
  }
  if (remoteKind(source) === undefined) throw definitionError("not url context");
  const { readRemoteFiles } = await import("../remote/read-remote-files.js");
  const there = names.filter((name) => !name.startsWith(CWD));
  const { files, remote } = await readRemoteFiles(source, there, { ...options, cwd });
  return { files: [...files, ...(here.length > 0 ? await readHere(here) : [])], remote };
}
