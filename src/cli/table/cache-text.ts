import type { CacheRecord, UnixNanos } from "../../index.js";
import { formatAge } from "../../progress/index.js";

/** A time as Go prints it: `2026-01-02 03:04:05.678 +0000 UTC`, the fraction as long as it needs to be. */
export function formatNanoTime(time: UnixNanos): string {
  const seconds = new Date(Number(time / 1_000_000_000n) * 1000).toISOString().slice(0, 19).replace("T", " ");
  const fraction = String(time % 1_000_000_000n)
    .padStart(9, "0")
    .replace(/0+$/, "");
  return `${seconds}${fraction === "" ? "" : `.${fraction}`} +0000 UTC`;
}

/** How long ago a record was last used, empty if it never was. `now` in milliseconds. */
export function formatLastUse({ lastUsedAt }: CacheRecord, now: number): string {
  return lastUsedAt === undefined ? "" : `${formatAge(now - Number(lastUsedAt / 1000n) / 1000)} ago`;
}
