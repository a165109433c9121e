import type { Flag, FlagSet } from "./flag.js";
import { defaultOf } from "./parse-flags.js";
import { wrapUsage } from "./wrap-usage.js";

/** How {@link formatFlagUsages} lays the list out. */
export interface FlagUsagesOptions {
  /** Columns to wrap at; 0 for no wrapping. */
  readonly columns: number;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Lists flags as pflag does: sorted by name, usages in one column, the default in brackets. One string per flag. */
export function formatFlagUsages(flags: FlagSet, options: FlagUsagesOptions): string[] {
  const rows = visibleFlags(flags).map(([name, flag]) => ({
    left: leftColumn(name, flag),
    usage: flag.usage + defaultSuffix(flag, options),
  }));
  const width = Math.max(0, ...rows.map((row) => row.left.length));
  return rows.map(
    ({ left, usage }) => `${left.padEnd(width)}   ${wrapUsage(usage, width + 3, options.columns)}`,
  );
}

/** The flags that help shows, sorted by name. */
export function visibleFlags(flags: FlagSet): [name: string, flag: Flag<unknown>][] {
  return Object.entries(flags)
    .filter(([, flag]) => !flag.hidden && flag.deprecated === undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

function leftColumn(name: string, flag: Flag<unknown>): string {
  const shown = flag.shorthand !== undefined && flag.shorthandDeprecated === undefined;
  const valueName = flag.valueName ?? flag.type.valueName;
  const left = `${shown ? `  -${flag.shorthand}, ` : "      "}--${name}`;
  return valueName === "" ? left : `${left} ${valueName}`;
}

function defaultSuffix(flag: Flag<unknown>, options: FlagUsagesOptions): string {
  const shown = flag.type.formatDefault(defaultOf(flag, options.env));
  return shown === undefined ? "" : ` (default ${shown})`;
}
