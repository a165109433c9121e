import { type CharSet, single } from "./char-set.js";

/** A condition on a place between two characters, as Go's `\A`, `\z`, `\b` and `\B`. */
export type Assertion = "start" | "end" | "boundary" | "no-boundary";

/** What a pattern consists of, in order. Moby's patterns are such rows: nothing nests, and nothing but a set repeats. */
export type Element =
  /** One character. */
  | { readonly kind: "step"; readonly set: CharSet }
  /** Any number of characters. */
  | { readonly kind: "loop"; readonly set: CharSet }
  /** Nothing, or anything but newlines up to a slash: what `**` becomes before more of the pattern. */
  | { readonly kind: "directories" }
  | { readonly kind: "assertion"; readonly test: Assertion };

/** Shared, because patterns consist of little else. */
const asciiSteps: readonly Element[] = Array.from({ length: 128 }, (_, code) => ({
  kind: "step",
  set: single(code),
}));

/** The element that is one character and no other. */
export function literalStep(char = ""): Element {
  const code = char.codePointAt(0) ?? 0;
  return asciiSteps[code] ?? { kind: "step", set: single(code) };
}
