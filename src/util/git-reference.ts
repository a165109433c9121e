import { SlipwayError } from "../errors/index.js";
import { parseGoBool } from "./go-bool.js";
import { quoteGo } from "./go-quote.js";

/** What a Git context names, with the query and the fragment taken apart. */
export interface GitReference {
  /** The repository, as Git is given it. */
  readonly remote: string;
  readonly ref: string;
  readonly subdir: string;
  readonly checksum: string;
  readonly keepGitDir: boolean;
  readonly skipSubmodules: boolean;
  /** `checkout` or `commit`. */
  readonly mtime: string;
  readonly fetchByCommit: boolean;
}

const invalid = (message: string) => new SlipwayError("invalid-argument", message);

/**
 * Takes a Git URL apart: `URL[?query][#ref[:subdir]]`.
 *
 * @throws SlipwayError `invalid-argument` with Buildx's wording for a query that is wrong or contradicts the fragment.
 */
export function parseGitReference(context: string): GitReference {
  const [address = "", fragment = ""] = cut(context, "#");
  const [written, query = ""] = cut(address, "?");
  const [ref = "", subdir = ""] = cut(fragment, ":");
  const values = readQuery(query);
  const named = [prefixed("refs/tags/", values.tag), prefixed("refs/heads/", values.branch)];
  if (values.tag && values.branch) throw invalid("branch conflicts with tag");
  return {
    remote: written.startsWith("github.com/") ? `https://${written}` : written,
    ref: [values.ref, ...named].reduce<string>((known, next) => agree("ref", known, next), ref),
    subdir: agree("subdir", subdir, values.subdir),
    checksum: values.checksum || values.commit || "",
    keepGitDir: flag(values, "keep-git-dir") ?? false,
    skipSubmodules: flag(values, "submodules") === false,
    mtime: values.mtime ?? "",
    fetchByCommit: flag(values, "fetch-by-commit") ?? false,
  };
}

function cut(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

const prefixed = (prefix: string, name: string | undefined) =>
  name === undefined || name.startsWith(prefix) ? name : prefix + name;

function agree(what: string, known: string, next: string | undefined): string {
  if (next === undefined || known === next) return known;
  if (known === "") return next;
  throw invalid(`${what} conflicts: ${quoteGo(known)} vs ${quoteGo(next)}`);
}

const TEXTS = ["ref", "tag", "branch", "subdir", "checksum", "commit", "mtime"] as const;
const FLAGS = ["keep-git-dir", "submodules", "fetch-by-commit"] as const;

type Query = { readonly [Key in (typeof TEXTS)[number] | (typeof FLAGS)[number]]?: string };

function readQuery(query: string): Query {
  const parameters = new URLSearchParams(query);
  const known: readonly string[] = [...TEXTS, ...FLAGS];
  for (const key of parameters.keys()) {
    if (!known.includes(key)) throw invalid(`unexpected query ${quoteGo(key)}`);
    const [value, ...more] = parameters.getAll(key);
    if (more.length > 0) throw invalid(`query ${quoteGo(key)} has multiple values`);
    if (value === "" && (TEXTS as readonly string[]).includes(key)) {
      throw invalid(`query ${quoteGo(key)} has no value`);
    }
  }
  return Object.fromEntries(parameters);
}

/** A flag without a value is true. */
function flag(values: Query, key: (typeof FLAGS)[number]): boolean | undefined {
  const text = values[key];
  if (text === undefined) return undefined;
  const value = text === "" ? true : parseGoBool(text);
  if (value === undefined) throw invalid(`invalid ${key} value: ${quoteGo(text)}`);
  return value;
}
