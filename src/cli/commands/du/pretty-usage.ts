import type { CacheRecord } from "../../../index.js";
import { formatHumanSize } from "../../../progress/index.js";
import { formatLastUse, formatNanoTime } from "../../table/cache-text.js";

const KEY_WIDTH = 14;

/** A record as `du --verbose` shows it: a line for each fact, and an empty one. */
export function prettyUsage(record: CacheRecord, now: number): string {
  const line = (key: string, value: unknown) => `${`${key}:`.padEnd(KEY_WIDTH)}${value}\n`;
  const optional = (key: string, value: string) => (value === "" ? "" : line(key, value));
  return [
    line("ID", record.id),
    record.parents.length > 0 ? "Parents:\n" : "",
    ...record.parents.map((parent) => ` - ${parent}\n`),
    line("Created at", formatNanoTime(record.createdAt)),
    line("Mutable", record.mutable),
    line("Reclaimable", !record.inUse),
    line("Shared", record.shared),
    line("Size", formatHumanSize(record.size)),
    optional("Description", record.description),
    line("Usage count", record.usageCount),
    optional("Last used", formatLastUse(record, now)),
    optional("Type", record.type),
    "\n",
  ].join("");
}
