/** Bytes of an arena, which hold about 64 units: large enough that one write carries much, small enough for the cache. */
export const ARENA_BYTES = 1 << 20;

/** Bytes of the arena that a call starts with: most calls send one small message. */
export const SMALL_ARENA_BYTES = 4096;

const MAX_POOLED = 8;

/** A piece of send buffer. It returns to its pool when its last user has released it. */
export interface Arena {
  readonly bytes: Buffer;
  /** Users that hold on to the bytes: the writer that fills it, queued segments, writes under way. */
  users: number;
}

/** Keeps send buffers for reuse: a fresh one costs page faults on every upload. */
export class ArenaPool {
  private readonly free: Arena[] = [];

  /** An arena with one user. */
  take(large: boolean): Arena {
    const arena = (large ? this.free.pop() : undefined) ?? {
      bytes: Buffer.allocUnsafeSlow(large ? ARENA_BYTES : SMALL_ARENA_BYTES),
      users: 0,
    };
    arena.users = 1;
    return arena;
  }

  /** Takes one user off the arena. */
  release(arena: Arena): void {
    arena.users--;
    if (arena.users === 0 && arena.bytes.length === ARENA_BYTES && this.free.length < MAX_POOLED) {
      this.free.push(arena);
    }
  }
}
