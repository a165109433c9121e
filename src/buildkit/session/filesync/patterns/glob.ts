/** One element of a shell glob as Go's `filepath.Match` reads it. */
type GlobToken =
  | { readonly kind: "star" | "any" }
  | { readonly kind: "literal"; readonly char: string }
  | {
      readonly kind: "class";
      readonly negated: boolean;
      readonly ranges: readonly (readonly [number, number])[];
    };

/** True when Go's `filepath.Match` would accept the pattern's syntax. */
export function isValidGlob(pattern: string, windows: boolean): boolean {
  return parseGlob(pattern, windows) !== undefined;
}

/** True when the name holds `*`, `?` or `[` that is not escaped. */
export function hasWildcard(name: string, windows: boolean): boolean {
  for (let i = 0; i < name.length; i++) {
    const char = name[i];
    if (char === "\\" && !windows) i++;
    else if (char === "*" || char === "?" || char === "[") return true;
  }
  return false;
}

/**
 * Compiles a glob over one path component (`filepath.Match`); undefined when the pattern is malformed, which Go's
 * callers treat as "matches nothing".
 */
export function compileGlob(pattern: string, windows: boolean): RegExp | undefined {
  const tokens = parseGlob(pattern, windows);
  return tokens && new RegExp(`^${tokens.map(tokenSource).join("")}$`, "u");
}

function tokenSource(token: GlobToken): string {
  switch (token.kind) {
    case "star":
      return "[^/]*";
    case "any":
      return "[^/]";
    case "literal":
      return escapeCodePoint(token.char.codePointAt(0) ?? 0);
    case "class": {
      const ordered = token.ranges.filter(([low, high]) => low <= high);
      const body = ordered.map(([low, high]) => `${escapeCodePoint(low)}-${escapeCodePoint(high)}`).join("");
      return `[${token.negated ? "^" : ""}${body}]`;
    }
  }
}

/** A code point as an escape that means itself anywhere in a `u` regular expression. */
export function escapeCodePoint(code: number): string {
  return `\\u{${code.toString(16)}}`;
}

function parseGlob(pattern: string, windows: boolean): GlobToken[] | undefined {
  const chars = Array.from(pattern);
  const tokens: GlobToken[] = [];
  let at = 0;
  while (at < chars.length) {
    const char = chars[at] ?? "";
    if (char === "*") tokens.push({ kind: "star" });
    else if (char === "?") tokens.push({ kind: "any" });
    else if (char === "[") {
      const end = parseClass(chars, at + 1, windows, tokens);
      if (end === undefined) return undefined;
      at = end;
      continue;
    } else if (char === "\\" && !windows) {
      const next = chars[++at];
      if (next === undefined) return undefined;
      tokens.push({ kind: "literal", char: next });
    } else tokens.push({ kind: "literal", char });
    at++;
  }
  return tokens;
}

/** Parses a class whose `[` ends before `start`; returns the index after its `]`. */
function parseClass(
  chars: readonly string[],
  start: number,
  windows: boolean,
  tokens: GlobToken[],
): number | undefined {
  let at = start;
  const negated = chars[at] === "^";
  if (negated) at++;
  const ranges: [number, number][] = [];
  while (chars[at] !== "]" || ranges.length === 0) {
    const low = classChar(chars, at, windows);
    if (low === undefined) return undefined;
    at = low.next;
    let high = low;
    if (chars[at] === "-") {
      const end = classChar(chars, at + 1, windows);
      if (end === undefined) return undefined;
      high = end;
      at = end.next;
    }
    ranges.push([low.code, high.code]);
  }
  tokens.push({ kind: "class", negated, ranges });
  return at + 1;
}

function classChar(
  chars: readonly string[],
  start: number,
  windows: boolean,
): { code: number; next: number } | undefined {
  let at = start;
  let char = chars[at];
  if (char === undefined || char === "-" || char === "]") return undefined;
  if (char === "\\" && !windows) char = chars[++at];
  const code = char?.codePointAt(0);
  if (code === undefined || at + 1 >= chars.length) return undefined;
  return { code, next: at + 1 };
}
