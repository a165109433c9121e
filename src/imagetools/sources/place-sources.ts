import { SlipwayError } from "../../errors/index.js";
import { quoteGo } from "../../util/go-quote.js";
import { besideWith, type ImageLocation, repositoryOf } from "../location/image-location.js";
import type { GivenDescriptor } from "./given-descriptor.js";
import type { ParsedSource } from "./parse-source.js";

/** A source with its place. */
export interface PlacedSource {
  readonly location: ImageLocation;
  /** What was given of it beyond its place. */
  readonly given?: GivenDescriptor | undefined;
}

/**
 * Says where each source is. Digests and descriptors are in the repository of the other sources and the destinations,
 * which then has to be one and the same.
 *
 * @throws SlipwayError `invalid-argument`
 */
export function placeSources(
  sources: readonly ParsedSource[],
  destinations: readonly ImageLocation[],
): readonly PlacedSource[] {
  const known = sources.flatMap((source) => ("location" in source ? [source.location] : []));
  const repositories = new Set([...known, ...destinations].map(repositoryOf));
  const [home] = [...known, ...destinations];
  if (home === undefined) {
    throw new SlipwayError(
      "invalid-argument",
      "no repositories specified, please set a reference in tag or source",
    );
  }
  return sources.map((source) => {
    if ("location" in source) return { location: source.location };
    if (repositories.size > 1) {
      throw new SlipwayError(
        "invalid-argument",
        `multiple repositories specified, cannot infer repository for ${quoteGo(source.text)}`,
      );
    }
    const { descriptor, bare } = source;
    return { location: besideWith(home, descriptor.digest), given: bare ? undefined : descriptor };
  });
}
