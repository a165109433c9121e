import { sha256Digest } from "../../oci/digest.js";
import { type Definition, DefinitionSchema, OpSchema } from "../gen/pb/ops_pb.js";
import { create, fromBinary, type MessageInitShape, toBinary } from "../protobuf/index.js";

/** A copy out of what other LLB makes. */
export interface LlbCopy {
  /** Its result is what is copied from. */
  readonly from: Definition;
  /** The path in it. */
  readonly path: string;
  /** The path is an archive, whose files are the result; otherwise a directory, whose content is. Default false. */
  readonly unpack?: boolean | undefined;
  /** What the progress calls it. */
  readonly name: string;
}

/** The index of an input that is nothing: the copy begins with an empty file system. */
const NOTHING = -1n;
/** Permissions and times stay as they are. */
const KEPT = -1;

/** LLB of a file system that has what is copied, and nothing else. */
export function copyDefinition({ from, path, unpack = false, name }: LlbCopy): Definition {
  const before = from.def.slice(0, -1);
  const [result] = fromBinary(OpSchema, from.def.at(-1) ?? new Uint8Array()).inputs;
  const copy = encoded({
    inputs: result === undefined ? [] : [result],
    op: {
      case: "file",
      value: {
        actions: [
          {
            input: NOTHING,
            secondaryInput: 0n,
            output: 0n,
            action: {
              case: "copy",
              value: {
                src: path,
                dest: "/",
                mode: KEPT,
                timestamp: BigInt(KEPT),
                dirCopyContents: !unpack,
                attemptUnpackDockerCompatibility: unpack,
              },
            },
          },
        ],
      },
    },
  });
  const digest = sha256Digest(copy);
  return create(DefinitionSchema, {
    def: [...before, copy, encoded({ inputs: [{ digest, index: 0n }] })],
    metadata: {
      ...from.metadata,
      [digest]: { description: { "llb.customname": name }, caps: { "file.base": true } },
    },
  });
}

function encoded(op: MessageInitShape<typeof OpSchema>): Uint8Array {
  return toBinary(OpSchema, create(OpSchema, op));
}
