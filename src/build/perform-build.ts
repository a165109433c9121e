import type { ConnectionPool } from "../builder/connections/connection-pool.js";
import { resolveBuilder } from "../builder/nodes/resolve-builder.js";
import { buildTargets } from "./build-targets.js";
import type { BuildOptions, PerformedBuild } from "./options/build-options.js";
import { readTarget } from "./read-target.js";
import { buildResult } from "./result/build-result.js";
import { MetadataWarnings } from "./result/metadata-warnings.js";
import { ResultFiles } from "./result/result-files.js";

/** Performs a build, on connections that others use too if they are given. Throws as `build`. */
export async function performBuild(
  given: BuildOptions,
  connections?: ConnectionPool,
): Promise<PerformedBuild> {
  const warnings = new MetadataWarnings(given.progress);
  const options = { ...given, progress: warnings };
  const target = await readTarget("default", options, options.metadataFile !== undefined);
  const { env, cwd } = target;
  const resultFiles = new ResultFiles(options, cwd);
  await resultFiles.check();
  await resultFiles.forgetImageId();
  const named = options.builder || env.BUILDX_BUILDER || undefined;
  const ephemeral = options.ephemeral ? await ephemeralBuilder(named, options) : undefined;
  try {
    const builder = await resolveBuilder(ephemeral?.name ?? named, options);
    options.onBuilder?.({ name: builder.name, driver: builder.driver });
    const results = await buildTargets([target], { ...options, builder, connections });
    const result = buildResult(results.get(target.name), (metadata) => warnings.addTo(metadata, env));
    await resultFiles.write(result.imageId, result.metadata);
    return result;
  } finally {
    await ephemeral?.remove();
  }
}

async function ephemeralBuilder(name: string | undefined, options: BuildOptions) {
  const { createEphemeral } = await import("../builder/operations/ephemeral-builder.js");
  return createEphemeral(name, options);
}
