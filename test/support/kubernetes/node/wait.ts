/** Waits, or rejects as soon as the signal says so. */
export function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      reject(new Error("stopped"));
    };
    if (signal.aborted) return reject(new Error("stopped"));
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", abort);
      resolve();
    }, milliseconds);
    signal.addEventListener("abort", abort, { once: true });
  });
}

/** Whether a signal has fired; a call, so that a loop asks again each time. */
export function stopped(signal: AbortSignal): boolean {
  return signal.aborted;
}

/** What the promise resolves with, unless the signal comes first; then it rejects, and the promise is left to itself. */
export async function unlessStopped<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const settled = new AbortController();
  try {
    return await Promise.race([promise, stop(signal, settled.signal)]);
  } finally {
    settled.abort();
  }
}

/** Rejects when the first signal says so, and forgets about it at the second. */
function stop(signal: AbortSignal, settled: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) return reject(new Error("stopped"));
    signal.addEventListener("abort", () => reject(new Error("stopped")), { once: true, signal: settled });
  });
}
