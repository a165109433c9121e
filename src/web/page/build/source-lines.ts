import type { BuildDocument, SourcePlace, Step } from "../../contract/index.js";

/** A line of a source with what became of it. */
export interface SourceLine {
  readonly text: string;
  /** The steps that were made of it. */
  readonly steps: readonly Step[];
  readonly failed: boolean;
  readonly warned: boolean;
}

const has = (place: SourcePlace | undefined, source: number, line: number) =>
  place?.source === source && place.ranges.some(({ start, end }) => line >= start && line <= end);

/** The lines of one of a build's sources; steps stand at the first line of their instruction. */
export function sourceLines(
  { steps, sources, failure, warnings }: BuildDocument,
  source: number,
): SourceLine[] {
  const byLine = new Map<number, Step[]>();
  for (const step of steps) {
    // Provenance has the places of steps, and a build that failed has none: the failure has that of its own.
    const place = step.source ?? (step.id === failure?.step ? failure.source : undefined);
    const first = place?.source === source ? place.ranges[0]?.start : undefined;
    if (first !== undefined) byLine.set(first, [...(byLine.get(first) ?? []), step]);
  }
  const warned = warnings.filter(({ source: place }) => place?.source === source);
  return (sources[source]?.text ?? "")
    .replace(/\n$/, "")
    .split("\n")
    .map((text, index) => ({
      text,
      steps: byLine.get(index + 1) ?? [],
      failed: has(failure?.source, source, index + 1),
      warned: warned.some(({ source: place }) => has(place, source, index + 1)),
    }));
}
