import { lastFieldAt, varintAt } from "../../last-field.js";
import { PacketType } from "./packet-writer.js";

/** Tags of a packet's type, id and content. */
const typeTag = 0x08;
const idTag = 0x18;
const dataTag = 0x22;

/** How a DATA packet starts. */
export interface DataStart {
  readonly id: number;
  /** Bytes before the content, which is all that follows. */
  readonly prefix: number;
}

/**
 * Reads the start of a packet of `length` bytes. Undefined unless it is a DATA packet that ends with its content, as every
 * sender writes it, and `start` holds all that comes before that.
 */
export function readDataStart(start: Uint8Array, length: number): DataStart | undefined {
  if (start[0] !== typeTag || start[1] !== PacketType.data) return undefined;
  // The id of the first entry is 0, which is not written.
  const id = start[2] === idTag ? varintAt(start, 3) : { value: 0, end: 2 };
  if (id === undefined) return undefined;
  const prefix = lastFieldAt(start, id.end, length, dataTag);
  return prefix === undefined ? undefined : { id: id.value >>> 0, prefix };
}
