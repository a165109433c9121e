import type { DescMessage, MessageInitShape, MessageShape } from "../protobuf/index.js";
import { fromBinary, toBinary } from "../protobuf/index.js";
import { GrpcCode, GrpcError, type MethodHandler, type ServerCall } from "../transport/types.js";

/** A method that takes one message and answers with one. The call rejects with what `handle` rejects with. */
export function unaryMethod<Input extends DescMessage, Output extends DescMessage>(
  input: Input,
  output: Output,
  handle: (
    request: MessageShape<Input>,
    call: ServerCall,
  ) => Promise<MessageInitShape<Output>> | MessageInitShape<Output>,
): MethodHandler {
  return async (call) => {
    const messages: Uint8Array[] = [];
    await call.receive((message) => {
      messages.push(message);
    });
    const [message] = messages;
    if (message === undefined || messages.length > 1) {
      throw new GrpcError(GrpcCode.Internal, `${call.method} takes one message, not ${messages.length}`);
    }
    call.send(toBinary(output, await handle(fromBinary(input, message), call)));
  };
}

/** The first value of a metadata key, undefined when the peer did not send it. */
export function metadataValue(call: ServerCall, key: string): string | undefined {
  return call.metadata.get(key)?.[0];
}
