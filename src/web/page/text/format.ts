const units = ["B", "kB", "MB", "GB", "TB"];

/** Bytes in thousands, e.g. `1.2 MB`. */
export function bytesText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : 1;
  return `${value.toFixed(digits)} ${units[unit]}`;
}

/** A time that passed, from milliseconds: `0 ms`, `340 ms`, `4.2 s`, `3 min 07 s`, `2 h 05 min`. */
export function durationText(milliseconds: number): string {
  const time = Math.max(0, milliseconds);
  if (time < 999.5) return `${Math.round(time)} ms`;
  if (time < 59_950) return `${(time / 1000).toFixed(1)} s`;
  const seconds = Math.round(time / 1000);
  const two = (value: number) => String(value).padStart(2, "0");
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${two(seconds % 60)} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
}

const steps: readonly [limit: number, size: number, unit: string][] = [
  [60, 1, "s"],
  [3600, 60, "min"],
  [86_400, 3600, "h"],
  [86_400 * 60, 86_400, "d"],
];

/** A time, in milliseconds since 1970, as ISO 8601 writes it; undefined beyond what a date can be. */
export function isoTime(time: number): string | undefined {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

/** How long ago a time was, both in milliseconds since 1970: `now`, `12 s ago`, `3 h ago`; after 60 days its date, `–` if it has none. */
export function agoText(time: number, now: number): string {
  const seconds = Math.round((now - time) / 1000);
  if (seconds < 2) return "now";
  for (const [limit, size, unit] of steps) {
    if (seconds < limit) return `${Math.floor(seconds / size)} ${unit} ago`;
  }
  return isoTime(time)?.slice(0, 10) ?? "–";
}

/** A whole number in groups of three, e.g. `1 000 000`, with narrow spaces that do not break. */
export function countText(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, "\u202f");
}

/** How many lines: `1 line`, `2 000 lines`. */
export function linesText(count: number): string {
  return `${countText(count)} ${count === 1 ? "line" : "lines"}`;
}

/** A part of a whole as `42 %`; of nothing it is `–`. */
export function percentText(part: number, whole: number): string {
  return whole === 0 ? "–" : `${Math.round((part / whole) * 100)}\u00a0%`;
}
