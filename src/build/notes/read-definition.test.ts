import { describe, expect, test } from "vitest";
import { DefinitionSchema, OpSchema } from "../../buildkit/gen/pb/ops_pb.js";
import { create, type MessageInitShape, toBinary } from "../../buildkit/protobuf/index.js";
import { sha256Digest } from "../../oci/digest.js";
import { readDefinitions } from "./read-definition.js";

type OpInit = MessageInitShape<typeof OpSchema>;

const bytesOf = (op: OpInit) => toBinary(OpSchema, create(OpSchema, op));

/** A definition of ops in order; `said` is what is told of the last. */
function definition(
  ops: readonly OpInit[],
  said: { name?: string; text?: string; ignoreCache?: boolean } = {},
) {
  const def = ops.map(bytesOf);
  const last = sha256Digest(def.at(-1) ?? new Uint8Array());
  const range = { start: { line: 2, character: 0 }, end: { line: 2, character: 0 } };
  return create(DefinitionSchema, {
    def: [...def, bytesOf({ inputs: [{ digest: last, index: 0n }] })],
    metadata: {
      [last]: { description: { "llb.customname": said.name ?? "" }, ignoreCache: said.ignoreCache ?? false },
    },
    source: {
      locations: { [last]: { locations: [{ sourceIndex: 0, ranges: [range] }] } },
      infos: [
        { filename: "Dockerfile", data: Buffer.from(`FROM x\n${said.text ?? ""}\n`), language: "Dockerfile" },
      ],
    },
  });
}

const local: OpInit = {
  op: { case: "source", value: { identifier: "local://context", attrs: { "local.session": "1" } } },
};
const otherLocal: OpInit = {
  op: { case: "source", value: { identifier: "local://context", attrs: { "local.session": "2" } } },
};
const inputOf = (op: OpInit) => ({ digest: sha256Digest(bytesOf(op)), index: 0n });
const exec = (
  env: string[],
  more: Partial<{ args: string[]; proxy: string; host: string; address: string }> = {},
  input = local,
): OpInit => ({
  inputs: [inputOf(input)],
  op: {
    case: "exec",
    value: {
      meta: {
        args: more.args ?? ["x"],
        env,
        proxyEnv: { httpProxy: more.proxy ?? "" },
        extraHosts: [{ Host: more.host ?? "h", IP: more.address ?? "1.1.1.1" }],
      },
      mounts: [
        { input: 0n, dest: "/", output: 0n },
        { input: 0n, dest: "/m", readonly: true, selector: "src", output: -1n },
      ],
    },
  },
});
const stepOf = (op: OpInit, input = local) => readDefinitions([definition([input, op])])[1];

describe("the steps of a definition", () => {
  test("have names, texts, inputs and what they read", () => {
    const said = { name: "[2/2] RUN x", text: `RUN echo $A $${"{B}"} $A`, ignoreCache: true };
    const steps = readDefinitions([definition([local, exec(["A=1"])], said)]);
    expect(steps).toHaveLength(2);
    expect(steps[0]).toMatchObject({ kind: "source", source: "local://context" });
    expect(steps[1]).toMatchObject({
      ...{ kind: "exec", name: "[2/2] RUN x", inputs: [0], names: ["A", "B"], ignoresCache: true },
      reads: [{ step: 0, path: "src", wildcard: false, includes: [], excludes: [] }],
    });
    expect(JSON.stringify(steps)).not.toContain("echo");
  });

  test("are the same whichever session and proxy they have, and whatever their variables are", () => {
    const one = stepOf(exec(["A=1"], { proxy: "http://one" }));
    expect(stepOf(exec(["A=2"], { proxy: "http://two" }, otherLocal), otherLocal)?.body).toBe(one?.body);
    expect(stepOf(exec(["A=1"], { args: ["y"] }))?.body).not.toBe(one?.body);
  });

  test("have the names of more hosts, and not their addresses", () => {
    const one = stepOf(exec([]))?.body;
    expect(stepOf(exec([], { address: "2.2.2.2" }))?.body).toBe(one);
    expect(stepOf(exec([], { host: "other" }))?.body).not.toBe(one);
  });

  test("keep no user of a URL that their names have", () => {
    const name = "[2/2] ADD https://me:hun@ter2@x/y git@github.com:x/y http://token@z /";
    const steps = readDefinitions([definition([local, exec([])], { name })]);
    expect(steps[1]?.name).toBe("[2/2] ADD https://x/y git@github.com:x/y http://z /");
  });

  test("have how a source is fetched, but not for whom", () => {
    const bodyOf = (identifier: string, attrs: Record<string, string>) =>
      readDefinitions([definition([{ op: { case: "source", value: { identifier, attrs } } }])])[0]?.body;
    const git = (attrs: Record<string, string>) => bodyOf("git://x/y.git", attrs);
    const plain = git({ "git.fullurl": "https://me:hunter2@x/y.git", "git.authtokensecret": "one" });
    expect(git({ "git.fullurl": "https://x/y.git", "git.authtokensecret": "two" })).toBe(plain);
    expect(git({ "git.keepgitdir": "true" })).not.toBe(plain);
    const checksum = { "http.checksum": `sha256:${"0".repeat(64)}` };
    expect(bodyOf("https://x/y", checksum)).not.toBe(bodyOf("https://x/y", {}));
    const local = (session: string) => ({ "local.session": session, "local.followpaths": `["${session}"]` });
    expect(bodyOf("local://context", local("1"))).toBe(bodyOf("local://context", local("2")));
  });

  test("keep no value of a variable", () => {
    const step = stepOf(exec(["TOKEN=hunter2", "B=1"]));
    expect(Object.keys(step?.env ?? {})).toEqual(["TOKEN", "B"]);
    expect(JSON.stringify(step)).not.toContain("hunter2");
  });

  test("copy what their actions name", () => {
    const copy = { src: "/a*", allowWildcard: true, excludePatterns: ["x"] };
    const op: OpInit = {
      inputs: [inputOf(local)],
      op: {
        case: "file",
        value: { actions: [{ input: -1n, secondaryInput: 0n, action: { case: "copy", value: copy } }] },
      },
    };
    expect(stepOf(op)).toMatchObject({
      ...{ kind: "file", reads: [{ step: 0, path: "/a*", wildcard: true, excludes: ["x"] }] },
    });
  });

  test("are each there once, of several definitions", () => {
    expect(readDefinitions([definition([local, exec([])]), definition([local, exec(["A=1"])])])).toHaveLength(
      3,
    );
  });

  test("are merged where they only put layers together", () => {
    const op: OpInit = {
      inputs: [inputOf(local)],
      op: { case: "merge", value: { inputs: [{ input: 0n }] } },
    };
    expect(stepOf(op)?.kind).toBe("merge");
  });
});
