import type { DescMessage } from "./schema.js";

/** A method of a gRPC service; which side streams is in its name's documentation and in how it is called. */
export interface DescMethod<
  Input extends DescMessage = DescMessage,
  Output extends DescMessage = DescMessage,
> {
  /** `/package.Service/Method`, as the wire has it. */
  readonly path: string;
  readonly input: Input;
  readonly output: Output;
}
