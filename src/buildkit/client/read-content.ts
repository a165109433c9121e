import { SlipwayError } from "../../errors/index.js";
import { DigestVerifier } from "../../oci/digest.js";
import { Content } from "../gen/containerd/content_pb.js";
import { type CallOptions, type GrpcChannel, GrpcCode, GrpcError } from "../transport/index.js";
import { fromDaemonError } from "./error-details.js";
import { callServerStream, callUnary } from "./methods.js";

/** Content in the daemon's store. */
export interface ContentDescriptor {
  /** `algorithm:hex`. */
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
}

/** Takes a piece of content; a promise it returns holds the next piece back. */
export type TakeContent = (chunk: Uint8Array) => void | Promise<void>;

/**
 * The size in bytes of a blob in the daemon's content store, undefined when it has no such blob.
 *
 * @throws SlipwayError when the daemon does not answer; one before v0.11 has no content service.
 */
export async function contentSize(
  channel: GrpcChannel,
  digest: string,
  options: CallOptions = {},
): Promise<number | undefined> {
  try {
    const { info } = await callUnary(channel, Content.info, { digest }, options);
    return info === undefined ? undefined : Number(info.size);
  } catch (reason) {
    if (reason instanceof GrpcError && reason.code === GrpcCode.NotFound) return undefined;
    throw fromDaemonError(reason);
  }
}

/**
 * Reads a blob of the daemon's content store piece by piece, unverified.
 *
 * @throws SlipwayError `not-found` when the daemon has no such blob; a SlipwayError that `take` throws.
 */
export async function streamContent(
  channel: GrpcChannel,
  digest: string,
  take: TakeContent,
  options: CallOptions = {},
): Promise<void> {
  try {
    await callServerStream(channel, Content.read, { digest }, ({ data }) => take(data), options);
  } catch (reason) {
    if (!(reason instanceof GrpcError) || reason.code !== GrpcCode.NotFound) throw fromDaemonError(reason);
    throw new SlipwayError("not-found", `the daemon has no content ${digest}`, { cause: reason });
  }
}

/** Bytes; what is held in memory as a whole is a document, never a layer. */
const MAX_WHOLE = 256 << 20;

/**
 * Reads a blob of the daemon's content store, e.g. what a build's history record names. It is checked against its
 * digest and held in memory as a whole.
 *
 * @throws SlipwayError `not-found` when the daemon has no such blob, `protocol-error` when it sends something else.
 */
export async function readContent(
  channel: GrpcChannel,
  { digest, size }: ContentDescriptor,
  options: CallOptions = {},
): Promise<Uint8Array> {
  if (size > MAX_WHOLE) {
    throw new SlipwayError(
      "protocol-error",
      `content ${digest} of ${size} bytes is too large to be read whole`,
    );
  }
  const verifier = new DigestVerifier(digest, size);
  const chunks: Uint8Array[] = [];
  const take = (chunk: Uint8Array) => {
    verifier.update(chunk);
    chunks.push(chunk);
  };
  await streamContent(channel, digest, take, options);
  verifier.verify();
  return Buffer.concat(chunks);
}
