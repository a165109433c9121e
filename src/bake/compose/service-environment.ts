import { SlipwayError } from "../../errors/index.js";
import { definitionError } from "../attributes/definition-error.js";
import { readEnvFile } from "./included-environment.js";
import type { LoadScope } from "./load-scope.js";

/** An entry of a service's `env_file`. */
export interface EnvFile {
  readonly path: string;
  /** Empty is the usual one. */
  readonly format: string;
  readonly required: boolean;
}

/** A service's variables as written: null has no value yet. */
export interface ServiceVariables {
  readonly variables: ReadonlyMap<string, string | null>;
  readonly files: readonly EnvFile[];
}

/**
 * The variables of a service: those of its files, then its own. One without a value takes it from the project's
 * variables, and without one there hides what a file says.
 *
 * @throws SlipwayError for a file that is missing or broken.
 */
export async function serviceEnvironment(
  scope: LoadScope,
  { variables, files }: ServiceVariables,
): Promise<ReadonlyMap<string, string | null>> {
  const own = new Map([...variables].map(([name, value]) => [name, value ?? scope.env.get(name) ?? null]));
  const read = new Map<string, string>();
  for (const [name, value] of own) if (value !== null) read.set(name, value);
  const lookup = (name: string) => scope.env.get(name) ?? own.get(name) ?? undefined;
  for (const file of files) await addFile(scope, file, lookup, read);
  return new Map<string, string | null>([...read, ...own]);
}

async function addFile(
  scope: LoadScope,
  { path, format, required }: EnvFile,
  lookup: (name: string) => string | undefined,
  into: Map<string, string>,
): Promise<void> {
  if ((await scope.session.files.kindOf(path)) === undefined) {
    if (!required) return;
    throw new SlipwayError(
      "not-found",
      `env file ${path} not found: stat ${path}: no such file or directory`,
    );
  }
  if (format !== "" && format !== ".env") throw definitionError(`unsupported env_file format "${format}"`);
  await readEnvFile(scope, path, path, lookup, into);
}
