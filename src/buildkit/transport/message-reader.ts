import { GrpcCode, GrpcError } from "./types.js";

/** The largest message accepted, in bytes: BuildKit's own limit on control and session connections. */
export const MAX_MESSAGE_BYTES = 16 << 20;

/** Octets before each message: a compression flag and the length. */
export const MESSAGE_HEADER_BYTES = 5;

/** Messages of fewer bytes are copied: a view that somebody keeps would keep the whole buffer of its read. */
const SMALL_BYTES = 4096;

const EMPTY = Buffer.alloc(0);

/** The header of a message of `length` bytes that is not compressed. */
export function messageHeader(length: number, compressed = false): Buffer {
  const header = Buffer.allocUnsafe(MESSAGE_HEADER_BYTES);
  header[0] = compressed ? 1 : 0;
  header.writeUInt32BE(length, 1);
  return header;
}

/**
 * Cuts the bytes of one direction of a call into gRPC messages, when they are asked for. A long message that came
 * in one piece is handed on without a copy, and so are the pieces of one that is split.
 */
export class MessageReader {
  private slices: Buffer[] = [];
  /** Index of the first slice that holds unread bytes, and where they start in it. */
  private first = 0;
  private offset = 0;
  private available = 0;
  /** Length of the message whose header was read, or -1. */
  private length = -1;
  /** The message so far, when it comes in several slices. */
  private partial: Buffer | undefined;
  private filled = 0;
  /** Bytes of the split message that were not handed on yet. */
  private pieceLeft = 0;

  push(slice: Buffer): void {
    this.slices.push(slice);
    this.available += slice.length;
  }

  /** Bytes of the current message that have not come yet; 0 between messages, and in one that is handed on in pieces. */
  get missing(): number {
    return this.length < 0 ? 0 : this.length - this.filled - this.available;
  }

  /** True when the bytes so far end inside a message. */
  get insideMessage(): boolean {
    return this.length >= 0 || this.available > 0 || this.pieceLeft > 0;
  }

  /**
   * The next message, undefined until it is whole.
   * @throws GrpcError ResourceExhausted for a message above the limit, Internal for a compressed one.
   */
  next(): Buffer | undefined {
    if (!this.begin()) return undefined;
    if (this.filled + this.available < this.length) {
      this.gather();
      return undefined;
    }
    const message = this.partial === undefined ? this.takeMessage() : this.completePartial(this.partial);
    this.length = -1;
    return message;
  }

  /** True once the header of the current message was read. Throws as {@link next}. */
  private begin(): boolean {
    if (this.length >= 0) return true;
    if (this.available < MESSAGE_HEADER_BYTES) return false;
    this.length = parseHeader(this.take(MESSAGE_HEADER_BYTES));
    return true;
  }

  /**
   * The first piece of a message that comes in several, undefined for another and for one that is being put together.
   * Throws as {@link next}.
   */
  start(): { readonly piece: Buffer; readonly length: number } | undefined {
    if (!this.begin() || this.available === 0 || this.partial !== undefined) return undefined;
    const slice = this.slices[this.first] ?? EMPTY;
    const { length } = this;
    return slice.length - this.offset >= length ? undefined : { piece: slice.subarray(this.offset), length };
  }

  /** From now on the current message, of which {@link start} was given, is handed on in pieces; without its first bytes. */
  split(prefix: number): void {
    this.take(prefix);
    this.pieceLeft = this.length - prefix;
    this.length = -1;
  }

  /** True while the current message is handed on in pieces. */
  get inPieces(): boolean {
    return this.pieceLeft > 0;
  }

  /** The next bytes of a message that is split, undefined until they have come. */
  piece(): Buffer | undefined {
    const slice = this.slices[this.first];
    if (slice === undefined) return undefined;
    const piece = slice.subarray(this.offset, this.offset + this.pieceLeft);
    this.pieceLeft -= piece.length;
    this.skip(slice, piece.length);
    return piece;
  }

  /** Moves what has come of a large message to its place, so that the slices can be freed. */
  private gather(): void {
    if (this.available === 0) return;
    this.partial ??= Buffer.allocUnsafe(this.length);
    this.filled = this.moveTo(this.partial, this.filled, this.filled + this.available);
  }

  private completePartial(partial: Buffer): Buffer {
    this.moveTo(partial, this.filled, this.length);
    this.partial = undefined;
    this.filled = 0;
    return partial;
  }

  private takeMessage(): Buffer {
    const message = this.take(this.length);
    return message.length < SMALL_BYTES ? Buffer.from(message) : message;
  }

  private take(length: number): Buffer {
    if (length === 0) return EMPTY;
    const slice = this.slices[this.first] ?? EMPTY;
    if (slice.length - this.offset >= length) {
      const bytes = slice.subarray(this.offset, this.offset + length);
      this.skip(slice, length);
      return bytes;
    }
    const bytes = Buffer.allocUnsafe(length);
    this.moveTo(bytes, 0, length);
    return bytes;
  }

  private moveTo(target: Buffer, from: number, to: number): number {
    for (let at = from; at < to; ) {
      const slice = this.slices[this.first] ?? EMPTY;
      const copied = slice.copy(target, at, this.offset, Math.min(slice.length, this.offset + to - at));
      this.skip(slice, copied);
      at += copied;
    }
    return to;
  }

  private skip(slice: Buffer, bytes: number): void {
    this.available -= bytes;
    this.offset += bytes;
    if (this.offset < slice.length) return;
    this.offset = 0;
    this.first++;
    if (this.first === this.slices.length) {
      this.slices.length = 0;
      this.first = 0;
    } else if (this.first >= 1024) {
      this.slices.splice(0, this.first);
      this.first = 0;
    }
  }
}

function parseHeader(header: Buffer): number {
  if (header[0] !== 0)
    throw new GrpcError(GrpcCode.Internal, "a message is compressed, which was not agreed on");
  const length = header.readUInt32BE(1);
  if (length > MAX_MESSAGE_BYTES) {
    throw new GrpcError(
      GrpcCode.ResourceExhausted,
      `a message of ${length} bytes exceeds the limit of ${MAX_MESSAGE_BYTES}`,
    );
  }
  return length;
}
