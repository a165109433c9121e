import { createHash } from "node:crypto";
import { isAbsolute, join, normalize, relative } from "node:path";
import type { BuildState } from "../../builder/index.js";

/** What Buildx calls a build that is no target of a bake file. */
const NO_TARGET = "default";

/** A commit after the `#` of a Git URL: the same target is built of one commit after the other. */
const COMMIT = /#[0-9a-f]{7,64}(?=:|$)/;

/**
 * Names what is built: the same context, Dockerfile and stage, whichever client builds it on whichever builder. Clients
 * differ in whether they write a Dockerfile of the usual name down.
 *
 * @returns 24 digits
 */
export function seriesOf(
  attributes: Readonly<Record<string, string>>,
  state: BuildState | undefined,
): string {
  const context = contextOf(attributes, state);
  const key = [
    attributes["build-arg:BUILDKIT_BUILD_NAME"] ?? "",
    context,
    dockerfileOf(context, attributes, state),
    attributes.target ?? "",
    state?.target === undefined || state.target === NO_TARGET ? "" : state.target,
  ];
  return createHash("sha256").update(JSON.stringify(key)).digest("hex").slice(0, 24);
}

function contextOf(attributes: Readonly<Record<string, string>>, state: BuildState | undefined): string {
  const { context, "input:context": input, "vcs:source": source, "vcs:localdir:context": below } = attributes;
  const told = state?.localPath ?? context ?? input;
  if (told === undefined || told === "") return [source ?? "", below ?? ""].join(":");
  return isAbsolute(told) ? normalize(told) : told.replace(COMMIT, "");
}

function dockerfileOf(
  context: string,
  { filename = "" }: Readonly<Record<string, string>>,
  state: BuildState | undefined,
): string {
  const stored = state?.dockerfilePath ?? "";
  const path = stored === "" ? filename || "Dockerfile" : stored;
  if (path === "-" || !isAbsolute(context)) return path;
  const absolute = isAbsolute(path) ? path : join(context, path);
  return relative(context, absolute);
}
