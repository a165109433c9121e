import type { BuildState } from "../../builder/index.js";
import {
  type BuildAttachment,
  inspectRecord,
  readStoredFailure,
  type StoredRecord,
} from "../../history/index.js";
import { parseJson } from "../../util/json-value.js";
import { maskOf } from "../access/record-mask.js";
import type { ValueMask } from "../access/value-mask.js";
import type { BuildInputs, BuildResults, ResourceSample, SourcePlace } from "../contract/index.js";
import type { StepFacts } from "../steps/bounded-facts.js";
import type { SourceFiles } from "../steps/source-files.js";
import { type InputDetails, inputsOf } from "./inputs.js";
import { readProvenance } from "./provenance.js";
import { resultsOf } from "./results.js";

/** Statements of one build that are read, and bytes of each. */
const MOST_STATEMENTS = 16;
const LARGEST_STATEMENT = 64 * 1024 * 1024;

/** What a record tells beside the build's progress. */
export interface RecordFacts {
  readonly details: InputDetails;
  readonly inputs: BuildInputs;
  /** Hides what looks like a credential. */
  readonly mask: ValueMask;
  readonly results: BuildResults;
  readonly steps: ReadonlyMap<string, StepFacts>;
  readonly machine: readonly ResourceSample[];
  readonly failure?: {
    readonly message: string;
    /** The failing step's digest. */
    readonly vertex: string | undefined;
    readonly source: SourcePlace | undefined;
  };
  readonly problems: readonly string[];
}

/** Reads a record. What of it cannot be read is named in `problems`. */
export async function readRecord(
  stored: StoredRecord,
  state: BuildState | undefined,
  sources: SourceFiles,
  signal: AbortSignal,
): Promise<RecordFacts> {
  const problems: string[] = [];
  const options = { signal, problems };
  const [details, told] = await Promise.all([
    inspectRecord(stored, state, options),
    readStoredFailure(stored, options),
  ]);
  const { error, externalError } = stored.record;
  // Innermost first; its file comes before those of the provenance, which failed builds do not have.
  const [place] = (told?.failure?.sources ?? []).map(({ info, ranges }) => sources.place(info, ranges));
  const provenance = await Promise.all(
    details.attachments
      .filter(({ type }) => type.startsWith("https://slsa.dev/provenance/"))
      .slice(0, MOST_STATEMENTS)
      .map(async (one) => readProvenance(await readStatement(stored, one, options), sources)),
  );
  const used = (ids: (facts: (typeof provenance)[number]) => readonly string[]) => [
    ...new Set(provenance.flatMap(ids)),
  ];
  const mask = maskOf(stored.record);
  const ids = { secrets: used(({ secrets }) => secrets), ssh: used(({ ssh }) => ssh) };
  const failed = error !== undefined || externalError !== undefined;
  return {
    details,
    inputs: inputsOf(details, ids, mask),
    mask,
    results: resultsOf(stored.record, details.attachments, mask),
    steps: new Map(provenance.flatMap(({ steps }) => [...steps])),
    machine: provenance[0]?.machine ?? [],
    ...(failed && {
      failure: { message: mask.text(error?.message ?? ""), vertex: told?.failure?.vertex, source: place },
    }),
    problems,
  };
}

/** A statement's JSON; undefined where it cannot be read. */
export async function readStatement(
  stored: StoredRecord,
  { digest, size }: BuildAttachment,
  { signal, problems }: { readonly signal: AbortSignal; readonly problems: string[] },
): Promise<unknown> {
  if (size > LARGEST_STATEMENT) {
    problems.push(`${digest} has ${size} bytes, which is too much to look into`);
    return undefined;
  }
  try {
    const content = await stored.node.client.readContent({ digest, size }, { signal });
    return parseJson(Buffer.from(content).toString("utf8"));
  } catch (reason) {
    if (signal.aborted) throw reason;
    problems.push(`failed to read ${digest}: ${reason instanceof Error ? reason.message : reason}`);
    return undefined;
  }
}
