import { describe, expect, test } from "vitest";
import { sha256Digest } from "../../oci/digest.js";
import { OpSchema } from "../gen/pb/ops_pb.js";
import { fromBinary } from "../protobuf/index.js";
import { copyDefinition } from "./copy-definition.js";
import { sourceDefinition } from "./source-definition.js";

const source = sourceDefinition({ identifier: "https://example.com/a.tar", attrs: {}, name: "load" });
const opsOf = ({ def }: typeof source) => def.map((op) => fromBinary(OpSchema, op));

describe("a copy in LLB", () => {
  test("of a directory takes its content into an empty file system", () => {
    const copied = copyDefinition({ from: source, path: "/app", name: "set context to app" });
    const [, copy, terminal] = opsOf(copied);
    const [first = new Uint8Array(), second = new Uint8Array()] = copied.def;
    expect(first).toEqual(source.def[0]);
    expect(copy).toMatchObject({
      inputs: [{ digest: sha256Digest(first), index: 0n }],
      op: {
        case: "file",
        value: {
          actions: [
            {
              input: -1n,
              secondaryInput: 0n,
              output: 0n,
              action: {
                case: "copy",
                value: {
                  src: "/app",
                  dest: "/",
                  mode: -1,
                  timestamp: -1n,
                  dirCopyContents: true,
                  attemptUnpackDockerCompatibility: false,
                },
              },
            },
          ],
        },
      },
    });
    expect(terminal).toMatchObject({ inputs: [{ digest: sha256Digest(second), index: 0n }] });
    expect(copied.metadata[sha256Digest(second)]).toMatchObject({
      description: { "llb.customname": "set context to app" },
      caps: { "file.base": true },
    });
    expect(Object.keys(copied.metadata)).toHaveLength(2);
  });

  test("of an archive unpacks it, and can be copied from in its turn", () => {
    const unpacked = copyDefinition({ from: source, path: "/context", unpack: true, name: "unpack" });
    const part = copyDefinition({ from: unpacked, path: "/app", name: "part" });
    const [, first, second, terminal] = opsOf(part);
    expect(part.def).toHaveLength(4);
    expect(first).toMatchObject({
      op: {
        value: {
          actions: [
            { action: { value: { attemptUnpackDockerCompatibility: true, dirCopyContents: false } } },
          ],
        },
      },
    });
    expect(second?.inputs).toEqual([{ digest: sha256Digest(part.def[1] ?? new Uint8Array()), index: 0n }]);
    expect(terminal?.inputs).toEqual([{ digest: sha256Digest(part.def[2] ?? new Uint8Array()), index: 0n }]);
  });
});
