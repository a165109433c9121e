/**
 * Resolves once what this turn of the event loop has written to connections has left, which is at the turn's end: what is
 * done then costs no time while the other side has work of its own.
 */
export function afterSending(): Promise<void> {
  // Whoever writes may have asked for the end of the turn later than this does.
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
}
