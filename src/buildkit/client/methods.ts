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

/** Calls a unary method with typed messages. Rejects with GrpcError or the connection's error. */
export async function callUnary<I extends DescMessage, O extends DescMessage>(
  channel: GrpcChannel,
  method: DescMethod<I, O>,
  request: MessageInitShape<I>,
  options?: CallOptions,
): Promise<MessageShape<O>> {
  const bytes = toBinary(method.input, request);
  return fromBinary(method.output, await channel.unary(method.path, bytes, options));
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
  return channel.serverStream(
    method.path,
    bytes,
    (message) => onMessage(fromBinary(method.output, message)),
    options,
  );
}
