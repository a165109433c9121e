/** Bytes that are to gather during a pause: the kernel holds some 190 KiB for a unix socket, and a timer may be late. */
const gatherBytes = 128 << 10;

/** Bytes a millisecond; who sends less sends messages rather than content. */
const leastRate = 10 << 10;

/** Milliseconds. */
const longestPause = 4;

/**
 * How long to leave a socket alone after a read, milliseconds; 0 to read on. A sender that is slower than its reader has each
 * of its pieces fetched by itself, at the price of waking up for it: what it sends is left to gather for a moment, but not
 * for so long that it would have to wait.
 *
 * @param rate bytes a millisecond
 */
export function readPause(rate: number): number {
  if (rate > gatherBytes || rate < leastRate) return 0;
  return Math.min(Math.floor(gatherBytes / rate), longestPause);
}
