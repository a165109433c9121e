import type { Diagnostic } from "../syntax/diagnostics.js";
import type { Attribute } from "../syntax/nodes.js";
import type { SourceRange } from "../syntax/positions.js";

/** What a file or block may contain. */
export interface BodySchema {
  readonly attributes?: readonly AttributeSchema[] | undefined;
  readonly blocks?: readonly BlockSchema[] | undefined;
}

/** One attribute. */
export interface AttributeSchema {
  readonly name: string;
  readonly required?: boolean | undefined;
}

/** One type of blocks, with a name for each label. */
export interface BlockSchema {
  readonly type: string;
  readonly labels?: readonly string[] | undefined;
}

/** What of a schema was there. */
export interface BodyContent {
  readonly attributes: ReadonlyMap<string, Attribute>;
  /** In the order of the text. */
  readonly blocks: readonly Block[];
}

/** A block, of either form. */
export interface Block {
  readonly type: string;
  readonly labels: readonly string[];
  readonly body: Body;
  /** Type and labels, or in the JSON form the brace that opens it. */
  readonly defRange: SourceRange;
  readonly typeRange: SourceRange;
  readonly labelRanges: readonly SourceRange[];
}

/** A file or the contents of a block, of either form, or of several files together. */
export interface Body {
  /** Where something is missing. */
  readonly missingItemRange: SourceRange;
  /** Reads what the schema says; anything else is an error. */
  content(schema: BodySchema, diagnostics: Diagnostic[]): BodyContent;
  /** Reads what the schema says, and gives back a body of what is left. */
  partialContent(schema: BodySchema, diagnostics: Diagnostic[]): { content: BodyContent; rest: Body };
  /** Reads everything as attributes; blocks are an error. */
  justAttributes(diagnostics: Diagnostic[]): ReadonlyMap<string, Attribute>;
}
