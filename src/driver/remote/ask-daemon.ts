import type { Duplex } from "node:stream";
import { isSlipwayError, SlipwayError } from "../../errors/index.js";

/** Answers of those in between a client and a daemon, or of a daemon that is going down. */
const unavailable = 14;
/** Daemons from before BuildKit 0.11 have no Info call. */
const unimplemented = 12;

/**
 * Asks over a new connection whether a daemon is there, and closes it.
 *
 * @throws SlipwayError `connection-lost` for nobody there yet; what the daemon answers when it refuses.
 */
export async function askDaemon(
  stream: Duplex,
  authority: string | undefined,
  signal: AbortSignal | undefined,
): Promise<void> {
  stream.on("error", () => undefined);
  const { openBuildKit } = await import("../../buildkit/client/index.js");
  const client = openBuildKit(stream, { authority });
  try {
    await client.info({ signal });
  } catch (reason) {
    if (!isSlipwayError(reason)) throw reason;
    const code = reason.details.grpcCode;
    if (code === unimplemented) return;
    if (code !== unavailable) throw reason;
    throw new SlipwayError("connection-lost", reason.message, { cause: reason });
  } finally {
    client.close();
  }
}
