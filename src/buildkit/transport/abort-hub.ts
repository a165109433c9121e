const hubs = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls `callback` when `signal` aborts. Returns a function that takes the callback off again. All callbacks of a signal
 * share one listener: a build has many calls under one signal, and Node warns from the eleventh listener on.
 */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  const callbacks = hubs.get(signal) ?? openHub(signal);
  callbacks.add(callback);
  return () => callbacks.delete(callback);
}

function openHub(signal: AbortSignal): Set<() => void> {
  const callbacks = new Set<() => void>();
  hubs.set(signal, callbacks);
  const fire = (): void => {
    for (const callback of [...callbacks]) callback();
  };
  signal.addEventListener("abort", fire, { once: true });
  return callbacks;
}
