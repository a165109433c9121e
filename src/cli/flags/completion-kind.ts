/**
 * What a shell offers for a value: names of builders, paths, the stages of the Dockerfile, these words, or these words in
 * a list with commas.
 */
export type CompletionKind =
  | "builder"
  | "file"
  | "directory"
  | "stage"
  | readonly string[]
  | { readonly listOf: readonly string[] };
