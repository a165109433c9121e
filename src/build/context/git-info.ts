import { execFile } from "node:child_process";
import { existsSync, realpathSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { errorCode } from "../../util/error-code.js";
import { remoteUrl } from "../../util/git-remotes.js";
import { parseGoBool } from "../../util/go-bool.js";
import { withoutCredentials } from "../../util/remote-context.js";

const OBJECT_ID = /^[0-9a-f]{40,64}$/;

/** What {@link loadGitInfo} looks at. */
export interface GitInfoRequest {
  readonly contextDirectory: string;
  /** The Dockerfile's absolute path, if it is on disk. */
  readonly dockerfile: string | undefined;
  /** Local directories of the session by mount name. */
  readonly directories: ReadonlyMap<string, string>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly warn: (message: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Frontend attributes (`vcs:…`, `label:…`) that say which commit is built; empty outside a work tree. */
export async function loadGitInfo(request: GitInfoRequest): Promise<Record<string, string>> {
  const { env, contextDirectory } = request;
  const info = parseGoBool(env.BUILDX_GIT_INFO ?? "true") ?? true;
  const labels = env.BUILDX_GIT_LABELS === "full" || parseGoBool(env.BUILDX_GIT_LABELS ?? "") === true;
  if ((!info && !labels) || !isInsideWorkTree(contextDirectory)) return {};
  const git = (...args: string[]) => runGit(contextDirectory, args, request);
  // What is there is printed before git fails at what is not: a commit, a branch to track.
  const [head, remotes, status] = await Promise.all([
    git("rev-parse", "--show-toplevel", "HEAD", "--abbrev-ref", "--symbolic-full-name", "@{u}"),
    git("remote", "-v"),
    parseGoBool(env.BUILDX_GIT_CHECK_DIRTY ?? "") ? git("status", "--porcelain", "--ignored") : undefined,
  ]);
  const [root, commit = "", tracked] = head.output.split("\n");
  if (!root) {
    warnWithReason(request, head.failure);
    return {};
  }
  const url = remoteUrl(remotes.output, tracked);
  const remote = url === undefined ? undefined : withoutCredentials(url);
  const isClean = status === undefined || (status.output === "" && status.failure === undefined);
  const revision = OBJECT_ID.test(commit) ? `${commit}${isClean ? "" : "-dirty"}` : undefined;
  return {
    ...(info ? infoAttrs(root, revision, remote, request) : {}),
    ...(labels ? labelAttrs(root, revision, remote, request.dockerfile) : {}),
  };
}

/** Asking git costs two processes, so a directory without any `.git` above it is not asked about. */
function isInsideWorkTree(directory: string): boolean {
  for (let at = directory; ; at = dirname(at)) {
    if (existsSync(join(at, ".git"))) return true;
    if (dirname(at) === at) return false;
  }
}

/** Below a repository's top Buildx does not wonder why git says nothing. */
function warnWithReason({ contextDirectory, warn }: GitInfoRequest, failure: string | undefined): void {
  const top = statSync(join(contextDirectory, ".git"), { throwIfNoEntry: false });
  if (top?.isDirectory() !== true) return;
  const reason = failure === undefined ? "" : `: ${failure}`;
  warn(`current commit information was not captured by the build${reason}`);
}

/** What git printed, also if it failed in the end, and then why. */
interface GitAnswer {
  readonly output: string;
  readonly failure: string | undefined;
}

function runGit(cwd: string, args: readonly string[], { env, signal }: GitInfoRequest): Promise<GitAnswer> {
  return new Promise((resolve) => {
    const options = { cwd, env: { ...env, LC_ALL: "C" }, signal };
    execFile("git", args, options, (error, stdout, stderr) => {
      const failure = error === null ? undefined : failureOf(error, stderr);
      resolve({ output: stdout.trim(), failure });
    });
  });
}

function failureOf(error: Error, stderr: string): string {
  if (errorCode(error) === "ENOENT") return "git was not found in the system";
  return stderr.split("\n", 1)[0]?.trim().slice(0, 500) || error.message;
}

function infoAttrs(
  root: string,
  revision: string | undefined,
  remote: string | undefined,
  request: GitInfoRequest,
) {
  const attrs: Record<string, string> = {};
  if (revision !== undefined) attrs["vcs:revision"] = revision;
  if (remote) attrs["vcs:source"] = remote;
  for (const [name, directory] of request.directories) {
    const path = relativeInside(root, directory);
    if (path !== undefined) attrs[`vcs:localdir:${name}`] = path || ".";
  }
  return attrs;
}

function labelAttrs(
  root: string,
  revision: string | undefined,
  remote: string | undefined,
  dockerfile: string | undefined,
) {
  const attrs: Record<string, string> = {};
  const prefix = "label:org.opencontainers.image.";
  if (revision !== undefined) attrs[`${prefix}revision`] = revision;
  if (remote) attrs[`${prefix}source`] = remote;
  const path = dockerfile === undefined ? undefined : relativeInside(root, dockerfile);
  if (path) attrs["label:com.docker.image.source.entrypoint"] = path;
  return attrs;
}

function relativeInside(root: string, path: string): string | undefined {
  try {
    const inside = relative(realpathSync(root), realpathSync(path));
    return inside.startsWith("..") ? undefined : inside;
  } catch {
    return undefined;
  }
}
