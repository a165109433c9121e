import type { Expression } from "./nodes.js";
import { graphemes, rangeBetween, type SourceRange } from "./positions.js";

/** A template before its directives are put together to a tree. */
export type TemplatePart =
  | { readonly kind: "text"; text: string; readonly range: SourceRange }
  | { readonly kind: "value"; readonly expression: Expression; readonly range: SourceRange }
  | { readonly kind: "if"; readonly condition: Expression; readonly range: SourceRange }
  | {
      readonly kind: "for";
      readonly keyName: string | undefined;
      readonly valueName: string;
      readonly collection: Expression;
      readonly range: SourceRange;
    }
  | { readonly kind: "else" | "endif" | "endfor"; readonly range: SourceRange };

/** Takes away the indentation that all lines share: those of white space alone do not count. */
export function flushLines(parts: readonly TemplatePart[]): readonly TemplatePart[] {
  const indented = new Map<TemplatePart, readonly string[]>();
  let shared = Number.POSITIVE_INFINITY;
  let lineStarts = true;
  for (const part of parts) {
    const text = part.kind === "text" ? part.text : "";
    if (lineStarts) {
      const rest = text.trimStart();
      if (rest !== "" || !text.endsWith("\n")) {
        const blank = graphemes(text.slice(0, text.length - rest.length));
        shared = Math.min(shared, blank.length);
        if (part.kind === "text") indented.set(part, blank);
      }
    }
    lineStarts = text.endsWith("\n");
  }
  return parts.map((part) => {
    const blank = indented.get(part);
    if (part.kind !== "text" || blank === undefined) return part;
    return { ...part, text: part.text.slice(blank.slice(0, shared).join("").length) };
  });
}

/** Makes one part of text parts that follow each other. */
export function joinLiterals(parts: readonly TemplatePart[]): readonly TemplatePart[] {
  const joined: TemplatePart[] = [];
  let texts: string[] = [];
  let range: SourceRange | undefined;
  const flush = () => {
    if (range !== undefined) joined.push({ kind: "text", text: texts.join(""), range });
    texts = [];
    range = undefined;
  };
  for (const part of parts) {
    if (part.kind === "text") {
      texts.push(part.text);
      range = range === undefined ? part.range : rangeBetween(range, part.range);
    } else {
      flush();
      joined.push(part);
    }
  }
  flush();
  return joined;
}
