import { currentDirectory } from "../util/current-directory.js";
import type { BuildOptions } from "./options/build-options.js";
import { parseOptions } from "./parse/parsed-options.js";
import type { TargetRequest } from "./plan/build-plan.js";

/**
 * Reads what can be read of a target's options without a builder.
 *
 * @param wantsMetadata the result's metadata is kept, so that what has to be asked for is asked for
 * @throws SlipwayError `invalid-argument`; what reading the source policy throws.
 */
export async function readTarget(
  name: string,
  options: BuildOptions,
  wantsMetadata: boolean,
): Promise<TargetRequest> {
  const env = options.env ?? process.env;
  const flags = parseOptions(options, env);
  const cwd = options.cwd ?? currentDirectory();
  const policyFile = env.EXPERIMENTAL_BUILDKIT_SOURCE_POLICY;
  const sourcePolicy = policyFile ? await loadSourcePolicy(policyFile, cwd) : undefined;
  return { name, options, flags, env, cwd, sourcePolicy, wantsMetadata };
}

async function loadSourcePolicy(path: string, cwd: string) {
  const { readSourcePolicy } = await import("./request/source-policy.js");
  return readSourcePolicy(path, cwd);
}
