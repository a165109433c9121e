import { isUtf8 } from "node:buffer";

/**
 * File names are bytes; most are UTF-8. In those that are not, a byte that fits no character is held as a lone
 * surrogate, U+DC80 to U+DCFF, so that every name is a string and no two are the same.
 */
const firstEscape = 0xdc00;

/** Reads a name; the opposite of {@link encodeName}. */
export function decodeName(bytes: Buffer): string {
  const text = bytes.toString("utf8");
  if (!text.includes("\ufffd") || isUtf8(bytes)) return text;
  let out = "";
  for (let at = 0; at < bytes.length; ) {
    const length = characterLength(bytes, at);
    out +=
      length === 0
        ? String.fromCharCode(firstEscape + bytes.readUInt8(at))
        : bytes.toString("utf8", at, at + length);
    at += Math.max(1, length);
  }
  return out;
}

/** Length of the UTF-8 character at a place; 0 when there is none. */
function characterLength(bytes: Buffer, at: number): number {
  for (let length = 1; length <= 4 && at + length <= bytes.length; length++) {
    if (isUtf8(bytes.subarray(at, at + length))) return length;
  }
  return 0;
}

/** True when the name is not UTF-8. */
export function isEscapedName(name: string): boolean {
  // A file system's names are mostly of one byte for a character, of which this is known at once.
  return !name.isWellFormed();
}

/** The bytes of a name. */
export function encodeName(name: string): Buffer {
  if (!isEscapedName(name)) return Buffer.from(name);
  const parts = Array.from(name, (char) => {
    const code = char.codePointAt(0) ?? 0;
    return code >= 0xd800 && code <= 0xdfff ? Buffer.of(code & 0xff) : Buffer.from(char);
  });
  return Buffer.concat(parts);
}

/** A name as text that can be printed, with `\xff` for a byte that fits no character. */
export function printableName(name: string): string {
  return name.replace(/[\udc80-\udcff]/gu, (unit) => `\\x${(unit.charCodeAt(0) & 0xff).toString(16)}`);
}

/** A path as the functions of node:fs take it. */
export function systemPath(path: string): string | Buffer {
  return isEscapedName(path) ? encodeName(path) : path;
}
