import type { Element } from "./element.js";

/** Text that every match of a row of elements has: much quicker to look for than to match. */
export interface Literals {
  /** At the start of the path, and at its end; empty when nothing is known of them. */
  readonly prefix: string;
  readonly suffix: string;
  /** The longest anywhere in the path. */
  readonly longest: string;
}

/** Longer ones would make the search for them slow, and tell no more. */
const lengthLimit = 64;

/** Finds the literals of a row of elements. */
export function literalsOf(elements: readonly Element[]): Literals {
  const runs = literalRuns(elements);
  const first = runs.find(({ start }) => start === 0);
  const last = runs.find(({ end }) => end === elements.length);
  let longest = "";
  for (const { text } of runs) if (text.length > longest.length) longest = text;
  return {
    prefix: first?.text.slice(0, lengthLimit) ?? "",
    suffix: last?.text.slice(-lengthLimit) ?? "",
    longest: longest.slice(0, lengthLimit),
  };
}

interface Run {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

function literalRuns(elements: readonly Element[]): Run[] {
  const runs: Run[] = [];
  let text = "";
  for (let at = 0; at <= elements.length; at++) {
    const element = elements[at];
    const only = element?.kind === "step" ? element.set.only : undefined;
    if (only !== undefined) text += String.fromCodePoint(only);
    else if (text !== "") {
      runs.push({ text, start: at - Array.from(text).length, end: at });
      text = "";
    }
  }
  return runs;
}
