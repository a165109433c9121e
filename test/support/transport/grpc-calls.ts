import { expect } from "vitest";
import { type GrpcChannel, type GrpcError, openChannel } from "../../../src/buildkit/transport/index.js";
import { type StreamHandler, serveHttp2 } from "./grpc-peer.js";

/** A method of the daemon's that tests call. */
export const METHOD = "/moby.buildkit.v1.Control/Info";

/** Lends a channel to a node:http2 server that answers with `onStream`. */
export async function withServer<T>(
  onStream: StreamHandler,
  use: (channel: GrpcChannel) => Promise<T>,
  options: Parameters<typeof serveHttp2>[1] = {},
): Promise<T> {
  const { client, close } = serveHttp2(onStream, options);
  const channel = openChannel(client);
  try {
    return await use(channel);
  } finally {
    channel.close();
    close();
  }
}

/** What a call fails with. */
export async function errorOf(promise: Promise<unknown>): Promise<GrpcError> {
  return promise.then(
    () => expect.unreachable("the call succeeded"),
    (error: unknown) => error as GrpcError,
  );
}
