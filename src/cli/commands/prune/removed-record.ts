import type { CacheRecord } from "../../../index.js";
import { formatHumanSize } from "../../../progress/index.js";
import { alignColumns, tabColumns } from "../../table/align-columns.js";
import { formatLastUse, formatNanoTime } from "../../table/cache-text.js";

const HEADER = "ID\tRECLAIMABLE\tSIZE\tLAST ACCESSED\n";
const ID_WIDTH = 40;
const RECLAIMABLE_WIDTH = 5;
const SIZE_WIDTH = 10;

/**
 * A removed record as `prune` prints it the moment it is gone. The header stands in columns with the first one only,
 * because the width of those that follow is not known yet.
 */
export function removedLine(record: CacheRecord, isFirst: boolean, now: number): string {
  const cells = [
    (record.id + (record.mutable ? "*" : "")).padEnd(ID_WIDTH),
    String(!record.inUse).padEnd(RECLAIMABLE_WIDTH),
    (formatHumanSize(record.size) + (record.shared ? "*" : "")).padEnd(SIZE_WIDTH),
    formatLastUse(record, now),
  ];
  return alignColumns(`${isFirst ? HEADER : ""}${cells.join("\t")}\n`, tabColumns);
}

/** A removed record as `prune --verbose` prints it: a line for each fact, and an empty one. */
export function removedBlock(record: CacheRecord, now: number): string {
  const facts: [key: string, value: string][] = [
    ["ID", record.id],
    ["Parent", record.parents.join(",")],
    ["Created at", formatNanoTime(record.createdAt)],
    ["Mutable", String(record.mutable)],
    ["Reclaimable", String(!record.inUse)],
    ["Shared", String(record.shared)],
    ["Size", formatHumanSize(record.size)],
    ["Description", record.description],
    ["Usage count", String(record.usageCount)],
    ["Last used", formatLastUse(record, now)],
    ["Type", record.type],
  ];
  const lines = facts.filter(([, value]) => value !== "").map(([key, value]) => `${key}:\t${value}\n`);
  return alignColumns(`${lines.join("")}\n`, tabColumns);
}

/** The last line: the bytes of all that was removed. */
export function removedTotal(size: number): string {
  return alignColumns(`Total:\t${formatHumanSize(size)}\n`, tabColumns);
}
