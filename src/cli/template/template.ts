import { evaluate } from "./evaluate.js";
import { type TemplateFunction, templateFunctions } from "./functions.js";
import { parseTemplate } from "./parse.js";

/** A template that can be carried out on one piece of data after another. */
export interface Template {
  /**
   * @param functions replace the usual ones, under the same names
   * @throws SlipwayError `invalid-argument` when the data has not what the template asks for.
   */
  render(data: unknown, functions?: ReadonlyMap<string, TemplateFunction>): string;
}

/**
 * Reads a `--format` template: Go's text/template with docker's functions (`json`, `split`, `join`, `title`, `lower`,
 * `upper`, `pad`, `truncate`).
 *
 * @throws SlipwayError `invalid-argument` (`template parsing error: …`).
 */
export function compileTemplate(text: string): Template {
  const nodes = parseTemplate(text, new Set(templateFunctions.keys()));
  return { render: (data, functions = templateFunctions) => evaluate(nodes, data, functions) };
}
