import type { CacheRecord } from "../../../index.js";
import { formatHumanSize } from "../../../progress/index.js";
import { formatLastUse, formatNanoTime } from "../../table/cache-text.js";
import { TemplateStruct } from "../../template/template-struct.js";

/** Headers of the columns, by field. */
export const usageHeaders: Readonly<Record<string, string>> = {
  ID: "ID",
  Parents: "PARENTS",
  CreatedAt: "CREATED AT",
  Mutable: "MUTABLE",
  Reclaimable: "RECLAIMABLE",
  Shared: "SHARED",
  Size: "SIZE",
  Description: "DESCRIPTION",
  UsageCount: "USAGE COUNT",
  LastUsedAt: "LAST ACCESSED",
  Type: "TYPE",
};

/** How rows are shown. */
export interface UsageRowOptions {
  /** Ids of mutable records and sizes of shared ones have a star. */
  readonly table: boolean;
  /** Milliseconds since 1970, for ages. */
  readonly now: number;
}

/** A line of `du`: one record of the cache. */
export class UsageRow extends TemplateStruct {
  readonly typeName = "*commands.diskusageContext";
  protected readonly fields: Readonly<Record<string, () => unknown>>;

  constructor(record: CacheRecord, { table, now }: UsageRowOptions) {
    super();
    const starred = (text: string, star: boolean) => (table && star ? `${text}*` : text);
    this.fields = {
      ID: () => starred(record.id, record.mutable),
      Parents: () => record.parents,
      CreatedAt: () => formatNanoTime(record.createdAt),
      Mutable: () => record.mutable,
      Reclaimable: () => !record.inUse,
      Shared: () => record.shared,
      Size: () => starred(formatHumanSize(record.size), record.shared),
      Description: () => record.description,
      UsageCount: () => record.usageCount,
      LastUsedAt: () => formatLastUse(record, now),
      Type: () => record.type,
    };
  }

  toJSON(): unknown {
    const entries = Object.entries(this.fields).map(([name, read]): [string, unknown] => [name, read()]);
    return Object.fromEntries(entries.map(([name, value]) => [name, isEmptyList(value) ? null : value]));
  }
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}
