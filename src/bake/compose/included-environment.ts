import { isAbsolute } from "node:path";
import { SlipwayError } from "../../errors/index.js";
import { definitionError } from "../attributes/definition-error.js";
import { parseDotenv } from "./dotenv.js";
import { joinPaths } from "./go-paths.js";
import type { LoadScope } from "./load-scope.js";

/**
 * The variables of an included file: those of the including one, and what the named files, else the `.env` of the
 * included project, add to them.
 *
 * @throws SlipwayError for a file that is missing or broken.
 */
export async function includedEnvironment(
  scope: LoadScope,
  envFiles: readonly string[],
  project: string,
): Promise<ReadonlyMap<string, string>> {
  const added = new Map<string, string>();
  for (const path of await existingFiles(scope, envFiles, project)) {
    await readEnvFile(
      scope,
      path,
      scope.session.files.absolute(path),
      (name) => scope.env.get(name) ?? added.get(name),
      added,
    );
  }
  return new Map([...added, ...scope.env]);
}

async function existingFiles(
  scope: LoadScope,
  envFiles: readonly string[],
  project: string,
): Promise<string[]> {
  const { files } = scope.session;
  if (envFiles.length === 0) {
    const path = joinPaths(project, ".env");
    return (await files.kindOf(path)) === "file" ? [path] : [];
  }
  const paths: string[] = [];
  for (const given of envFiles.filter((path) => path !== "/dev/null")) {
    const path = isAbsolute(given) ? given : joinPaths(scope.pathsFrom, given);
    const kind = await files.kindOf(path);
    if (kind === undefined) throw missing(path, given, files.absolute(path));
    if (kind === "directory") throw definitionError(`${path} is not a file`);
    paths.push(path);
  }
  return paths;
}

function missing(path: string, given: string, absolute: string) {
  if (isAbsolute(given)) return definitionError(`couldn't find env file: ${absolute}`);
  return new SlipwayError("not-found", `stat ${path}: no such file or directory`);
}

/** Reads a file of variables into a map; `shown` is its name in messages. */
export async function readEnvFile(
  { session }: LoadScope,
  path: string,
  shown: string,
  environment: (name: string) => string | undefined,
  into: Map<string, string>,
): Promise<void> {
  const text = await session.readText(path);
  try {
    parseDotenv(text.replace(/^\ufeff/, ""), environment, into);
  } catch (cause) {
    throw definitionError(`failed to read ${shown}: ${SlipwayError.from(cause).message}`, cause);
  }
}
