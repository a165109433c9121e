/** In the order of their codes. */
const NAMES: readonly string[] = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];

/** The escape sequences that begin a row of each kind; absent where the row is not coloured. */
export interface RowColors {
  readonly run?: string;
  readonly cancel?: string;
  readonly error?: string;
  readonly warning?: string;
}

const KEYS = ["run", "cancel", "error", "warning"] as const;
type ColorKey = (typeof KEYS)[number];

/** The row colours that `NO_COLOR` and `BUILDKIT_COLORS` ask for. Entries that make no sense go to `onWarning`. */
export function rowColors(
  env: Readonly<Record<string, string | undefined>>,
  onWarning: (message: string) => void,
  platform: NodeJS.Platform = process.platform,
): RowColors {
  if (env.NO_COLOR) return {};
  const colors: Record<ColorKey, string> = {
    run: escapeFor(platform === "win32" ? 36 : 34),
    cancel: escapeFor(33),
    error: escapeFor(31),
    warning: escapeFor(33),
  };
  if (!env.BUILDKIT_COLORS) return colors;
  const entries = splitQuoted(env.BUILDKIT_COLORS, ":");
  if (entries === undefined) {
    onWarning("could not parse BUILDKIT_COLORS. Falling back to defaults.");
    return colors;
  }
  for (const entry of new Set(entries)) applyEntry(colors, entry, onWarning);
  return colors;
}

function escapeFor(code: number | string): string {
  return `\x1b[${code}m`;
}

function applyEntry(
  colors: Record<ColorKey, string>,
  entry: string,
  onWarning: (message: string) => void,
): void {
  const [name, value, ...rest] = entry.split("=");
  if (name === undefined || value === undefined || rest.length > 0) {
    onWarning(`Could not parse BUILDKIT_COLORS component: ${entry}`);
    return;
  }
  const color = namedColor(value.toLowerCase()) ?? rgbColor(value);
  if (color === undefined) {
    onWarning(
      value.includes(",")
        ? rgbMistake(value)
        : `Unknown color value found in BUILDKIT_COLORS: ${name}=${value}`,
    );
    return;
  }
  const key = KEYS.find((known) => known === name.toLowerCase());
  if (key === undefined) {
    onWarning(
      `Unknown key found in BUILDKIT_COLORS (expected: run, cancel, error, or warning): ${name.toLowerCase()}`,
    );
    return;
  }
  colors[key] = color;
}

function namedColor(value: string): string | undefined {
  if (value === "default") return escapeFor(39);
  const light = value.startsWith("light-");
  const index = NAMES.indexOf(light ? value.slice("light-".length) : value);
  return index === -1 ? undefined : escapeFor((light ? 90 : 30) + index);
}

/** `R,G,B`, each from 0 to 255, as the nearest lower entry of the 256-colour cube. */
function rgbColor(value: string): string | undefined {
  const fields = splitQuoted(value, ",");
  if (fields?.length !== 3 || !fields.every((field) => /^[+-]?\d+$/.test(field))) return undefined;
  const parts = fields.map(Number);
  if (!parts.every((part) => part >= 0 && part <= 255)) return undefined;
  const [red = 0, green = 0, blue = 0] = parts.map((part) => Math.trunc(part / 43));
  return escapeFor(`38;5;${16 + 36 * red + 6 * green + blue}`);
}

/** Buildx's words for what is wrong with a value in numbers. */
function rgbMistake(value: string): string {
  const fields = splitQuoted(value, ",");
  if (fields?.length !== 3) return `Could not parse value ${value} as valid RGB color. Ignoring.`;
  const isWhole = fields.every((field) => /^[+-]?\d+$/.test(field) && Number.isSafeInteger(Number(field)));
  const wanted = isWhole ? "within the valid range of 0-255" : "an integer";
  return `A field in BUILDKIT_COLORS appears to contain an RGB value that is not ${wanted}: ${value}`;
}

/** Splits a line of CSV fields; a field may be quoted, with quotes inside doubled. Undefined if a quote is amiss. */
function splitQuoted(text: string, separator: string): string[] | undefined {
  const fields: string[] = [];
  const field = new RegExp(`(?:"((?:[^"]|"")*)"|([^"${separator}]*))(${separator}|$)`, "y");
  for (;;) {
    const match = field.exec(text);
    if (match === null) return undefined;
    fields.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? "");
    if (match[3] === "") return fields;
  }
}
