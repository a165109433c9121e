import { signal } from "@preact/signals";
import { RequestError, respond } from "./api.js";
import { LineCutter } from "./lines.js";

/** Whether a stream is being opened again: what is shown may be old. */
export const reconnecting = signal(false);

/** Why the server does not know this page any more: the command was started again, on the same address. */
export const refused = signal<RequestError | undefined>(undefined);

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

/** Whether asking again would be answered the same; that the page is not known is kept, to be shown. */
function isLasting(error: RequestError): boolean {
  if (error.code === "denied") refused.value = error;
  return error.code === "denied" || error.code === "not-found";
}

/**
 * Follows a stream of events until it says that it is over, or `stop`; a stream that breaks is opened again after a second,
 * but not where the server says that it would not be answered.
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
      if (error instanceof RequestError && isLasting(error)) {
        reconnecting.value = false;
        return;
      }
      reconnecting.value = true;
    }
    await pause(1000, stop);
  }
}
