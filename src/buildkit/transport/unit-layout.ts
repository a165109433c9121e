import { MESSAGE_HEADER_BYTES } from "./message-reader.js";
import { type Arena, type ArenaPool, SMALL_ARENA_BYTES } from "./unit-arena.js";
import type { UnitPath } from "./unit-path.js";

/** A new unit is not started for less room than this. */
const MIN_UNIT_PAYLOAD = 512;

/** Finished units in an arena. Counts as one user of the arena. */
export interface Segment {
  readonly arena: Arena;
  /** Start of what was not sent yet. */
  at: number;
  readonly end: number;
}

/** A place in the layout that {@link UnitLayout.restore} returns to. */
export interface Mark {
  readonly arena: Arena | undefined;
  readonly cut: number;
  readonly next: number;
  readonly unit: number;
  readonly used: number;
  readonly room: number;
}

/** Lays the bytes of one call out as units in arenas: payloads with room for their headers. */
export class UnitLayout {
  private arena: Arena | undefined;
  /** Start of the units that are in no segment yet. */
  private cut = 0;
  /** Where the next unit starts. */
  private next = 0;
  /** Start of the open unit, or -1. */
  private unit = -1;
  private used = 0;
  private room = 0;

  /** @param onSegment Takes the segment of an arena that became full. */
  constructor(
    private readonly path: UnitPath,
    private readonly arenas: ArenaPool,
    private readonly onSegment: (segment: Segment) => void,
  ) {}

  /** Takes room for at least one and at most `wanted` bytes; the caller must fill it. */
  reserve(wanted: number): Buffer {
    if (this.unit >= 0 && this.used === this.room) this.closeUnit();
    const arena = this.unit < 0 || this.arena === undefined ? this.openUnit(wanted) : this.arena;
    const { headerBytes, firstPayload, jointBytes } = this.path;
    const inFirst = this.used < firstPayload;
    const start = this.unit + headerBytes + this.used + (inFirst ? 0 : jointBytes);
    const room = (inFirst ? Math.min(this.room, firstPayload) : this.room) - this.used;
    const length = Math.min(wanted, room);
    this.used += length;
    return arena.bytes.subarray(start, start + length);
  }

  /**
   * Adds a gRPC message with its header where the open unit has room for both in one piece; false, and nothing is done,
   * where it has not. Tens of thousands of small messages go this way, so no view is made of the buffer.
   */
  addWhole(message: Uint8Array, flag: number): boolean {
    const { arena, unit } = this;
    const { length } = message;
    const end = this.used + MESSAGE_HEADER_BYTES + length;
    const { headerBytes, firstPayload, jointBytes } = this.path;
    const inFirst = this.used < firstPayload;
    if (unit < 0 || arena === undefined || end > (inFirst ? Math.min(this.room, firstPayload) : this.room)) {
      return false;
    }
    const start = unit + headerBytes + this.used + (inFirst ? 0 : jointBytes);
    const { bytes } = arena;
    bytes[start] = flag;
    bytes[start + 1] = length >>> 24;
    bytes[start + 2] = length >>> 16;
    bytes[start + 3] = length >>> 8;
    bytes[start + 4] = length;
    bytes.set(message, start + MESSAGE_HEADER_BYTES);
    this.used = end;
    return true;
  }

  /** Everything laid out since the last segment, if there is something. */
  takeSegment(): Segment | undefined {
    this.closeUnit();
    if (this.arena === undefined || this.next === this.cut) return undefined;
    const segment = { arena: this.arena, at: this.cut, end: this.next };
    this.arena.users++;
    this.cut = this.next;
    return segment;
  }

  mark(): Mark {
    const { arena, cut, next, unit, used, room } = this;
    return { arena, cut, next, unit, used, room };
  }

  /** Forgets what was laid out since `mark`; segments taken since then must be dropped. */
  restore(mark: Mark): void {
    if (mark.arena !== undefined && mark.arena !== this.arena) mark.arena.users++;
    this.arena = mark.arena;
    this.cut = mark.cut;
    this.next = mark.next;
    this.unit = mark.unit;
    this.used = mark.used;
    this.room = mark.room;
  }

  /** Gives the arena back. What is in no segment is lost. */
  release(): void {
    if (this.arena !== undefined) this.arenas.release(this.arena);
    this.arena = undefined;
    this.cut = 0;
    this.next = 0;
    this.unit = -1;
    this.used = 0;
  }

  private openUnit(wanted: number): Arena {
    const { headerBytes, firstPayload, jointBytes, maxPayload } = this.path;
    let arena = this.arena;
    if (arena === undefined || arena.bytes.length - this.next - headerBytes < MIN_UNIT_PAYLOAD) {
      const large = arena !== undefined || wanted > SMALL_ARENA_BYTES - headerBytes;
      const segment = this.takeSegment();
      this.release();
      if (segment !== undefined) this.onSegment(segment);
      arena = this.arenas.take(large);
      this.arena = arena;
    }
    this.unit = this.next;
    this.used = 0;
    const space = arena.bytes.length - this.next - headerBytes;
    const isJoined = space > firstPayload + jointBytes;
    this.room = isJoined ? Math.min(maxPayload, space - jointBytes) : Math.min(space, firstPayload);
    return arena;
  }

  private closeUnit(): void {
    if (this.unit < 0 || this.arena === undefined) return;
    this.path.writeHeaders(this.arena.bytes, this.unit, this.used);
    this.next = this.unit + this.path.sizeAt(this.arena.bytes, this.unit);
    this.unit = -1;
    this.used = 0;
  }
}
