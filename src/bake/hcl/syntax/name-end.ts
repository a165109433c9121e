let pattern: RegExp | undefined;

/** Where the name ends that starts at `from`; `from` when there is none. */
export function nameEnd(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 0x80) return unicodeNameEnd(text, from);
    const letter = (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;
    if (!letter && (at === from || !((code >= 48 && code <= 57) || code === 45))) break;
  }
  return at;
}

/** Making the pattern takes a millisecond, and few files need it. */
function unicodeNameEnd(text: string, from: number): number {
  pattern ??= /[\p{ID_Start}_][\p{ID_Continue}-]*/uy;
  pattern.lastIndex = from;
  return from + (pattern.exec(text)?.[0].length ?? 0);
}
