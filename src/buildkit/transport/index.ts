import { DuplexChannel } from "./channel.js";
import type { OpenChannel } from "./types.js";

/**
 * Opens a gRPC connection to the BuildKit daemon at the other end of `stream`, which belongs to the channel from then
 * on. Calls may be made at once. Never throws: a broken stream shows in `closed` and in the calls.
 */
export const openChannel: OpenChannel = (stream, options) => new DuplexChannel(stream, options);

export * from "./types.js";
