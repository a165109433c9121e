import { checkOptions } from "../util/options/index.js";
import { Builder, type BuilderBuildOptions } from "./builder-handle.js";
import { RunningBuild } from "./handle/running-build.js";
import type { BuildOptions } from "./options/build-options.js";
import { buildOptions } from "./options/describe-build.js";
import { performBuild } from "./perform-build.js";

/** Options of a build that uses the connection of a {@link Builder}. */
export interface BuildOnOptions extends BuilderBuildOptions {
  readonly builder: Builder;
}

/**
 * Builds an image, or answers a `--call`, on a builder; boots the builder when it does not run. What it returns is
 * awaited for the result and iterated for events; everything the daemon reports goes to `options.progress` as well. An
 * aborted `options.signal` cancels the build in the daemon. On a builder that is named the build has a connection of
 * its own; on a {@link Builder} it shares that one's.
 *
 * @throws BuildError when the daemon ran the build and it failed; SlipwayError for everything else. Nothing is left
 * running or half-written. Both are given where the result is awaited, never thrown by the call itself.
 */
export function build(options: BuildOptions | BuildOnOptions): RunningBuild {
  if (isOnBuilder(options)) {
    const { builder, ...rest } = options;
    return builder.build(rest);
  }
  const check = () => checkOptions("build", buildOptions, options);
  return new RunningBuild(options, (given) => performBuild(given), { check, caller: build });
}

function isOnBuilder(options: BuildOptions | BuildOnOptions | undefined): options is BuildOnOptions {
  return options?.builder instanceof Builder;
}
