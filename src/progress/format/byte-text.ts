/**
 * Byte text: a string with one character per byte. Step output is kept so, because a chunk may end within a
 * character and need not be UTF-8 at all, and must still reach the stream byte for byte.
 */
export type ByteText = string;

/** Bytes as byte text. */
export function byteTextOf(data: Uint8Array): ByteText {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("latin1");
}

/** The UTF-8 bytes of ordinary text as byte text. */
export function encodeByteText(text: string): ByteText {
  return isAscii(text) ? text : Buffer.from(text, "utf8").toString("latin1");
}

/** The bytes that byte text stands for. */
export function bytesOf(text: ByteText): Uint8Array {
  return Buffer.from(text, "latin1");
}

/** True when every character is below U+0080. */
export function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 0x7f) return false;
  return true;
}
