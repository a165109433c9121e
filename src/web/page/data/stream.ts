import { signal } from "@preact/signals";
import { RequestError, respond } from "./api.js";
import { LineCutter } from "./lines.js";

/** Whether a stream is being opened again: what is shown may be old. */
export const reconnecting = signal(false);

const pause = (milliseconds: number, stop: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    stop.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });

/** Reads one response to its end; true when `take` said that the stream is over. */
async function readEvents<T>(
  path: string,
  take: (events: T[]) => boolean,
  stop: AbortSignal,
): Promise<boolean> {
  const response = await respond(path, { signal: stop });
  reconnecting.value = false;
  if (response.body === null) return false;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  const cutter = new LineCutter();
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return false;
    const events = cutter.push(value).map((line) => JSON.parse(line) as T);
    if (events.length > 0 && take(events)) return true;
  }
}

/**
 * Follows a stream of events until it says that it is over, or `stop`; a stream that breaks is opened again after a second.
 *
 * @param take gets what came together, and says whether the stream is over
 */
export async function follow<T>(
  path: string,
  take: (events: T[]) => boolean,
  stop: AbortSignal,
): Promise<void> {
  while (!stop.aborted) {
    try {
      if (await readEvents(path, take, stop)) return;
    } catch (error) {
      if (stop.aborted) return;
      const lasting = error instanceof RequestError && error.code !== "unreachable";
      if (lasting && (error.code === "forbidden" || error.code === "not-found")) return;
      reconnecting.value = true;
    }
    await pause(1000, stop);
  }
}
