import { SlipwayError } from "../../errors/index.js";
import { DigestVerifier } from "../../oci/digest.js";
import { Content } from "../gen/containerd/content_pb.js";
import { type CallOptions, type GrpcChannel, GrpcCode, GrpcError } from "../transport/index.js";
import { fromDaemonError } from "./error-details.js";
import { callServerStream } from "./methods.js";

/** Content in the daemon's store. */
export interface ContentDescriptor {
  /** `algorithm:hex`. */
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
}

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
  const verifier = new DigestVerifier(digest, size);
  const chunks: Uint8Array[] = [];
  const take = ({ data }: { readonly data: Uint8Array }) => {
    verifier.update(data);
    chunks.push(data);
  };
  try {
    await callServerStream(channel, Content.read, { digest }, take, options);
  } catch (reason) {
    if (!(reason instanceof GrpcError) || reason.code !== GrpcCode.NotFound) throw fromDaemonError(reason);
    throw new SlipwayError("not-found", `the daemon has no content ${digest}`, { cause: reason });
  }
  verifier.verify();
  return Buffer.concat(chunks);
}
