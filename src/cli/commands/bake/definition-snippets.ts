import { DefinitionError } from "../../../bake/index.js";
import { formatSourceSnippet } from "../../../progress/index.js";

/** The place in a definition that an error points at; empty for other errors. */
export function definitionSnippets(error: Error): string {
  return error instanceof DefinitionError ? error.sources.map(formatSourceSnippet).join("") : "";
}
