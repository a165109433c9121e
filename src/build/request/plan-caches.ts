import { existsSync, readFileSync } from "node:fs";
import type { TypedAttrs } from "../../buildkit/client/index.js";
import { SlipwayError } from "../../errors/index.js";
import { resolvePath } from "../../util/current-directory.js";
import { errorCode } from "../../util/error-code.js";
import { fileError } from "../../util/file-error.js";
import { makeDirectorySync } from "../../util/make-directory.js";
import type { CacheEntry } from "../attributes/cache.js";

/** A local cache directory that the content service serves under its store name. */
export interface LocalCache {
  /** Store name on the wire: `local:<dir as given>`. */
  readonly store: string;
  readonly directory: string;
  /** Tag in the directory's index that the exported cache gets. */
  readonly tag: string;
  /** Blobs that no tag reaches are dropped after the export. */
  readonly reset: boolean;
}

/** What the caches become on the wire, and the directories the client serves for them. */
export interface CachePlan {
  readonly entries: readonly TypedAttrs[];
  readonly local: readonly LocalCache[];
}

interface CacheEnvironment {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly warn: (message: string) => void;
}

const invalid = (message: string) => new SlipwayError("invalid-argument", message);

/**
 * Plans `--cache-to`. Creates the directory of a local cache.
 *
 * @throws SlipwayError `invalid-argument` for a missing `ref` or `dest`.
 */
export async function planCacheExports(
  entries: readonly CacheEntry[],
  environment: CacheEnvironment,
): Promise<CachePlan> {
  const local: LocalCache[] = [];
  const wire: TypedAttrs[] = [];
  for (const entry of entries) {
    const { type, attrs } = entry;
    if (type === "registry" && !attrs.ref) throw invalid("registry cache exporter requires ref");
    if (type === "local") {
      if (!attrs.dest) throw invalid("local cache exporter requires dest");
      const directory = resolvePath(environment.cwd, attrs.dest);
      makeDirectory(directory, attrs.dest);
      const reset = attrs.reset !== undefined && attrs.reset !== "false";
      local.push({ store: `local:${attrs.dest}`, directory, tag: attrs.tag ?? "latest", reset });
    }
    const planned = await withServiceCredentials(entry, environment);
    if (planned !== undefined) wire.push(planned);
  }
  return { entries: wire, local };
}

function makeDirectory(path: string, written: string): void {
  try {
    makeDirectorySync(path, 0o755);
  } catch (reason) {
    if (errorCode(reason) === "EEXIST") throw invalid(`mkdir ${written}: not a directory`);
    throw fileError("mkdir", written, reason);
  }
}

/**
 * Plans `--cache-from`. A local cache that cannot be used is left out with a warning, since a cache is never needed.
 *
 * @throws SlipwayError `invalid-argument` for a missing `src`.
 */
export async function planCacheImports(
  entries: readonly CacheEntry[],
  environment: CacheEnvironment,
): Promise<CachePlan> {
  const local: LocalCache[] = [];
  const wire: TypedAttrs[] = [];
  for (const entry of entries) {
    if (entry.type === "registry" && !entry.attrs.ref) throw invalid("registry cache importer requires ref");
    if (entry.type !== "local") {
      const planned = await withServiceCredentials(entry, environment);
      if (planned !== undefined) wire.push(planned);
      continue;
    }
    const { src } = entry.attrs;
    if (!src) throw invalid("local cache importer requires src");
    const directory = resolvePath(environment.cwd, src);
    const digest =
      entry.attrs.digest ?? indexedDigest(directory, src, entry.attrs.tag ?? "latest", environment.warn);
    if (digest === undefined) continue;
    if (!existsSync(`${directory}/blobs/${digest.replace(":", "/")}`)) {
      environment.warn(`local cache import at ${src} skipped: digest ${digest} unavailable`);
      continue;
    }
    local.push({ store: `local:${src}`, directory, tag: "", reset: false });
    wire.push({ type: "local", attrs: { ...entry.attrs, digest } });
  }
  return { entries: wire, local };
}

/** The digest an OCI layout's index has for `tag`. */
function indexedDigest(
  directory: string,
  src: string,
  tag: string,
  warn: (message: string) => void,
): string | undefined {
  let text: string;
  try {
    text = readFileSync(`${directory}/index.json`, "utf8");
  } catch (reason) {
    const { message } = fileError("could not read", `${src}/index.json`, reason);
    warn(`local cache import at ${src} not found due to err: ${message}`);
    return undefined;
  }
  try {
    const index = JSON.parse(text) as {
      manifests?: { digest?: string; annotations?: Record<string, string> }[];
    };
    const match = index.manifests?.find(
      ({ annotations }) => annotations?.["org.opencontainers.image.ref.name"] === tag,
    );
    if (match?.digest !== undefined) return match.digest;
    warn(`local cache import at ${src} skipped: no digest found for tag ${tag}`);
  } catch (reason) {
    warn(`local cache import at ${src} skipped due to err: ${SlipwayError.from(reason).message}`);
  }
  return undefined;
}

/** Fills in what the cache services take from the environment; undefined drops an entry that lacks it. */
async function withServiceCredentials(
  entry: CacheEntry,
  { env }: CacheEnvironment,
): Promise<TypedAttrs | undefined> {
  if (entry.type === "gha") return githubCache(entry.attrs, env);
  if (entry.type === "s3") return { type: "s3", attrs: await awsCredentials(entry.attrs, env) };
  return entry;
}

function githubCache(
  given: Readonly<Record<string, string>>,
  env: CacheEnvironment["env"],
): TypedAttrs | undefined {
  const attrs: Record<string, string> = { ...given };
  const isV2 =
    given.version === "2" || (given.version === undefined && isTruthy(env.ACTIONS_CACHE_SERVICE_V2));
  if (!attrs.token && env.ACTIONS_RUNTIME_TOKEN) attrs.token = env.ACTIONS_RUNTIME_TOKEN;
  if (isV2 && !attrs.url_v2 && env.ACTIONS_RESULTS_URL) attrs.url_v2 = env.ACTIONS_RESULTS_URL;
  const url = env.ACTIONS_CACHE_URL || env.ACTIONS_RESULTS_URL;
  if (!attrs.url && url) attrs.url = url;
  return attrs.token && (attrs.url || attrs.url_v2) ? { type: "gha", attrs } : undefined;
}

const isTruthy = (value: string | undefined) => value !== undefined && /^(1|t|true)$/i.test(value);

/** The environment's part of the AWS credential chain; a profile's keys are read by {@link awsProfile}. */
async function awsCredentials(
  given: Readonly<Record<string, string>>,
  env: CacheEnvironment["env"],
): Promise<Record<string, string>> {
  if (given.access_key_id && given.secret_access_key) return { ...given };
  if (env.AWS_ACCESS_KEY_ID && env.AWS_SECRET_ACCESS_KEY) {
    return {
      ...given,
      access_key_id: env.AWS_ACCESS_KEY_ID,
      secret_access_key: env.AWS_SECRET_ACCESS_KEY,
      ...(env.AWS_SESSION_TOKEN ? { session_token: env.AWS_SESSION_TOKEN } : {}),
    };
  }
  const { awsProfile } = await import("./aws-profile.js");
  return { ...given, ...awsProfile(env) };
}
