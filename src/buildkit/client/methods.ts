import type { DescMessage, MessageInitShape, MessageShape } from "@bufbuild/protobuf";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { Control } from "../gen/moby/buildkit/v1/control_pb.js";
import { LLBBridge } from "../gen/moby/buildkit/v1/gateway_pb.js";
import type { CallOptions, GrpcChannel } from "../transport/index.js";

/** What both call helpers need to know of a method; generated method descriptors have this shape. */
interface MethodDescription<I extends DescMessage, O extends DescMessage> {
  readonly name: string;
  readonly input: I;
  readonly output: O;
  readonly parent: { readonly typeName: string };
}

/** The daemon's control methods. */
export const control = Control.method;
/** The gateway's methods, called with the metadata of one build. */
export const gateway = LLBBridge.method;

const pathOf = (method: MethodDescription<DescMessage, DescMessage>) =>
  `/${method.parent.typeName}/${method.name}`;

/** Calls a unary method with typed messages. Rejects with GrpcError or the connection's error. */
export async function callUnary<I extends DescMessage, O extends DescMessage>(
  channel: GrpcChannel,
  method: MethodDescription<I, O>,
  request: MessageInitShape<I>,
  options?: CallOptions,
): Promise<MessageShape<O>> {
  const bytes = toBinary(method.input, create(method.input, request));
  return fromBinary(method.output, await channel.unary(pathOf(method), bytes, options));
}

/** Calls a server-streaming method; resolves when the stream has ended with OK. */
export function callServerStream<I extends DescMessage, O extends DescMessage>(
  channel: GrpcChannel,
  method: MethodDescription<I, O>,
  request: MessageInitShape<I>,
  onMessage: (message: MessageShape<O>) => void | Promise<void>,
  options?: CallOptions,
): Promise<void> {
  const bytes = toBinary(method.input, create(method.input, request));
  return channel.serverStream(
    pathOf(method),
    bytes,
    (message) => onMessage(fromBinary(method.output, message)),
    options,
  );
}
