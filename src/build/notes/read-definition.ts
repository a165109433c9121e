import type { Definition } from "../../buildkit/client/index.js";
import type { ExecOp, FileOp, Mount, Op } from "../../buildkit/gen/pb/ops_pb.js";
import { ExecOpSchema, OpSchema } from "../../buildkit/gen/pb/ops_pb.js";
import { create, fromBinary, toBinary } from "../../buildkit/protobuf/index.js";
import { sha256Digest } from "../../oci/digest.js";
import { formatPlatform } from "../../oci/platform.js";
import { withoutCredentials, withoutUsers } from "../../util/remote-context.js";
import type { DefinedStep, StepKind, StepRead } from "./build-note.js";
import { noteHash } from "./note-hash.js";
import { decidesContent } from "./source-attributes.js";

/** A definition of more steps is not noted. */
const mostSteps = 20_000;
const longestName = 500;

/** A step as a definition has it, with its digest. */
export interface ReadStep extends DefinedStep {
  readonly digest: string;
}

/** The steps that definitions consist of, each once, inputs before what is made of them. Throws for one that is damaged. */
export function readDefinitions(definitions: readonly Definition[]): ReadStep[] {
  const steps: ReadStep[] = [];
  const numbers = new Map<string, number>();
  for (const definition of definitions) {
    const texts = new SourceTexts(definition);
    for (const bytes of definition.def) {
      if (steps.length >= mostSteps) return [];
      const digest = sha256Digest(bytes);
      const op = fromBinary(OpSchema, bytes);
      if (numbers.has(digest) || op.op.case === undefined) continue;
      const inputs = op.inputs.map((input) => numbers.get(input.digest) ?? -1);
      numbers.set(digest, steps.length);
      steps.push({ digest, inputs, ...describe(op, inputs), ...said(definition, digest, texts) });
    }
  }
  return steps;
}

function said({ metadata }: Definition, digest: string, texts: SourceTexts) {
  const meta = metadata[digest];
  const text = texts.of(digest);
  return {
    name: withoutUsers(meta?.description["llb.customname"] ?? "").slice(0, longestName),
    ignoresCache: meta?.ignoreCache ?? false,
    text: text === "" ? "" : noteHash(text),
    names: [...new Set([...text.matchAll(/\$\{?([A-Za-z_][A-Za-z0-9_]*)/g)].map(([, name = ""]) => name))],
  };
}

function describe(op: Op, inputs: readonly number[]) {
  const platform = op.platform === undefined ? "" : formatPlatform(op.platform);
  const none = { platform, env: {}, source: "", reads: [] as StepRead[] };
  switch (op.op.case) {
    case "source": {
      const { identifier, attrs } = op.op.value;
      const source = shownSource(identifier);
      const telling = Object.keys(attrs).filter(decidesContent).sort();
      const body = noteHash(source, ...telling.flatMap((name) => [name, attrs[name] ?? ""]));
      return { ...none, kind: "source" as const, source, body };
    }
    case "exec":
      return { ...none, kind: "exec" as const, ...describeExec(op, op.op.value, inputs) };
    case "file":
      return { ...none, kind: "file" as const, body: bodyOf(op), reads: copied(op.op.value, inputs) };
    default: {
      const kind: StepKind = op.op.case === "merge" || op.op.case === "diff" ? "merge" : "other";
      return { ...none, kind, body: bodyOf(op) };
    }
  }
}

/** A source's address without what may be a credential: a user in it goes, and what is asked there is a hash. */
export function shownSource(identifier: string): string {
  if (!/^(?:https?|git):/.test(identifier)) return identifier;
  const [place = "", query] = withoutCredentials(identifier).split("?", 2);
  return query === undefined ? place : `${place}?${noteHash(identifier)}`;
}

/** What the daemon keys a step by beside its inputs: the inputs' digests change with each session. */
function bodyOf(op: Op): string {
  return noteHash(toBinary(OpSchema, { ...op, inputs: [] }));
}

function describeExec(op: Op, exec: ExecOp, inputs: readonly number[]) {
  const { meta, mounts } = exec;
  const env = Object.fromEntries(
    (meta?.env ?? []).map((entry) => {
      const at = entry.indexOf("=");
      return [entry.slice(0, Math.max(0, at)), noteHash(entry.slice(at + 1))];
    }),
  );
  const bare = create(ExecOpSchema, { ...exec, mounts: mounts.map((mount) => ({ ...mount, selector: "" })) });
  if (bare.meta !== undefined) {
    bare.meta.env = [];
    // Proxies are no part of the key, nor are the addresses of hosts.
    delete bare.meta.proxyEnv;
    bare.meta.extraHosts = bare.meta.extraHosts.map((host) => ({ ...host, IP: "" }));
  }
  const reads = mounts
    .filter((mount) => readsContent(mount) && (inputs[Number(mount.input)] ?? -1) >= 0)
    .map(({ input, selector }) => ({
      ...{ step: inputs[Number(input)] ?? -1, path: selector, wildcard: false },
      ...{ includes: [], excludes: [] },
    }));
  return { env, reads, body: bodyOf({ ...op, op: { case: "exec", value: bare } }) };
}

/** The daemon compares what is mounted by its content, unless it is the root or what is written there is kept. */
function readsContent({ dest, readonly, output }: Mount): boolean {
  return dest !== "/" && (readonly || output === -1n);
}

function copied({ actions }: FileOp, inputs: readonly number[]): StepRead[] {
  return actions.flatMap(({ secondaryInput, action }) => {
    const step = inputs[Number(secondaryInput)];
    if (action.case !== "copy" || step === undefined || step < 0) return [];
    const { src, allowWildcard, includePatterns, excludePatterns } = action.value;
    return [
      { step, path: src, wildcard: allowWildcard, includes: includePatterns, excludes: excludePatterns },
    ];
  });
}

/** The instructions' texts in the Dockerfile. */
class SourceTexts {
  readonly #source: Definition["source"];
  readonly #lines: (readonly string[])[];

  constructor({ source }: Definition) {
    this.#source = source;
    this.#lines = (source?.infos ?? []).map(({ data }) => Buffer.from(data).toString("utf8").split("\n"));
  }

  of(digest: string): string {
    const [first] = this.#source?.locations[digest]?.locations ?? [];
    const lines = this.#lines[first?.sourceIndex ?? -1];
    if (first === undefined || lines === undefined) return "";
    return first.ranges
      .flatMap(({ start, end }) => lines.slice(Math.max(0, (start?.line ?? 1) - 1), end?.line ?? start?.line))
      .join("\n");
  }
}
