import { SlipwayError } from "../../../errors/index.js";
import { rangeText, type SourceRange } from "./positions.js";

/** One thing that is wrong in a definition. */
export interface Diagnostic {
  /** What kind of mistake, a few words. */
  readonly summary: string;
  /** The whole sentence, or several. */
  readonly detail: string;
  /** The part that is wrong; missing only where no part of a file can be shown. */
  readonly subject?: SourceRange | undefined;
}

/** `FILE:LINE,COL-COL: Summary; Detail`. */
export function diagnosticText({ summary, detail, subject }: Diagnostic): string {
  return `${subject === undefined ? "<nil>" : rangeText(subject)}: ${summary}; ${detail}`;
}

/**
 * What a definition that is wrong ends in. The message is the first diagnostic, with the number of the others; `subject`
 * is the part of the file that an excerpt should show.
 */
export class HclError extends SlipwayError {
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[]) {
    const [first] = diagnostics;
    const others = diagnostics.length - 1;
    const text = first === undefined ? "no diagnostics" : diagnosticText(first);
    super("invalid-argument", others > 0 ? `${text}, and ${others} other diagnostic(s)` : text);
    this.diagnostics = diagnostics;
  }

  /** The range of the first diagnostic that has one. */
  get subject(): SourceRange | undefined {
    return this.diagnostics.find((diagnostic) => diagnostic.subject !== undefined)?.subject;
  }
}

/** Throws {@link HclError} if anything was found wrong. */
export function throwIfAny(diagnostics: readonly Diagnostic[]): void {
  if (diagnostics.length > 0) throw new HclError(diagnostics);
}
