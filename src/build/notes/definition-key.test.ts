import { describe, expect, test } from "vitest";
import type { Definition } from "../../buildkit/client/index.js";
import { DefinitionSchema, OpSchema } from "../../buildkit/gen/pb/ops_pb.js";
import { create, type MessageInitShape, toBinary } from "../../buildkit/protobuf/index.js";
import { sha256Digest } from "../../oci/digest.js";
import { outlineOf } from "./definition-key.js";

type OpInit = MessageInitShape<typeof OpSchema>;
const bytesOf = (op: OpInit) => toBinary(OpSchema, create(OpSchema, op));
const input = (op: OpInit, index = 0n) => ({ digest: sha256Digest(bytesOf(op)), index });

const source = (identifier: string, session = "1"): OpInit => ({
  op: { case: "source", value: { identifier, attrs: { "local.session": session } } },
});
const run = (inputs: readonly ReturnType<typeof input>[], args: readonly string[]): OpInit => ({
  inputs: [...inputs],
  op: { case: "exec", value: { meta: { args: [...args], env: ["TOKEN=hunter2"] } } },
});

/** A definition whose last entry names the step that is its result. */
function definition(ops: readonly OpInit[], more: Partial<Definition> = {}): Definition {
  const last = ops.at(-1);
  const end: OpInit = { inputs: last === undefined ? [] : [input(last)] };
  return { ...create(DefinitionSchema), ...more, def: [...ops, end].map(bytesOf) };
}

const context = source("local://context");
const keyOf = (ops: readonly OpInit[], more?: Partial<Definition>) => outlineOf([definition(ops, more)]).key;
const usual = keyOf([context, run([input(context)], ["x"])]);

test("the outline tells the steps' digests and what is fetched", () => {
  const step = run([input(context)], ["x"]);
  const outline = outlineOf([definition([context, step])]);
  expect([...outline.steps]).toEqual([context, step].map((op) => sha256Digest(bytesOf(op))));
  expect(outline.identifiers).toEqual(["local://context"]);
  expect(JSON.stringify(outline)).not.toContain("hunter2");
});

test("another session makes no other key, though all digests are others", () => {
  const other = source("local://context", "2");
  expect(keyOf([other, run([input(other)], ["x"])])).toBe(usual);
});

describe("another key is made by", () => {
  const second = source("docker-image://x");
  // What is read first comes first.
  const swapped = (first: OpInit, next: OpInit) =>
    keyOf([first, next, run([input(first), input(next)], ["x"])]);
  const dockerfile = (text: string) => {
    const infos = [{ filename: "Dockerfile", data: Buffer.from(text), language: "Dockerfile" }];
    return keyOf([context, step], create(DefinitionSchema, { source: { infos } }));
  };
  const step = run([input(context)], ["x"]);
  const ignoring = create(DefinitionSchema, {
    metadata: { [sha256Digest(bytesOf(step))]: { ignoreCache: true } },
  }).metadata;
  const git = (attrs: Record<string, string>): OpInit => ({
    op: { case: "source", value: { identifier: "git://x", attrs: { ...attrs, "git.fullurl": "https://x" } } },
  });
  const named = create(DefinitionSchema, {
    metadata: { [sha256Digest(bytesOf(step))]: { description: { "llb.customname": "[linux/amd64 1/1] x" } } },
  }).metadata;
  test.each<[string, string, string]>([
    ["a step's name", keyOf([context, step], { metadata: named }), usual],
    ["a command", keyOf([context, run([input(context)], ["y"])]), usual],
    [
      "what is fetched",
      keyOf([source("local://other"), run([input(source("local://other"))], ["x"])]),
      usual,
    ],
    ["how it is fetched", keyOf([git({ "git.keepgitdir": "true" })]), keyOf([git({})])],
    ["a platform", keyOf([context, { ...step, platform: { os: "linux", architecture: "arm64" } }]), usual],
    ["an output of a step", keyOf([context, run([input(context, 1n)], ["x"])]), usual],
    ["which step is read", swapped(context, second), swapped(second, context)],
    ["a step more", keyOf([context, step, run([input(step)], ["x"])]), usual],
    ["the Dockerfile's text", dockerfile("a"), dockerfile("b")],
    ["a step that the cache is not asked for", keyOf([context, step], { metadata: ignoring }), usual],
  ])("%s", (_, one, other) => {
    expect(one).not.toBe(other);
  });
});

test("damage is an error", () => {
  const damaged = definition([context]);
  expect(() => outlineOf([{ ...damaged, def: [Buffer.of(0x1a, 0x7f, 0x0a)] }])).toThrow(
    expect.objectContaining({ code: "protocol-error" }),
  );
});
