import type { CharSet } from "./char-set.js";

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
