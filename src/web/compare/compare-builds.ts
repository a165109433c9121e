import { maskedPair } from "../access/mask.js";
import { type InputDetails, type RawInput, rawInputs } from "../build/inputs.js";
import type {
  BuildDocument,
  ComparedStep,
  Comparison,
  Explanation,
  InputDifference,
  Step,
  StepPair,
} from "../contract/index.js";

/** One of two builds that are compared. */
export interface ComparedBuild {
  readonly document: BuildDocument;
  /** Its inputs as they are; what is told of them is masked. */
  readonly details: InputDetails;
}

/**
 * Two builds side by side, `a` the earlier one.
 *
 * @param explanation why the steps of `b` ran; it is only used where it compares with `a`
 */
export function compareBuilds(
  a: ComparedBuild,
  b: ComparedBuild,
  explanation: Explanation | undefined,
): Comparison {
  const fits = explanation?.comparedWith === a.document.build.ref;
  const causes = new Map((fits ? explanation.steps : []).map(({ digest, cause }) => [digest, cause]));
  const digests = b.document.steps;
  return {
    a: a.document.build,
    b: b.document.build,
    inputs: differences(rawInputs(a.details), rawInputs(b.details)),
    steps: pairSteps(a.document.steps, b.document.steps).map((pair) => {
      const cause = pair.b && causes.get(digests[pair.b.id]?.digest ?? "");
      return cause === undefined ? pair : { ...pair, cause };
    }),
  };
}

function differences(a: readonly RawInput[], b: readonly RawInput[]): InputDifference[] {
  const byName = (inputs: readonly RawInput[]) =>
    new Map(inputs.map((input) => [`${input.group} ${input.name}`, input]));
  const [left, right] = [byName(a), byName(b)];
  return [...new Map([...left, ...right]).entries()].flatMap(([key, { group, name }]) => {
    const [before, after] = [left.get(key), right.get(key)];
    if (before?.value === after?.value) return [];
    return [
      {
        ...{ group, name: maskedPair(name, "").name },
        ...(before && { a: maskedPair(name, before.value).value }),
        ...(after && { b: maskedPair(name, after.value).value }),
      },
    ];
  });
}

/** By their names; the second of the same name is matched with the second. */
function pairSteps(a: readonly Step[], b: readonly Step[]): StepPair[] {
  const [left, right] = [byOccurrence(a), byOccurrence(b)];
  const pairs: StepPair[] = [];
  const pending = [...left];
  const places = new Map(pending.map(([key], index) => [key, index]));
  let at = 0;
  for (const [key, step] of right) {
    const match = left.get(key);
    // Those that only `a` has come where they came there.
    if (match !== undefined) {
      const end = places.get(key) ?? 0;
      for (; at < end; at++) pushLonely(pairs, pending[at], right);
      at = Math.max(at, end + 1);
    }
    pairs.push({ name: step.name, ...(match && { a: compared(match) }), b: compared(step) });
  }
  const told = new Set(pairs.flatMap(({ a: step }) => step?.id ?? []));
  for (const [key, step] of pending) {
    if (!right.has(key) && !told.has(step.id)) pairs.push({ name: step.name, a: compared(step) });
  }
  return pairs;
}

function pushLonely(
  pairs: StepPair[],
  entry: readonly [string, Step] | undefined,
  right: ReadonlyMap<string, Step>,
): void {
  if (entry === undefined || right.has(entry[0])) return;
  pairs.push({ name: entry[1].name, a: compared(entry[1]) });
}

function byOccurrence(steps: readonly Step[]): Map<string, Step> {
  const counts = new Map<string, number>();
  return new Map(
    steps.map((step) => {
      const count = counts.get(step.name) ?? 0;
      counts.set(step.name, count + 1);
      return [`${count} ${step.name}`, step];
    }),
  );
}

function compared({ id, state, duration }: Step): ComparedStep {
  return { id, state, duration };
}
