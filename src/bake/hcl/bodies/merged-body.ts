import { quoteGo } from "../../../util/go-quote.js";
import type { Diagnostic } from "../syntax/diagnostics.js";
import type { Attribute } from "../syntax/nodes.js";
import { firstPosition, rangeText, type SourceRange } from "../syntax/positions.js";
import type { Block, Body, BodyContent, BodySchema } from "./body.js";

/** Several files as one: blocks in the files' order; an attribute may be set in one of them only. */
export class MergedBody implements Body {
  constructor(private readonly bodies: readonly Body[]) {}

  get missingItemRange(): SourceRange {
    return this.bodies[0]?.missingItemRange ?? { file: "<empty>", start: firstPosition, end: firstPosition };
  }

  content(schema: BodySchema, diagnostics: Diagnostic[]): BodyContent {
    return this.merge(schema, diagnostics, (body, each) => body.content(each, diagnostics));
  }

  partialContent(schema: BodySchema, diagnostics: Diagnostic[]): { content: BodyContent; rest: Body } {
    const rests: Body[] = [];
    const content = this.merge(schema, diagnostics, (body, each) => {
      const part = body.partialContent(each, diagnostics);
      rests.push(part.rest);
      return part.content;
    });
    return { content, rest: new MergedBody(rests) };
  }

  justAttributes(diagnostics: Diagnostic[]): ReadonlyMap<string, Attribute> {
    const attributes = new Map<string, Attribute>();
    for (const body of this.bodies) addAll(attributes, body.justAttributes(diagnostics), diagnostics);
    return attributes;
  }

  private merge(
    schema: BodySchema,
    diagnostics: Diagnostic[],
    read: (body: Body, schema: BodySchema) => BodyContent,
  ): BodyContent {
    const optional = (schema.attributes ?? []).map(({ name }) => ({ name }));
    const attributes = new Map<string, Attribute>();
    const blocks: Block[] = [];
    for (const body of this.bodies) {
      const part = read(body, { attributes: optional, blocks: schema.blocks });
      addAll(attributes, part.attributes, diagnostics);
      blocks.push(...part.blocks);
    }
    for (const { name, required } of schema.attributes ?? [])
      if (required === true && !attributes.has(name))
        diagnostics.push({
          summary: "Missing required argument",
          detail: `The argument ${quoteGo(name)} is required, but was not set.`,
        });
    return { attributes, blocks };
  }
}

function addAll(
  into: Map<string, Attribute>,
  from: ReadonlyMap<string, Attribute>,
  diagnostics: Diagnostic[],
): void {
  for (const [name, attribute] of from) {
    const existing = into.get(name);
    into.set(name, attribute);
    if (existing !== undefined)
      diagnostics.push({
        summary: "Duplicate argument",
        detail: `Argument ${quoteGo(name)} was already set at ${rangeText(existing.nameRange)}`,
        subject: attribute.nameRange,
      });
  }
}
