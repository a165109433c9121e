import type { Element } from "./element.js";

/** Limits of what is looked for before a pattern is matched: more would tell little and take long. */
const mostLiterals = 8;
const longestLiteral = 64;

/** Text that every match of a pattern has: much quicker to look for than to match. */
export interface Literals {
  /** Parts of what the path must hold, in this order and apart. */
  readonly inOrder: readonly string[];
  /** What it must begin and end with; may be empty. */
  readonly prefix: string;
  readonly suffix: string;
}

/** Finds the literals of a row of elements. */
export function literalsOf(elements: readonly Element[]): Literals {
  const runs: string[] = [];
  let prefix = "";
  let run = "";
  let leads = true;
  for (const element of elements) {
    const only = element.kind === "step" ? element.set.only : undefined;
    if (only !== undefined) {
      run += String.fromCodePoint(only);
      continue;
    }
    if (leads) prefix = run;
    if (run !== "") runs.push(run);
    run = "";
    leads = false;
  }
  if (leads) prefix = run;
  if (run !== "") runs.push(run);
  const inOrder = runs.slice(0, mostLiterals).map((text) => text.slice(0, longestLiteral));
  return { inOrder, prefix, suffix: run };
}

/** True when the path holds the literals one after the other. */
export function holdsInOrder(path: string, literals: readonly string[]): boolean {
  let from = 0;
  for (const literal of literals) {
    const at = path.indexOf(literal, from);
    if (at === -1) return false;
    from = at + literal.length;
  }
  return true;
}
