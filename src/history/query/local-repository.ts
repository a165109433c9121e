import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { canceledError, SlipwayError } from "../../errors/index.js";
import { errorCode } from "../../util/error-code.js";
import { remoteUrl } from "../../util/git-remotes.js";
import { withoutCredentials } from "../../util/remote-context.js";
import type { RecordFilter } from "./record-filter.js";
import { repositoryOf } from "./repository.js";

/** How the repository of a directory is asked for. */
export interface LocalRepositoryOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Keeps the builds of the Git repository that a directory is in, by the URL of its remote.
 *
 * @throws SlipwayError `unsupported` without git, `not-found` outside a repository and in one without a remote.
 */
export async function localFilter(directory: string, options: LocalRepositoryOptions): Promise<RecordFilter> {
  const git = (...args: string[]) => runGit(directory, args, options);
  await git("rev-parse", "--git-dir");
  const [remotes, tracked] = await Promise.all([
    git("remote", "-v"),
    git("rev-parse", "--abbrev-ref", "--symbolic-full-name", "@{u}").catch(() => undefined),
  ]);
  const url = remoteUrl(remotes, tracked);
  if (url === undefined) {
    throw new SlipwayError(
      "not-found",
      "could not get remote URL for local filter: no remote URL found for either origin or upstream",
    );
  }
  // Buildx leaves marks where the credentials were.
  const bare = withoutMarks(withoutCredentials(url));
  return ({ frontendAttrs }) => withoutMarks(repositoryOf(frontendAttrs) ?? "").includes(bare);
}

function withoutMarks(url: string): string {
  return url.replace(/^([a-z+]+:\/\/)xxxxx(:xxxxx)?@/, "$1");
}

function runGit(
  cwd: string,
  args: readonly string[],
  { env, signal }: LocalRepositoryOptions,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { cwd, env: { ...env, LC_ALL: "C" }, signal };
    execFile("git", args, options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout.trim());
      else if (signal?.aborted) reject(canceledError(signal));
      else reject(gitFailure(cwd, error, stderr.trim()));
    });
  });
}

function gitFailure(cwd: string, error: Error, output: string): SlipwayError {
  if (errorCode(error) !== "ENOENT") {
    const message = `could not find git repository for local filter: ${output || error.message}`;
    return new SlipwayError("not-found", message, { cause: error });
  }
  const found = existsSync(join(cwd, ".git"));
  const what = found ? "git was not found in the system" : "could not find git repository for local filter";
  return new SlipwayError("unsupported", `${what}: git is not installed`, { cause: error });
}
