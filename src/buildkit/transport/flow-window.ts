/** The largest flow-control window HTTP/2 allows (RFC 9113, section 6.9.1). */
export const MAX_WINDOW = 2 ** 31 - 1;

/** The window of a connection and of a stream before any setting (RFC 9113, section 6.9.2). */
export const DEFAULT_WINDOW = 65_535;

/** How much we may still send. Negative after the peer lowered its initial window size. */
export class SendWindow {
  constructor(public available: number) {}

  /** Adds `increment`, which may be negative. False, and nothing changed, when the window would exceed the maximum. */
  grow(increment: number): boolean {
    if (this.available + increment > MAX_WINDOW) return false;
    this.available += increment;
    return true;
  }
}

/**
 * How much the peer may still send us, and how much of it we owe back. Credit is returned in steps of a quarter of the
 * window, so that there are few updates and the peer never runs dry while we keep up.
 */
export class ReceiveWindow {
  private left: number;
  private owed = 0;
  /** Granted ahead of consumption by {@link expect}; consumption pays it off before anything is returned. */
  private lent = 0;

  constructor(private readonly size: number) {
    this.left = size;
  }

  /** Counts what came. False when the peer sent more than it was allowed. */
  received(bytes: number): boolean {
    this.left -= bytes;
    return this.left >= 0;
  }

  /** Counts what was consumed. Returns the credit to give back now, 0 when it can wait. */
  consumed(bytes: number): number {
    const paid = Math.min(this.lent, bytes);
    this.lent -= paid;
    this.owed += bytes - paid;
    if (this.owed < this.size / 4) return 0;
    const credit = this.owed;
    this.owed = 0;
    this.left += credit;
    return credit;
  }

  /**
   * Makes sure that `bytes` more can come before anything is consumed, for a message larger than the window.
   * Returns the credit to give now, 0 when there is room already.
   */
  expect(bytes: number): number {
    const credit = bytes - this.left;
    if (credit <= 0) return 0;
    const fromOwed = Math.min(this.owed, credit);
    this.owed -= fromOwed;
    this.lent += credit - fromOwed;
    this.left += credit;
    return credit;
  }
}
