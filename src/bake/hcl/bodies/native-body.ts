import { quoteGo } from "../../../util/go-quote.js";
import { suggestName } from "../../../util/suggest-name.js";
import type { Diagnostic } from "../syntax/diagnostics.js";
import type { Attribute, NativeBlock, NativeBody } from "../syntax/nodes.js";
import { rangeAt, rangeBetween } from "../syntax/positions.js";
import type { Block, BlockSchema, Body, BodyContent, BodySchema } from "./body.js";

/** The contents of a file or block in native syntax. */
export class NativeContents implements Body {
  constructor(
    private readonly body: NativeBody,
    private readonly hiddenAttributes: ReadonlySet<string> = new Set(),
    private readonly hiddenBlocks: ReadonlySet<string> = new Set(),
  ) {}

  get missingItemRange() {
    return rangeAt(this.body.range, "start");
  }

  partialContent(
    schema: BodySchema,
    diagnostics: Diagnostic[],
  ): { content: BodyContent; rest: NativeContents } {
    const attributes = new Map<string, Attribute>();
    for (const { name, required } of schema.attributes ?? []) {
      const attribute = this.hiddenAttributes.has(name) ? undefined : this.body.attributes.get(name);
      if (attribute !== undefined) attributes.set(name, attribute);
      else if (required === true)
        diagnostics.push({
          summary: "Missing required argument",
          detail: `The argument ${quoteGo(name)} is required, but no definition was found.`,
          subject: this.missingItemRange,
        });
    }
    const wanted = new Map((schema.blocks ?? []).map((block) => [block.type, block]));
    const blocks = this.body.blocks.flatMap((block) => {
      const blockSchema = this.hiddenBlocks.has(block.type) ? undefined : wanted.get(block.type);
      return blockSchema === undefined || !labelsFit(block, blockSchema, diagnostics) ? [] : [asBlock(block)];
    });
    const rest = new NativeContents(
      this.body,
      new Set([...this.hiddenAttributes, ...attributes.keys()]),
      new Set([...this.hiddenBlocks, ...wanted.keys()]),
    );
    return { content: { attributes, blocks }, rest };
  }

  content(schema: BodySchema, diagnostics: Diagnostic[]): BodyContent {
    const { content, rest } = this.partialContent(schema, diagnostics);
    const attributeNames = (schema.attributes ?? []).map(({ name }) => name);
    const blockTypes = (schema.blocks ?? []).map(({ type }) => type);
    for (const attribute of rest.visibleAttributes()) {
      const near = suggestName(
        attribute.name,
        attributeNames.filter((name) => !content.attributes.has(name)),
      );
      const hint =
        near !== undefined
          ? ` Did you mean ${quoteGo(near)}?`
          : blockTypes.includes(attribute.name)
            ? ` Did you mean to define a block of type ${quoteGo(attribute.name)}?`
            : "";
      diagnostics.push({
        summary: "Unsupported argument",
        detail: `An argument named ${quoteGo(attribute.name)} is not expected here.${hint}`,
        subject: attribute.nameRange,
      });
    }
    for (const { type, typeRange } of this.body.blocks) {
      if (rest.hiddenBlocks.has(type)) continue;
      const near = suggestName(type, blockTypes);
      const hint =
        near !== undefined
          ? ` Did you mean ${quoteGo(near)}?`
          : attributeNames.includes(type)
            ? ` Did you mean to define argument ${quoteGo(type)}? If so, use the equals sign to assign it a value.`
            : "";
      diagnostics.push({
        summary: "Unsupported block type",
        detail: `Blocks of type ${quoteGo(type)} are not expected here.${hint}`,
        subject: typeRange,
      });
    }
    return content;
  }

  justAttributes(diagnostics: Diagnostic[]): ReadonlyMap<string, Attribute> {
    const [block] = this.body.blocks;
    if (block !== undefined)
      diagnostics.push({
        summary: `Unexpected ${quoteGo(block.type)} block`,
        detail: "Blocks are not allowed here.",
        subject: block.typeRange,
      });
    return new Map(this.visibleAttributes().map((attribute) => [attribute.name, attribute]));
  }

  private visibleAttributes(): readonly Attribute[] {
    return [...this.body.attributes.values()].filter(({ name }) => !this.hiddenAttributes.has(name));
  }
}

function labelsFit(block: NativeBlock, schema: BlockSchema, diagnostics: Diagnostic[]): boolean {
  const names = schema.labels ?? [];
  const { type } = block;
  const extra = block.labelRanges[names.length];
  if (extra !== undefined) {
    const detail =
      names.length === 0
        ? `No labels are expected for ${type} blocks.`
        : `Only ${names.length} labels (${names.join(", ")}) are expected for ${type} blocks.`;
    diagnostics.push({ summary: `Extraneous label for ${type}`, detail, subject: extra });
    return false;
  }
  const missing = names[block.labels.length];
  if (missing === undefined) return true;
  diagnostics.push({
    summary: `Missing ${missing} for ${type}`,
    detail: `All ${type} blocks must have ${names.length} labels (${names.join(", ")}).`,
    subject: block.openRange,
  });
  return false;
}

function asBlock({ type, labels, body, typeRange, labelRanges }: NativeBlock): Block {
  const last = labelRanges[labelRanges.length - 1] ?? typeRange;
  const defRange = rangeBetween(typeRange, last);
  return { type, labels, body: new NativeContents(body), defRange, typeRange, labelRanges };
}
