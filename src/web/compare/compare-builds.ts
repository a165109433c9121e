import { withoutUserInfo } from "../access/user-info.js";
import type { ValueMask } from "../access/value-mask.js";
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

const LONGEST_NAME = 1_000;

/** One of two builds that are compared. */
export interface ComparedBuild {
  readonly document: BuildDocument;
  /** Its inputs as they are; what is told of them is masked. */
  readonly details: InputDetails;
  readonly mask: ValueMask;
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
    inputs: differences(a, b),
    steps: pairSteps(a.document.steps, b.document.steps).map((pair) => {
      const cause = pair.b && causes.get(digests[pair.b.id]?.digest ?? "");
      return cause === undefined ? pair : { ...pair, cause };
    }),
  };
}

function differences(a: ComparedBuild, b: ComparedBuild): InputDifference[] {
  const byName = ({ details }: ComparedBuild) =>
    new Map(rawInputs(details).map((input) => [`${input.group} ${input.name}`, input]));
  const [left, right] = [byName(a), byName(b)];
  return [...new Map([...left, ...right]).entries()].flatMap(([key, { group, name }]) => {
    const [before, after] = [left.get(key), right.get(key)];
    if (before?.value === after?.value) return [];
    return [
      {
        ...{ group, name: withoutUserInfo(a.mask.start(b.mask.text(name), LONGEST_NAME)) },
        ...(before && { a: shownValue(before, a.mask) }),
        ...(after && { b: shownValue(after, b.mask) }),
      },
    ];
  });
}

/** The name of a material is its URL, and tells nothing of its value, which is a digest. */
function shownValue({ group, name, value }: RawInput, mask: ValueMask): string {
  return mask.pair(group === "material" ? "" : name, value).value;
}

/** In the order of `b`; those that only `a` has come where they came there. */
function pairSteps(a: readonly Step[], b: readonly Step[]): StepPair[] {
  const matches = matchSteps(a, b);
  const matched = new Set([...matches.values()].map(({ id }) => id));
  const lonely = a.filter(({ id }) => !matched.has(id));
  const pairs: StepPair[] = [];
  let at = 0;
  const tellLonely = (before: number) => {
    for (let step = lonely[at]; step !== undefined && step.id < before; step = lonely[++at]) {
      pairs.push({ name: step.name, a: compared(step) });
    }
  };
  for (const step of b) {
    const match = matches.get(step.id);
    if (match !== undefined) tellLonely(match.id);
    pairs.push({ name: step.name, ...(match && { a: compared(match) }), b: compared(step) });
  }
  tellLonely(Number.POSITIVE_INFINITY);
  return pairs;
}

/**
 * By their names, the second of the same name with the second; then by their places in the Dockerfile, since names have
 * the values of arguments in them.
 *
 * @returns steps of `a` by ids of `b`
 */
function matchSteps(a: readonly Step[], b: readonly Step[]): Map<number, Step> {
  const matches = new Map<number, Step>();
  const matched = new Set<number>();
  for (const keyOf of [({ name }: Step) => name, placeKey]) {
    const left = byOccurrence(
      a.filter(({ id }) => !matched.has(id)),
      keyOf,
    );
    for (const [key, step] of byOccurrence(
      b.filter(({ id }) => !matches.has(id)),
      keyOf,
    )) {
      const match = left.get(key);
      if (match === undefined) continue;
      matches.set(step.id, match);
      matched.add(match.id);
    }
  }
  return matches;
}

/** Undefined for a step that has no place. */
function placeKey({ platform, stage, place, instruction }: Step): string | undefined {
  if (place === undefined) return undefined;
  return [platform, stage, place.index, instruction.split(" ", 1)[0]].join(" ");
}

function byOccurrence(steps: readonly Step[], keyOf: (step: Step) => string | undefined): Map<string, Step> {
  const counts = new Map<string, number>();
  return new Map(
    steps.flatMap((step): [string, Step][] => {
      const key = keyOf(step);
      if (key === undefined) return [];
      const count = counts.get(key) ?? 0;
      counts.set(key, count + 1);
      return [[`${count} ${key}`, step]];
    }),
  );
}

function compared({ id, state, duration }: Step): ComparedStep {
  return { id, state, duration };
}
