import type { BakeListing } from "../../../bake/index.js";
import { SlipwayError } from "../../../errors/index.js";
import { parseCsvLine } from "../../../util/csv.js";
import { stringifyLikeGo } from "../../../util/go-json.js";
import { quoteGo } from "../../../util/go-quote.js";
import { alignColumns, tabColumns } from "../../table/align-columns.js";

/** What `--list` asks for. */
export interface ListRequest {
  readonly type: "targets" | "variables";
  readonly format: "table" | "json";
}

const invalid = (message: string) => new SlipwayError("invalid-argument", message);

/**
 * Reads `--list`: `targets`, `variables`, or `type=…,format=…`.
 *
 * @throws SlipwayError `invalid-argument`.
 */
export function parseList(text: string): ListRequest {
  const fields = parseCsvLine(text);
  const alone = fields.length === 1 && fields[0] === text && !text.startsWith("type=");
  let type = alone ? text : "";
  let format = "table";
  for (const field of alone ? [] : fields) {
    const equals = field.indexOf("=");
    if (equals === -1) throw invalid(`invalid value ${field}`);
    const key = field.slice(0, equals).toLowerCase().trim();
    if (key === "type") type = field.slice(equals + 1);
    else if (key === "format") format = field.slice(equals + 1) || "table";
    else throw invalid(`unexpected key '${key}' in '${field}'`);
  }
  if (type !== "targets" && type !== "variables") throw invalid(`invalid list type ${quoteGo(type)}`);
  if (format !== "table" && format !== "json") throw invalid(`invalid list format ${quoteGo(format)}`);
  return { type, format };
}

/** What `--list` prints. */
export function listText(listing: BakeListing, { type, format }: ListRequest): string {
  return type === "targets" ? targetsText(listing, format) : variablesText(listing, format);
}

function byName<T extends { readonly name: string }>(items: readonly T[]): T[] {
  return [...items].sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
}

function targetsText({ targets, groups }: BakeListing, format: ListRequest["format"]): string {
  const items = byName([
    ...targets.map(({ name, description = "" }) => ({ name, description, group: undefined })),
    ...groups.map((group) => ({ name: group.name, description: groupText(group), group: true })),
  ]).filter(({ name }) => !name.startsWith("_"));
  if (format === "json") {
    const shown = items.map(({ name, description, group }) => ({
      name,
      description: description || undefined,
      group,
    }));
    return `${stringifyLikeGo(shown.length === 0 ? null : shown, 2)}\n`;
  }
  const lines = items.map(({ name, description }) => `${name}\t${description}\n`);
  return alignColumns(`TARGET\tDESCRIPTION\n${lines.join("")}`, tabColumns);
}

function groupText({ description = "", targets }: BakeListing["groups"][number]): string {
  const names = [...targets].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))).join(", ");
  if (names === "") return description;
  return description === "" ? names : `${description} (${names})`;
}

function variablesText({ variables }: BakeListing, format: ListRequest["format"]): string {
  const items = byName(variables);
  if (format === "json") {
    const shown = items.map(({ name, description, type, value }) => ({ name, description, type, value }));
    return `${stringifyLikeGo(shown, 2)}\n`;
  }
  const lines = items.map(
    ({ name, type = "", value = "<null>", description = "" }) =>
      `${name}\t${type}\t${value}\t${description}\n`,
  );
  return alignColumns(`VARIABLE\tTYPE\tVALUE\tDESCRIPTION\n${lines.join("")}`, tabColumns);
}
