import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { runTarget, testEnvironment } from "../../test/support/build/run-build.js";
import type { FakeBuildKitScript } from "../../test/support/buildkit/fake-buildkit.js";
import type { ContextSource } from "../build/options/context-source.js";
import { buildNotesOf } from "../builder/index.js";
import { OpSchema } from "../buildkit/gen/pb/ops_pb.js";
import { create, type MessageInitShape, toBinary } from "../buildkit/protobuf/index.js";
import { sha256Digest } from "../oci/digest.js";
import { explainNote } from "./explain-note.js";
import { findNote } from "./load-builds.js";

const bytesOf = (op: MessageInitShape<typeof OpSchema>) => toBinary(OpSchema, create(OpSchema, op));
const time = (millis: number) => ({ seconds: 1n, nanos: millis * 1_000_000 });

/** A daemon whose frontend makes one source and one step of it, and says how that ended. */
function script(session: string, cached: boolean, command = "x"): FakeBuildKitScript {
  const source = bytesOf({
    op: { case: "source", value: { identifier: "local://context", attrs: { "local.session": session } } },
  });
  const from = sha256Digest(source);
  const step = bytesOf({
    inputs: [{ digest: from, index: 0n }],
    op: { case: "exec", value: { meta: { args: [command], env: ["TOKEN=hunter2"] } } },
  });
  const digest = sha256Digest(step);
  const def = [source, step, bytesOf({ inputs: [{ digest, index: 0n }] })];
  const told = { started: time(0), completed: time(7) };
  const vertexes = [
    { digest: from, name: "[internal] load build context", ...told },
    { digest, inputs: [from], name: "[1/1] RUN x", cached, ...told },
  ];
  return { result: { result: { case: "ref", value: { id: "1", def: { def } } } }, statuses: [{ vertexes }] };
}

const [builder, node] = ["b", "b0"];
/** No warning that the result goes nowhere. */
const quiet = { BUILDX_NO_DEFAULT_LOAD: "1" };

/** Builds, and gives the build's id. */
async function built(
  env: Readonly<Record<string, string>>,
  made: FakeBuildKitScript,
  source: ContextSource = { files: new Map([["Dockerfile", "FROM x\n"]]) },
): Promise<string> {
  const { result, warnings } = await runTarget({ env, context: source }, { script: made });
  expect(warnings).toEqual([]);
  return result.ref.split("/").at(-1) ?? "";
}

test("builds of the same are a line each, and others have files", async () => {
  const env: Record<string, string> = { ...testEnvironment(), ...quiet };
  const notes = buildNotesOf({ env });
  const first = await built(env, script("1", false));
  const again = await built(env, script("2", true));
  const other = await built(env, script("3", false, "y"));
  const [target = ""] = await notes.targets(builder, node);
  const place = { builder, node, target };
  const builds = await notes.builds(place);
  expect(builds.map(({ ref, hasOutcome }) => [ref, hasOutcome])).toEqual([
    [first, true],
    [again, false],
    [other, true],
  ]);
  const [one, two, three] = builds.map(({ key }) => key);
  expect(two).toBe(one);
  const directory = join(env.BUILDX_CONFIG ?? "", "explain", builder, node, target);
  expect(
    readdirSync(directory)
      .filter((name) => name.endsWith(".json"))
      .sort(),
  ).toEqual([`${one}.json`, `${three}.json`, `${first}.end.json`, `${other}.end.json`].sort());
  for (const name of readdirSync(directory)) {
    expect(readFileSync(join(directory, name)).includes("hunter2")).toBe(false);
  }
  const found = await findNote(notes, builder, node, other);
  if (found === undefined) throw new Error("the build was not noted");
  const { steps } = explainNote({ builder, node, hasOthers: false, ...found });
  expect(steps.map(({ cause, took }) => [cause.kind, took])).toEqual([["instruction", 7]]);
  expect(found.earlier.map(({ note }) => note.ref)).toEqual([again, first]);
  // Nothing of what came before is read where nothing ran.
  expect(await findNote(notes, builder, node, again)).toMatchObject({
    earlier: [],
    build: { note: { ref: again } },
  });
});

test("notes of another version are not read", async () => {
  const env: Record<string, string> = { ...testEnvironment(), ...quiet };
  const notes = buildNotesOf({ env });
  const first = await built(env, script("1", false));
  const [target = ""] = await notes.targets(builder, node);
  const place = { builder, node, target };
  const [{ key = "" } = {}] = await notes.builds(place);
  const inputs = JSON.parse(String(await notes.read(place, `${key}.json`))) as object;
  await notes.write(place, `${key}.json`, JSON.stringify({ ...inputs, version: 1 }));
  expect(await findNote(notes, builder, node, first)).toBeUndefined();
});

test("what came as an archive is compared with nothing", async () => {
  const env: Record<string, string> = { ...testEnvironment(), ...quiet };
  const tar = () => ({ tar: Readable.from([Buffer.alloc(1024)]) });
  await built(env, script("1", false), tar());
  const ref = await built(env, script("2", false, "y"), tar());
  expect(await findNote(buildNotesOf({ env }), builder, node, ref)).toMatchObject({
    ...{ earlier: [], otherNodes: [], build: { note: { isAlone: true } } },
  });
});

test("none are taken where the user wants none", async () => {
  const env = { ...testEnvironment(), ...quiet, SLIPWAY_BUILD_NOTES: "0" };
  const ref = await built(env, script("1", false));
  expect(await findNote(buildNotesOf({ env }), builder, node, ref)).toBeUndefined();
  expect(buildNotesOf({ env }).areThere()).toBe(false);
});
