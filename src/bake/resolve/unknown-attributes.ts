import { quoteGo } from "../../util/go-quote.js";
import { suggestName } from "../../util/suggest-name.js";
import type { Block } from "../hcl/index.js";
import { targetAttributes } from "./target-attributes.js";

const KNOWN: Readonly<Record<string, ReadonlySet<string>>> = {
  target: new Set([...Object.keys(targetAttributes), "matrix", "name"]),
  group: new Set(["description", "targets"]),
};

/**
 * What the blocks of targets and groups set that has no meaning, as warnings. Buildx passes over it in silence, so that a
 * mistyped attribute is not missed before the image is.
 */
export function unknownAttributes(blocks: readonly Block[]): string[] {
  return blocks.flatMap(({ type, labels: [label = ""], body }) => {
    const known = KNOWN[type];
    if (known === undefined) return [];
    return [...body.justAttributes([]).values()].flatMap(({ name, nameRange: { file, start } }) => {
      if (known.has(name)) return [];
      const near = suggestName(name, known);
      const hint = near === undefined ? "" : `; did you mean ${quoteGo(near)}?`;
      return [
        `${file}:${start.line}: ${type} ${quoteGo(label)} has an unknown attribute ${quoteGo(name)}${hint}`,
      ];
    });
  });
}
