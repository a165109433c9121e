import { useEffect, useState } from "preact/hooks";

/** What a question has come to: neither while it is asked. */
export interface Answer<T> {
  readonly value?: T | undefined;
  readonly error?: Error | undefined;
}

/**
 * Asks once, and again when `key` changes; an answer that comes too late is dropped.
 *
 * @param keep the answer before stands until the next one is there
 */
export function useAnswer<T>(key: string, ask: () => Promise<T>, keep = false): Answer<T> {
  const [answer, setAnswer] = useState<Answer<T> & { readonly key?: string }>({});
  useEffect(() => {
    let wanted = true;
    ask().then(
      (value) => wanted && setAnswer({ key, value }),
      (error: Error) => wanted && setAnswer({ key, error }),
    );
    return () => {
      wanted = false;
    };
  }, [key]);
  return keep || answer.key === key ? answer : {};
}
