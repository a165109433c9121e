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
