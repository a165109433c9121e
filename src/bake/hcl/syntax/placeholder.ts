import { unknownValue } from "../values/value.js";
import type { Literal } from "./nodes.js";
import type { SourceRange } from "./positions.js";

/** What stands in the tree where there was no valid expression. */
export function placeholder(range: SourceRange): Literal {
  return { kind: "literal", value: unknownValue(), range };
}
