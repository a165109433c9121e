import type { HeaderField } from "./hpack-decoder.js";
import { STATIC_TABLE } from "./hpack-tables.js";

const exactIndex = new Map<string, number>();
const nameIndex = new Map<string, number>();
for (const [position, [name, value]] of STATIC_TABLE.entries()) {
  if (value !== "") exactIndex.set(`${name}\0${value}`, position + 1);
  if (!nameIndex.has(name)) nameIndex.set(name, position + 1);
}

const SIZE_UPDATE_TO_ZERO = 0x20;

/**
 * Encodes header blocks (RFC 7541) with the static table alone: the headers of gRPC calls are few and short, and
 * without a dynamic table there is no state to keep in step with the peer.
 */
export class HpackEncoder {
  private sizeUpdateDue = false;

  /**
   * Must be called when the peer lowers SETTINGS_HEADER_TABLE_SIZE: the next block then opens with the size update that
   * RFC 7541, section 4.2, demands.
   */
  tableSizeLowered(): void {
    this.sizeUpdateDue = true;
  }

  /** Encodes one header block. Names must be in lower case; text is written as UTF-8. */
  encode(fields: Iterable<HeaderField>): Buffer {
    const out: number[] = [];
    if (this.sizeUpdateDue) out.push(SIZE_UPDATE_TO_ZERO);
    this.sizeUpdateDue = false;
    for (const [name, value] of fields) {
      const exact = exactIndex.get(`${name}\0${value}`);
      if (exact !== undefined) {
        pushInteger(out, exact, 7, 0x80);
        continue;
      }
      const named = nameIndex.get(name);
      pushInteger(out, named ?? 0, 4, 0);
      if (named === undefined) pushString(out, name);
      pushString(out, value);
    }
    return Buffer.from(out);
  }
}

function pushInteger(out: number[], value: number, prefixBits: number, pattern: number): void {
  const prefixMax = 2 ** prefixBits - 1;
  if (value < prefixMax) {
    out.push(pattern | value);
    return;
  }
  out.push(pattern | prefixMax);
  let rest = value - prefixMax;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) out.push((rest % 128) | 0x80);
  out.push(rest);
}

function pushString(out: number[], text: string): void {
  const bytes = Buffer.from(text, "utf8");
  pushInteger(out, bytes.length, 7, 0);
  for (const byte of bytes) out.push(byte);
}
