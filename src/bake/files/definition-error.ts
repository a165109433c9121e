import { brandErrorClass, SlipwayError } from "../../errors/index.js";
import type { ErrorSource } from "../../progress/index.js";
import type { HclError } from "../hcl/index.js";

/** A mistake at a place in a definition file. */
export class DefinitionError extends SlipwayError {
  /** The place, with the file's text. */
  readonly sources: readonly ErrorSource[];

  static {
    brandErrorClass(DefinitionError, "DefinitionError");
  }

  /**
   * @param texts of the files, by name
   * @internal
   */
  constructor(error: HclError, texts: ReadonlyMap<string, string>) {
    const { subject, diagnostics } = error;
    const place = subject && { file: subject.file, line: subject.start.line, column: subject.start.column };
    super("invalid-argument", error.message, {
      cause: error,
      details: { ...place, mistakes: diagnostics.length },
    });
    this.sources = subject === undefined ? [] : [sourceAt(subject, texts)];
  }
}

function sourceAt(
  { file, start, end }: NonNullable<HclError["subject"]>,
  texts: ReadonlyMap<string, string>,
): ErrorSource {
  const data = Buffer.from(texts.get(file) ?? "");
  const position = ({ line, column }: typeof start) => ({ line, character: column });
  return {
    info: { filename: file, data, language: "" },
    ranges: [{ start: position(start), end: position(end) }],
  };
}
