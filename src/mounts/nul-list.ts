/** The texts of a list in which each ends with a NUL, one character per byte. */
export function splitNul(bytes: Buffer): string[] {
  const texts = bytes.toString("latin1").split("\0");
  texts.pop();
  return texts;
}

/** A list of texts as {@link splitNul} reads it. */
export function joinNul(texts: Iterable<string>): Buffer {
  const parts: Buffer[] = [];
  for (const text of texts) parts.push(Buffer.from(`${text}\0`, "latin1"));
  return Buffer.concat(parts);
}
