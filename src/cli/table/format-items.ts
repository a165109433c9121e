import { headerFunctions } from "../template/functions.js";
import { compileTemplate, type Template } from "../template/template.js";
import { alignColumns, dockerColumns } from "./align-columns.js";

/** A value of `--format`, read. */
export interface ItemFormat {
  /** Columns with a header. */
  readonly isTable: boolean;
  /** The word `json`: one JSON text per item. */
  readonly isJson: boolean;
  readonly template: Template;
}

/**
 * Reads a value of `--format` as docker's lists do: `table` for the command's own columns, `table TEMPLATE`, `json`, or
 * a template for each item. `\t` and `\n` stand for a tab and a new line.
 *
 * @throws SlipwayError `invalid-argument` for a broken template.
 */
export function parseItemFormat(format: string, defaultTable: string): ItemFormat {
  const isTable = format.startsWith("table");
  const isJson = format === "json";
  const source = format === "table" ? defaultTable : isJson ? "{{json .}}" : format;
  const text = (isTable ? source.replace(/^table/, "") : source).replace(/^ +| +$/g, "");
  return {
    isTable,
    isJson,
    template: compileTemplate(text.replaceAll("\\t", "\t").replaceAll("\\n", "\n")),
  };
}

/** Prints items in a format, one line each, under their header if it is a table. */
export function formatItems(
  format: ItemFormat,
  headers: Readonly<Record<string, string>>,
  items: readonly unknown[],
): string {
  const lines = items.map((item) => `${format.template.render(item)}\n`).join("");
  if (!format.isTable) return lines;
  return alignColumns(`${format.template.render(headers, headerFunctions)}\n${lines}`, dockerColumns);
}
