import { readdir } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { fileError } from "../../util/file-error.js";

/** An alternative Docker configuration, for one registry and perhaps one repository and some actions only. */
export interface ScopedConfig {
  /** Directory of its config.json. */
  readonly directory: string;
  readonly host: string;
  /** Empty: every repository. */
  readonly repository: string;
  /** Empty: every action. */
  readonly actions: readonly string[];
}

/** One resource of a token scope, `repository:library/alpine:pull,push`. */
interface Resource {
  readonly type: string;
  readonly name: string;
  readonly actions: readonly string[];
}

/**
 * The configurations below a directory: each config.json, whose place says what it is for as
 * `host[/repository][@action,action…]`. A directory that does not exist holds none.
 *
 * @throws SlipwayError `io-error` when the directory cannot be read.
 */
export async function listScopedConfigs(root: string): Promise<readonly ScopedConfig[]> {
  const files = await readdir(root, { recursive: true, withFileTypes: true }).catch(
    (cause: NodeJS.ErrnoException) => {
      if (cause.code === "ENOENT" || cause.code === "ENOTDIR") return [];
      throw fileError("cannot read", root, cause);
    },
  );
  return files
    .filter((file) => file.name === "config.json" && !file.isDirectory())
    .map((file) => parseScope(root, dirname(join(file.parentPath, file.name))))
    .filter((config) => config.host !== "");
}

/**
 * The configuration that fits a request best: of those for its host, repository and actions the one that names the
 * repository, then the one with the fewest actions. Undefined when none fits, and for scopes that do not name exactly
 * one resource.
 *
 * @param scopes as the daemon sends them, each perhaps several separated by spaces
 */
export function chooseScopedConfig(
  configs: readonly ScopedConfig[],
  host: string,
  scopes: readonly string[],
): ScopedConfig | undefined {
  const resources = scopes.flatMap((scope) => scope.split(" ")).filter((scope) => scope !== "");
  const resource = resources.length === 1 ? parseResource(resources[0] ?? "") : undefined;
  if (resource === undefined) return undefined;
  return configs
    .filter((config) => config.host === host && covers(config, resource))
    .sort(
      (left, right) =>
        byText(right.repository, left.repository) || left.actions.length - right.actions.length,
    )[0];
}

function covers({ repository, actions }: ScopedConfig, resource: Resource): boolean {
  const fitsRepository =
    repository === "" || (resource.type === "repository" && resource.name === repository);
  return fitsRepository && actions.every((action) => resource.actions.includes(action));
}

function parseScope(root: string, directory: string): ScopedConfig {
  const [place = "", actions = ""] = relative(root, directory).split(sep).join("/").split("@");
  const [host = "", ...repository] = place.split("/");
  return {
    directory,
    host,
    repository: repository.join("/"),
    actions: actions.split(",").filter((action) => action !== ""),
  };
}

/** Names may hold colons themselves (`host:port/name`), so type and actions are the ends. */
function parseResource(scope: string): Resource | undefined {
  const [type, ...rest] = scope.split(":");
  const actions = rest.pop();
  if (type === undefined || actions === undefined || rest.length === 0) return undefined;
  return { type, name: rest.join(":"), actions: actions.split(",").filter((action) => action !== "") };
}

function byText(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}
