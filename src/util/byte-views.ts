/** Bytes of all views together. */
export function byteCount(views: readonly Uint8Array[]): number {
  return views.reduce((sum, view) => sum + view.byteLength, 0);
}

/** What is left of the views after their first `count` bytes: a short read or write goes on there. */
export function dropBytes(views: readonly Uint8Array[], count: number): Uint8Array[] {
  const rest: Uint8Array[] = [];
  let drop = count;
  for (const view of views) {
    if (drop < view.byteLength) rest.push(drop === 0 ? view : view.subarray(drop));
    drop = Math.max(0, drop - view.byteLength);
  }
  return rest;
}

/** Fills the views one after the other with what `bytes` hold from `start` on. */
export function fillViews(views: readonly Uint8Array[], bytes: Uint8Array, start = 0): void {
  let at = start;
  for (const view of views) {
    view.set(bytes.subarray(at, at + view.byteLength));
    at += view.byteLength;
  }
}
