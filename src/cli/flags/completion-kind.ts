/** What a shell offers for a value: names of builders, paths, or these words. */
export type CompletionKind = "builder" | "file" | "directory" | readonly string[];
