const FORM = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:[.,](\d+))?(Z|[+-]\d\d:\d\d)$/;

const SECOND = 1_000_000_000n;

/** Nanoseconds of Unix time that an RFC 3339 time stands for; undefined for anything else. */
export function parseRfc3339(text: string): bigint | undefined {
  const [, date, time, fraction = "", zone] = FORM.exec(text) ?? [];
  if (zone === undefined) return undefined;
  const milliseconds = Date.parse(`${date}T${time}${zone}`);
  if (Number.isNaN(milliseconds)) return undefined;
  return BigInt(milliseconds) * 1_000_000n + BigInt(fraction.slice(0, 9).padEnd(9, "0"));
}

/** How {@link formatRfc3339} writes. */
export interface Rfc3339Options {
  /** In the zone of this machine instead of UTC. Default false. */
  readonly local?: boolean;
}

/** Nanoseconds of Unix time as Go's RFC3339Nano has them: the fraction as long as it needs to be. */
export function formatRfc3339(nanos: bigint, { local = false }: Rfc3339Options = {}): string {
  const below = ((nanos % SECOND) + SECOND) % SECOND;
  const milliseconds = Number((nanos - below) / 1_000_000n);
  // Minutes west of UTC.
  const offset = (local && new Date(milliseconds).getTimezoneOffset()) || 0;
  const text = isoSeconds(milliseconds - offset * 60_000);
  const fraction = String(below).padStart(9, "0").replace(/0+$/, "");
  return `${text}${fraction === "" ? "" : `.${fraction}`}${zoneText(offset)}`;
}

/** Nanoseconds of Unix time as `2026-01-02 03:04:05` of this machine's zone. */
export function formatLocalTime(nanos: bigint): string {
  return formatRfc3339(nanos - (((nanos % SECOND) + SECOND) % SECOND), { local: true })
    .slice(0, 19)
    .replace("T", " ");
}

/** Times that no calendar has, as a stranger may send them, are the beginning of Unix time. */
function isoSeconds(milliseconds: number): string {
  const date = new Date(milliseconds);
  return (Number.isNaN(date.getTime()) ? new Date(0) : date).toISOString().replace(/\.\d{3}Z$/, "");
}

function zoneText(offset: number): string {
  if (offset === 0) return "Z";
  const pad = (number: number) => String(number).padStart(2, "0");
  const minutes = Math.abs(offset);
  return `${offset < 0 ? "+" : "-"}${pad(Math.trunc(minutes / 60))}:${pad(minutes % 60)}`;
}
