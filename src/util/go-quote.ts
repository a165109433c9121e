const ESCAPES: Readonly<Record<string, string>> = {
  "\u0007": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
  '"': '\\"',
  "\\": "\\\\",
};

// Made when a text needs it, which few do: it takes half a millisecond.
let unprintable: RegExp | undefined;

/** Quotes a string as Go's `%q` does, which is how docker's messages and templates show user input. */
export function quoteGo(text: string): string {
  let quoted = '"';
  for (const char of text) quoted += ESCAPES[char] ?? (isPlain(char) ? char : escapeCodePoint(char));
  return `${quoted}"`;
}

function isPlain(char: string): boolean {
  if (char >= " " && char <= "~") return true;
  unprintable ??= /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\u00a0\p{Zs}]/u;
  return !unprintable.test(char);
}

function escapeCodePoint(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x80) return `\\x${code.toString(16).padStart(2, "0")}`;
  if (code < 0x10000) return `\\u${code.toString(16).padStart(4, "0")}`;
  return `\\U${code.toString(16).padStart(8, "0")}`;
}
