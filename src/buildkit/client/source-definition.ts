import { sha256Digest } from "../../oci/digest.js";
import { type Definition, DefinitionSchema, OpSchema } from "../gen/pb/ops_pb.js";
import { create, type MessageInitShape, toBinary } from "../protobuf/index.js";

/** A source of LLB: what the daemon fetches, by its identifier and the attributes of its kind. */
export interface LlbSource {
  /** Such as `git://host/path#ref` or an HTTP URL. */
  readonly identifier: string;
  readonly attrs: Readonly<Record<string, string>>;
  /** What the progress calls it. */
  readonly name: string;
  /** LLB capabilities that a daemon needs for it; one that lacks them says so. */
  readonly caps?: readonly string[];
}

/** LLB of a single source, which the terminal op names as the result. */
export function sourceDefinition({ identifier, attrs, name, caps = [] }: LlbSource): Definition {
  const source = toBinary(
    OpSchema,
    create(OpSchema, {
      op: { case: "source", value: { identifier, attrs: { ...attrs } } },
    } satisfies MessageInitShape<typeof OpSchema>),
  );
  const digest = sha256Digest(source);
  const terminal = toBinary(OpSchema, create(OpSchema, { inputs: [{ digest, index: 0n }] }));
  const needed = Object.fromEntries(caps.map((cap) => [cap, true]));
  return create(DefinitionSchema, {
    def: [source, terminal],
    metadata: { [digest]: { description: { "llb.customname": name }, caps: needed } },
  });
}
