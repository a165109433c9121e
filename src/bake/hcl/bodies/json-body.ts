import { quoteGo } from "../../../util/go-quote.js";
import { suggestName } from "../../../util/suggest-name.js";
import { jsonExpression } from "../evaluate/static.js";
import type { Diagnostic } from "../syntax/diagnostics.js";
import type { Attribute, JsonMember, JsonSyntax } from "../syntax/nodes.js";
import { rangeBetween, rangeText, type SourceRange } from "../syntax/positions.js";
import type { Block, BlockSchema, Body, BodyContent, BodySchema } from "./body.js";

const wrongType = "Incorrect JSON value type";

/** The contents of a file or block in the JSON form: an object, or an array of objects that count as one. */
export class JsonContents implements Body {
  constructor(
    private readonly node: JsonSyntax,
    private readonly hidden: ReadonlySet<string> = new Set(),
  ) {}

  get missingItemRange(): SourceRange {
    if (this.node.kind === "object") return this.node.closeRange;
    return startOf(this.node);
  }

  partialContent(
    schema: BodySchema,
    diagnostics: Diagnostic[],
  ): { content: BodyContent; rest: JsonContents } {
    const attributes = new Map<string, Attribute>();
    const blocks: Block[] = [];
    const used = new Set(this.hidden);
    const attributeNames = new Set((schema.attributes ?? []).map(({ name }) => name));
    const wanted = new Map((schema.blocks ?? []).map((block) => [block.type, block]));
    for (const member of membersOf(this.node, undefined, diagnostics)) {
      const name = member.name.text;
      if (this.hidden.has(name)) continue;
      const block = wanted.get(name);
      if (attributeNames.has(name)) addAttribute(attributes, member, "Duplicate argument", diagnostics);
      else if (block !== undefined)
        new BlockReader(block, member, blocks, diagnostics).read(member.value, []);
      else continue;
      used.add(name);
    }
    for (const { name, required } of schema.attributes ?? [])
      if (required === true && !attributes.has(name))
        diagnostics.push({
          summary: "Missing required argument",
          detail: `The argument ${quoteGo(name)} is required, but no definition was found.`,
          subject: this.missingItemRange,
        });
    return { content: { attributes, blocks }, rest: new JsonContents(this.node, used) };
  }

  content(schema: BodySchema, diagnostics: Diagnostic[]): BodyContent {
    const { content, rest } = this.partialContent(schema, diagnostics);
    const names = [
      ...(schema.attributes ?? []).map(({ name }) => name).filter((name) => !rest.hidden.has(name)),
      ...(schema.blocks ?? []).map(({ type }) => type),
    ];
    for (const { name } of membersOf(this.node, undefined, [])) {
      if (name.text === "//" || rest.hidden.has(name.text)) continue;
      const near = suggestName(name.text, names);
      const hint = near === undefined ? "" : ` Did you mean ${quoteGo(near)}?`;
      diagnostics.push({
        summary: "Extraneous JSON object property",
        detail: `No argument or block type is named ${quoteGo(name.text)}.${hint}`,
        subject: name.range,
      });
    }
    return content;
  }

  justAttributes(diagnostics: Diagnostic[]): ReadonlyMap<string, Attribute> {
    const attributes = new Map<string, Attribute>();
    if (this.node.kind !== "object") {
      diagnostics.push({
        summary: wrongType,
        detail: "A JSON object is required here, setting the arguments for this block.",
        subject: startOf(this.node),
      });
      return attributes;
    }
    for (const member of this.node.members)
      if (member.name.text !== "//" && !this.hidden.has(member.name.text))
        addAttribute(attributes, member, "Duplicate attribute definition", diagnostics);
    return attributes;
  }
}

function addAttribute(
  attributes: Map<string, Attribute>,
  { name, value }: JsonMember,
  summary: string,
  diagnostics: Diagnostic[],
): void {
  const existing = attributes.get(name.text);
  if (existing === undefined) {
    const range = rangeBetween(name.range, value.range);
    attributes.set(name.text, {
      name: name.text,
      expression: jsonExpression(value),
      range,
      nameRange: name.range,
    });
    return;
  }
  const detail = `The argument ${quoteGo(name.text)} was already set at ${rangeText(existing.range)}.`;
  diagnostics.push({ summary, detail, subject: name.range });
}

/** The members of an object, or of all objects of an array; `label` is what their names are, if they are labels. */
function membersOf(
  node: JsonSyntax,
  label: string | undefined,
  diagnostics: Diagnostic[],
): readonly JsonMember[] {
  const purpose =
    label === undefined
      ? "to define arguments and child blocks"
      : `to specify ${label} labels for this block`;
  const wrong = (what: string, subject: SourceRange) => {
    diagnostics.push({ summary: wrongType, detail: `${what} is required here, ${purpose}.`, subject });
    return [];
  };
  if (node.kind === "object") return node.members;
  if (node.kind === "primitive" && node.value.data === null) return [];
  if (node.kind !== "array") return wrong("Either a JSON object or JSON array of objects", startOf(node));
  return node.elements.flatMap((element) =>
    element.kind === "object" ? element.members : wrong("A JSON object", startOf(element)),
  );
}

function startOf(node: JsonSyntax): SourceRange {
  return node.kind === "object" || node.kind === "array" ? node.openRange : node.range;
}

/** Reads the blocks of one type: below their labels an object for one, an array for several. */
class BlockReader {
  constructor(
    private readonly schema: BlockSchema,
    private readonly member: JsonMember,
    private readonly blocks: Block[],
    private readonly diagnostics: Diagnostic[],
  ) {}

  read(node: JsonSyntax, labels: readonly { text: string; range: SourceRange }[]): void {
    const label = this.schema.labels?.[labels.length];
    if (label === undefined) {
      this.contents(node, labels);
      return;
    }
    const members = membersOf(node, label, this.diagnostics);
    if (members.length === 0)
      this.diagnostics.push({
        summary: "Missing block label",
        detail: `At least one object property is required, whose name represents the ${this.schema.type} block's ${label}.`,
        subject: startOf(node),
      });
    for (const { name, value } of members) this.read(value, [...labels, name]);
  }

  private contents(node: JsonSyntax, labels: readonly { text: string; range: SourceRange }[]): void {
    if (node.kind === "primitive" && node.value.data === null) return;
    if (node.kind !== "object" && node.kind !== "array") {
      const detail = `Either a JSON object or a JSON array is required, representing the contents of one or more ${quoteGo(this.schema.type)} blocks.`;
      this.diagnostics.push({ summary: wrongType, detail, subject: startOf(node) });
      return;
    }
    for (const part of node.kind === "array" ? node.elements : [node])
      this.blocks.push({
        type: this.schema.type,
        labels: labels.map(({ text }) => text),
        body: new JsonContents(part),
        defRange: node.openRange,
        typeRange: this.member.name.range,
        labelRanges: labels.map(({ range }) => range),
      });
  }
}
