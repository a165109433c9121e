import { parseGitReference } from "../../util/git-reference.js";
import { remoteKind } from "../../util/remote-context.js";

/** What a build was told, by name. */
export type BuildAttributes = Readonly<Record<string, string>>;

/** The repository a build was made from, as the client told it, else the remote of its Git context; undefined for none. */
export function repositoryOf(attributes: BuildAttributes): string | undefined {
  const { "vcs:source": source, context } = attributes;
  if (source !== undefined) return source;
  if (context === undefined || remoteKind(context) !== "git") return undefined;
  try {
    return parseGitReference(context).remote;
  } catch {
    // A query that Git contexts do not have.
    return undefined;
  }
}

/** A Git URL with what its query says in the fragment, `URL#ref:subdir`; another text as it is. */
export function asFragment(url: string): string {
  if (remoteKind(url) !== "git") return url;
  try {
    const { remote, ref, subdir } = parseGitReference(url);
    if (subdir !== "") return `${remote}#${ref}:${subdir}`;
    return ref === "" ? remote : `${remote}#${ref}`;
  } catch {
    return url;
  }
}
