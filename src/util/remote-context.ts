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
  if (/^(git|ssh):\/\//i.test(context)) return "git";
  // Of a Git URL the scheme may be written in any case, of others not: so Buildx has it.
  if (/^https?:\/\//i.test(context) && isGitUrl(context)) return "git";
  if (context.startsWith("github.com/")) return "git";
  return SCP_STYLE.test(context) ? "git" : undefined;
}

/** True for a Git reference that is fetched over ssh, and so needs an agent. */
export function isGitOverSsh(context: string): boolean {
  return /^ssh:\/\//i.test(context) || (remoteKind(context) === "git" && SCP_STYLE.test(context));
}

/** True when a Git URL names its parts in a query, which older frontends do not read. */
export function hasGitQuery(context: string): boolean {
  return remoteKind(context) === "git" && /^[^#]*\?/.test(context);
}

/** A URL with its scheme in lower case, which is the only one that a daemon knows. */
export function withSchemeLowered(url: string): string {
  return url.replace(/^(?:https?|git|ssh):\/\//i, (scheme) => scheme.toLowerCase());
}

/** The URL without credentials, for messages. A user may have `@` in it: the last one before the path ends it. */
export function withoutCredentials(url: string): string {
  return url.replace(/^([a-z+]+:\/\/)[^/?#]*@/i, "$1");
}

/** A text without the credentials of the URLs in it. */
export function withoutUsers(text: string): string {
  return text.replace(/:\/\/[^\s/?#]*@/g, "://");
}

function isGitUrl(url: string): boolean {
  const path = url.split(/[?#]/, 1)[0] ?? "";
  return path.endsWith(".git");
}
