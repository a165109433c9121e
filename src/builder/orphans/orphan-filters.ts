import type { FoundOrphan } from "../../driver/contract/orphans.js";
import { SlipwayError } from "../../errors/index.js";
import { quoteGo } from "../../util/go-quote.js";

type Test = (orphan: Pick<FoundOrphan, "kind" | "name">) => boolean;

/** In the order in which they can be removed: a volume only after its container. */
export const orphanKinds: readonly FoundOrphan["kind"][] = [
  "container",
  "volume",
  "network",
  "directory",
  "record",
];

/**
 * Which orphans pass: filters of one key are alternatives, as with `docker ps`. `name` wants the text anywhere in it.
 *
 * @throws SlipwayError `invalid-argument`.
 */
export function parseOrphanFilters(filters: readonly string[]): Test {
  const names: string[] = [];
  const kinds: string[] = [];
  for (const filter of filters) {
    const [, key, value = ""] = /^(name|kind)=(.+)$/s.exec(filter) ?? [];
    if (key === "name") names.push(value);
    else if (key === "kind" && orphanKinds.some((kind) => kind === value)) kinds.push(value);
    else throw invalid(filter);
  }
  return ({ kind, name }) =>
    (names.length === 0 || names.some((part) => name.includes(part))) &&
    (kinds.length === 0 || kinds.includes(kind));
}

function invalid(filter: string): SlipwayError {
  return new SlipwayError("invalid-argument", `invalid filter ${quoteGo(filter)} for orphans`, {
    hint: `give name=TEXT, or kind= and one of ${orphanKinds.join(", ")}`,
  });
}
