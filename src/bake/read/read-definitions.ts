import { parseCall } from "../../build/attributes/call.js";
import { currentDirectory } from "../../util/current-directory.js";
import { checkNeeded, checkOptions } from "../../util/options/index.js";
import type { BakeVariable } from "../resolve/resolve-definitions.js";
import { printDefinition } from "../targets/print-definition.js";
import type { BakeDefinition } from "../targets/target.js";
import { loadDefinitions } from "./load-definitions.js";
import { prepareTargets } from "./prepare-targets.js";
import { type BakeReadOptions, bakeReadOptions, wholeDefinition } from "./read-options.js";

/** What definitions contain, before anything of it is picked. */
export interface BakeListing extends BakeDefinition {
  /** Of HCL and JSON files, with their values. */
  readonly variables: readonly BakeVariable[];
}

/**
 * Reads definitions and gives the targets that are asked for in their final form, with those that they are built from:
 * what `bake --print` shows.
 *
 * @throws SlipwayError `not-found` where there is no definition, `invalid-argument` for what is wrong in one, in an
 * override, or in what a target needs; for a `source` what fetching it throws.
 */
export async function readDefinitions(options: BakeReadOptions = {}): Promise<BakeDefinition> {
  checkOptions("readDefinitions", bakeReadOptions, options);
  const call = parseCall(options.call ?? "")?.name;
  const { env = process.env, cwd = currentDirectory() } = options;
  const definitions = await loadDefinitions(options);
  const { groups, targets } = await prepareTargets(definitions, { ...options, call }, { env, cwd });
  return { groups, targets };
}

/**
 * Reads definitions and lists what is in them; nothing is inherited, and options that pick or change targets do nothing.
 *
 * @throws SlipwayError as {@link readDefinitions}.
 */
export async function listDefinitions(options: BakeReadOptions = {}): Promise<BakeListing> {
  checkOptions("listDefinitions", bakeReadOptions, options);
  const { groups, targets, variables } = await loadDefinitions(options);
  return { groups, targets, variables };
}

/**
 * Definitions as the JSON of `bake --print`, which can be read as a definition again.
 *
 * @throws SlipwayError `invalid-argument` for what is no definition.
 */
export function printDefinitions(definition: BakeDefinition): string {
  checkNeeded("printDefinitions", "definition", wholeDefinition, definition);
  return printDefinition(definition);
}
