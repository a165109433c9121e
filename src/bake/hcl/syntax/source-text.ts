/**
 * The text of a definition. Bytes that are not UTF-8 become replacement characters, which outside of strings the lexer
 * takes for what they are; inside of strings they are refused as well.
 */
export function decodeSource(source: string | Uint8Array): string {
  return typeof source === "string" ? source : new TextDecoder("utf-8", { ignoreBOM: true }).decode(source);
}
