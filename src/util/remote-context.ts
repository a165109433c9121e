/** How a remote context is reached. */
export type RemoteKind = "git" | "http";

const SCP_STYLE = /^[a-zA-Z0-9-_]+@[a-zA-Z0-9-.]+:[^?#]+(\?[^#]*)?(#.*)?$/;

/**
 * Tells whether a build context is a Git reference or an HTTP URL; undefined for anything else, such as a local path.
 * A URL with http(s) is Git only when its path ends in `.git`.
 */
export function remoteKind(context: string): RemoteKind | undefined {
  if (/^\.\.?\//.test(context)) return undefined;
  if (/^https?:\/\//.test(context)) return isGitUrl(context) ? "git" : "http";
  if (/^(git|ssh):\/\//.test(context)) return "git";
  if (context.startsWith("github.com/")) return "git";
  return SCP_STYLE.test(context) ? "git" : undefined;
}

/** True for a Git reference that is fetched over ssh, and so needs an agent. */
export function isGitOverSsh(context: string): boolean {
  return context.startsWith("ssh://") || (remoteKind(context) === "git" && SCP_STYLE.test(context));
}

/** True when a Git URL names its parts in a query, which older frontends do not read. */
export function hasGitQuery(context: string): boolean {
  return remoteKind(context) === "git" && /^[^#]*\?/.test(context);
}

/** The URL without credentials, for messages. */
export function withoutCredentials(url: string): string {
  return url.replace(/^([a-z+]+:\/\/)[^/@]*@/, "$1");
}

function isGitUrl(url: string): boolean {
  const path = url.split(/[?#]/, 1)[0] ?? "";
  return path.endsWith(".git");
}
