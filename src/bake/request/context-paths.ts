import { statSync } from "node:fs";
import { isAbsolute, join, posix } from "node:path";
import type { Definition } from "../../buildkit/client/index.js";
import { resolvePath } from "../../util/current-directory.js";
import { remoteKind } from "../../util/remote-context.js";
import { definitionError } from "../attributes/definition-error.js";
import type { BakeTarget } from "../targets/target.js";
import { urlWithSubdir } from "./url-with-subdir.js";

/** Where definitions came from, when not from this machine. */
export interface RemoteSource {
  /** Empty where contexts cannot come from there either. */
  readonly url: string;
  /** Its files can be contexts of targets. */
  readonly hasFiles: boolean;
  /** LLB of the files of an archive, of which a daemon cannot be asked for a directory by a URL. */
  readonly unpacked?: Definition | undefined;
}

/** A context that is a directory of the remote source. */
export interface RemotePart {
  readonly path: string;
  /** What it is called in the progress. */
  readonly name: string;
}

/** The paths of a target as the build takes them. */
export interface TargetPaths {
  /** A directory relative to the working directory, or a URL. */
  readonly context: string;
  readonly dockerfile: string;
  readonly contexts: Readonly<Record<string, string>>;
  /** The main context's and the named contexts' parts of the remote source. */
  readonly part?: RemotePart | undefined;
  readonly parts: Readonly<Record<string, RemotePart>>;
}

const CWD = "cwd://";
const NAMED_ELSEWHERE = /^(cwd:\/\/|target:|docker-image:)/;

/** True for a Git or HTTP URL, which a definition or a context may be fetched from. */
export function isRemoteUrl(text: string): boolean {
  return remoteKind(text) !== undefined;
}

/** A path as Go cleans it. */
export function cleanPath(path: string): string {
  return posix.normalize(path).replace(/(?<=.)\/$/, "");
}

/**
 * Works out where a target's files are.
 *
 * @throws SlipwayError `invalid-argument` for standard input, and for Dockerfiles that nobody can reach.
 */
export function targetPaths(target: BakeTarget, remote: RemoteSource | undefined, cwd: string): TargetPaths {
  const { context: given = ".", dockerfile: file = "Dockerfile", contexts = {} } = target;
  if (given === "-") throw definitionError("context from stdin not allowed in bake");
  if (file === "-") throw definitionError("dockerfile from stdin not allowed in bake");
  const cleaned = given.startsWith(CWD) || remoteKind(given) !== undefined ? given : cleanPath(given);
  const main = remote?.hasFiles ? mainFrom(cleaned, remote) : { context: cleaned };
  const named = remote?.hasFiles ? namedFrom(contexts, remote) : { contexts, parts: {} };
  const context = main.context.startsWith(CWD) ? cleanPath(main.context.slice(CWD.length)) : main.context;
  const isLocal = remoteKind(context) === undefined && main.part === undefined;
  const dockerfile = dockerfilePath(file, main.context, remote, cwd);
  return {
    context,
    part: main.part,
    dockerfile: isLocal && !isAbsolute(dockerfile) ? join(context, dockerfile) : dockerfile,
    contexts: Object.fromEntries(
      Object.entries(named.contexts).map(([name, path]) => [
        name,
        path.startsWith(CWD) ? cleanPath(path.slice(CWD.length)) : path,
      ]),
    ),
    parts: named.parts,
  };
}

function mainFrom(
  context: string,
  { url }: RemoteSource,
): { context: string; part?: RemotePart | undefined } {
  if (context === ".") return { context: url };
  if (context.startsWith(CWD) || remoteKind(context) !== undefined) return { context };
  const part = { path: context, name: `set context to ${context}` };
  return { context: urlWithSubdir(url, context), part };
}

function namedFrom(contexts: Readonly<Record<string, string>>, { url, unpacked }: RemoteSource) {
  const parts: Record<string, RemotePart> = {};
  const resolved = Object.entries(contexts).map(([name, path]): [string, string] => {
    // Frontends unpack an archive for the main context only.
    if (path === "." && unpacked === undefined) return [name, url];
    if (NAMED_ELSEWHERE.test(path) || remoteKind(path) !== undefined) return [name, path];
    parts[name] = { path, name: `set context ${name} to ${path}` };
    return [name, urlWithSubdir(url, path)];
  });
  return { contexts: Object.fromEntries(resolved), parts };
}

function dockerfilePath(
  file: string,
  context: string,
  remote: RemoteSource | undefined,
  cwd: string,
): string {
  if (file.startsWith(CWD)) return resolvePath(cwd, cleanPath(file.slice(CWD.length)));
  const path = cleanPath(file);
  const localInRemote =
    context.startsWith(CWD) && remote !== undefined && remoteKind(remote.url) !== undefined;
  if (!localInRemote || remoteKind(path) !== undefined) return path;
  const local = resolvePath(cwd, join(cleanPath(context.slice(CWD.length)), path));
  if (statSync(local, { throwIfNoEntry: false }) === undefined) return path;
  throw definitionError("reading a dockerfile for a remote build invocation is currently not supported");
}
