import { canceledError } from "../../errors/index.js";
import { Control } from "../gen/moby/buildkit/v1/control_pb.js";
import { LLBBridge } from "../gen/moby/buildkit/v1/gateway_pb.js";
import {
  type DescMessage,
  type DescMethod,
  fromBinary,
  type MessageInitShape,
  type MessageShape,
  toBinary,
} from "../protobuf/index.js";
import type { CallOptions, GrpcChannel } from "../transport/index.js";

/** The daemon's control methods. */
export const control = Control;
/** The gateway's methods, called with the metadata of one build. */
export const gateway = LLBBridge;

/** Calls a unary method with typed messages. Rejects with GrpcError, the connection's error, or SlipwayError
 * `canceled`. */
export async function callUnary<I extends DescMessage, O extends DescMessage>(
  channel: GrpcChannel,
  method: DescMethod<I, O>,
  request: MessageInitShape<I>,
  options?: CallOptions,
): Promise<MessageShape<O>> {
  const bytes = toBinary(method.input, request);
  const answer = await told(channel.unary(method.path, bytes, options), options);
  return fromBinary(method.output, answer);
}

/** Calls a server-streaming method; resolves when the stream has ended with OK. */
export function callServerStream<I extends DescMessage, O extends DescMessage>(
  channel: GrpcChannel,
  method: DescMethod<I, O>,
  request: MessageInitShape<I>,
  onMessage: (message: MessageShape<O>) => void | Promise<void>,
  options?: CallOptions,
): Promise<void> {
  const bytes = toBinary(method.input, request);
  const take = (message: Uint8Array) => onMessage(fromBinary(method.output, message));
  return told(channel.serverStream(method.path, bytes, take, options), options);
}

/** The transport rejects with the signal's own reason, which may be anything. */
async function told<Result>(call: Promise<Result>, { signal }: CallOptions = {}): Promise<Result> {
  try {
    return await call;
  } catch (reason) {
    throw signal?.aborted && reason === signal.reason ? canceledError(signal) : reason;
  }
}
