import type { BuildEntry, BuildState } from "../../contract/index.js";

/** What of the list is to be shown; empty texts ask for nothing. */
export interface BuildFilter {
  readonly text: string;
  readonly status: BuildState | "";
  readonly builder: string;
}

const textOf = (build: BuildEntry) =>
  [build.name, build.target, build.ref, build.builder, build.repository, build.error, ...build.platforms]
    .join("\n")
    .toLowerCase();

/** The builds that have all words of the text, whatever their case, and the status and builder that are asked for. */
export function filterBuilds(
  builds: readonly BuildEntry[],
  { text, status, builder }: BuildFilter,
): BuildEntry[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  return builds.filter((build) => {
    if (status !== "" && build.status !== status) return false;
    if (builder !== "" && build.builder !== builder) return false;
    if (words.length === 0) return true;
    const all = textOf(build);
    return words.every((word) => all.includes(word));
  });
}
