import type { BuildKitClient } from "../../buildkit/client/index.js";
import { unlessAborted } from "../../util/unless-aborted.js";
import type { DeletionWatch } from "./deletion-watch.js";

/** How long the daemon is given to send a record that it has just listed, milliseconds. */
const PATIENCE = 5_000;

/**
 * Removes a record that the daemon has. A daemon that was ever asked for the record by its id only marks it when it is
 * told to delete it, and has it back after its next start; it deletes what is marked when the last client that listens to
 * that id leaves. So this one listens, has it deleted, and leaves.
 *
 * @throws SlipwayError what the daemon reports.
 */
export async function removeRecord(
  client: BuildKitClient,
  ref: string,
  watch: DeletionWatch,
  signal: AbortSignal | undefined,
): Promise<void> {
  const leave = new AbortController();
  const listened = listen(client, ref, leave.signal);
  try {
    await unlessAborted(listened.sent, signal);
    await client.updateBuildHistory({ ref, delete: true }, { signal });
  } finally {
    leave.abort();
    await listened.ended;
  }
  await unlessAborted(watch.deleted(ref), signal);
}

/** `sent` resolves with the record's first event, which says that the daemon counts this listener; or when it is late. */
function listen(client: BuildKitClient, ref: string, signal: AbortSignal) {
  let arrived = () => {};
  const first = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, PATIENCE);
    arrived = () => {
      clearTimeout(timer);
      resolve();
    };
  });
  const listening = client.listenBuildHistory({ ref }, () => arrived(), { signal });
  const ended = listening.then(arrived, arrived);
  // A list that fails says why, such as that the record is gone already.
  const sent = Promise.race([first, listening]).catch((reason: unknown) => {
    if (!signal.aborted) throw reason;
  });
  return { sent, ended };
}
