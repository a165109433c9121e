import { formatFixed } from "../../../progress/index.js";

/** How long a build took: `3.7s`, `12m  5s`. */
export function formatBuildTime(nanos: bigint): string {
  const seconds = Number(nanos) / 1e9;
  if (seconds < 60) return `${formatFixed(seconds, 1)}s`;
  return `${Math.trunc(seconds / 60)}m ${String(Math.trunc(seconds) % 60).padStart(2)}s`;
}
