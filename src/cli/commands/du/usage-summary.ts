import type { CacheRecord } from "../../../index.js";
import { formatHumanSize } from "../../../progress/index.js";
import { alignColumns, tabColumns } from "../../table/align-columns.js";

/** The sums below the records; what is shared is told only where there is some. */
export function usageSummary(records: readonly CacheRecord[]): string {
  const sum = (chosen: (record: CacheRecord) => boolean) =>
    records.reduce((total, record) => total + (chosen(record) ? Math.max(0, record.size) : 0), 0);
  const total = sum(() => true);
  const shared = sum((record) => record.shared);
  const rows: [title: string, size: number][] = [
    ...(shared > 0
      ? ([
          ["Shared:", shared],
          ["Private:", total - shared],
        ] satisfies [string, number][])
      : []),
    ["Reclaimable:", sum((record) => !record.inUse)],
    ["Total:", total],
  ];
  return alignColumns(
    rows.map(([title, size]) => `${title}\t${formatHumanSize(size)}\n`).join(""),
    tabColumns,
  );
}
