import { posix } from "node:path";
import { type Definition, sourceDefinition } from "../../buildkit/client/index.js";
import { type GitReference, parseGitReference } from "../../util/git-reference.js";
import { parseGoBool } from "../../util/go-bool.js";
import { hasGitQuery, isGitOverSsh, withoutCredentials } from "../../util/remote-context.js";
import type { MainContext } from "./main-context.js";
import type { NamedContexts } from "./named-contexts.js";

/** Contexts after those with a Git query were resolved, and what the frontend is given for them. */
export interface GitInputs {
  readonly main: MainContext;
  readonly named: NamedContexts;
  readonly inputs: Readonly<Record<string, Definition>>;
}

const NAMED = "context:";

/**
 * `BUILDX_SEND_GIT_QUERY_AS_INPUT`: resolves the query of Git contexts here, so that frontends which do not read it get
 * the source itself. Without it, the contexts stay as they are.
 *
 * @throws SlipwayError `invalid-argument` for a query that is wrong.
 */
export function gitInputs(
  main: MainContext,
  named: NamedContexts,
  env: Readonly<Record<string, string | undefined>>,
): GitInputs {
  if (parseGoBool(env.BUILDX_SEND_GIT_QUERY_AS_INPUT ?? "") !== true) return { main, named, inputs: {} };
  const resolved = mainInput(main);
  const contexts = namedInputs(named);
  return {
    main: { ...main, attrs: resolved.attrs },
    named: { ...named, attrs: contexts.attrs, frontendCaps: contexts.caps },
    inputs: { ...resolved.inputs, ...contexts.inputs },
  };
}

type Resolved = Pick<GitInputs, "inputs"> & { readonly attrs: Readonly<Record<string, string>> };

function mainInput({ attrs }: MainContext): Resolved {
  const { context, ...others } = attrs;
  if (context === undefined || !hasGitQuery(context)) return { attrs, inputs: {} };
  const source = gitDefinition(context);
  return {
    attrs: { ...others, "input:context": context },
    // A Dockerfile that is not in the repository comes from the session.
    inputs: { context: source, ...("dockerfilekey" in attrs ? {} : { dockerfile: source }) },
  };
}

function namedInputs({ attrs, frontendCaps }: NamedContexts) {
  const rewritten: Record<string, string> = {};
  const inputs: Record<string, Definition> = {};
  for (const [key, value] of Object.entries(attrs)) {
    if (!key.startsWith(NAMED) || !hasGitQuery(value)) {
      rewritten[key] = value;
      continue;
    }
    rewritten[key] = `input:git_state_${key}`;
    rewritten[`input:${key}`] = value;
    inputs[`git_state_${key}`] = gitDefinition(value);
  }
  return { attrs: rewritten, inputs, caps: frontendCaps.filter((cap) => !cap.includes(".gitquerystring")) };
}

/** LLB that fetches what a Git URL names. */
export function gitDefinition(url: string): Definition {
  const reference = parseGitReference(url);
  const attrs = gitAttrs(reference, isGitOverSsh(url));
  return sourceDefinition({
    identifier: gitIdentifier(reference),
    attrs,
    name: `[internal] load git source ${withoutCredentials(url)}`,
    caps: ["source.git", ...neededCaps(attrs)],
  });
}

/** Host and path without the protocol, so that one repository has one cache however it is reached. */
function gitIdentifier({ remote, ref, subdir }: GitReference): string {
  const place = ref === "" && subdir === "" ? "" : `#${ref}${subdir === "" ? "" : `:${subdir}`}`;
  return `git://${repositoryOf(remote)}${place}`;
}

function repositoryOf(remote: string): string {
  const scp = /^[^@/]+@([^:/]+):(.*)$/.exec(remote);
  if (scp !== null) return `${scp[1]}${posix.join("/", scp[2] ?? "")}`;
  const { host, pathname } = new URL(remote);
  return `${host}${posix.join("/", decodeURIComponent(pathname))}`;
}

function gitAttrs(reference: GitReference, overSsh: boolean): Record<string, string> {
  const { remote, checksum, mtime } = reference;
  return {
    "git.authheadersecret": "GIT_AUTH_HEADER",
    "git.authtokensecret": "GIT_AUTH_TOKEN",
    "git.fullurl": remote,
    ...(overSsh ? { "git.mountsshsock": "default" } : {}),
    ...(checksum === "" ? {} : { "git.checksum": checksum }),
    ...(reference.keepGitDir ? { "git.keepgitdir": "true" } : {}),
    ...(reference.skipSubmodules ? { "git.skipsubmodules": "true" } : {}),
    ...(mtime === "" ? {} : { "git.mtime": mtime }),
    ...(reference.fetchByCommit ? { "git.fetchbycommit": "true" } : {}),
  };
}

/** Secrets for a login need no capability of their own: a daemon that lacks it goes without. */
function neededCaps(attrs: Readonly<Record<string, string>>): string[] {
  return Object.keys(attrs)
    .filter((key) => !key.startsWith("git.auth"))
    .map((key) => `source.${key}`);
}
