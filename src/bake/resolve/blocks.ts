import { isError, isSlipwayError } from "../../errors/index.js";
import { quoteGo } from "../../util/go-quote.js";
import {
  type Block,
  ConversionError,
  type Diagnostic,
  type Expression,
  mapType,
  mapValue,
  objectValue,
  type Reference,
  startRange,
  stringType,
  stringValue,
  throwIfAny,
  tryEvaluate,
  type Value,
} from "../hcl/index.js";
import { framesOf, nameIn } from "./matrix.js";
import type { Frame, Names, ReferencedBlocks } from "./names.js";
import { located, ResolveProblem } from "./resolve-problem.js";
import { type AttributeReader, requiredText, targetAttributes, texts } from "./target-attributes.js";

/** What a block says, in one of the places it is evaluated in. */
export interface BlockResult {
  name: string;
  /** The attributes that are set, by their names. */
  readonly attributes: Map<string, unknown>;
}

interface Place extends BlockResult {
  readonly frame: Frame;
  /** What references to the block see of the attributes that are set. */
  readonly seen: Map<string, Value>;
  /** Attributes that were evaluated, and that are being. */
  readonly done: Set<string>;
  readonly begun: Set<string>;
}

/** What references see of a block as it was when it was last evaluated. */
interface SeenBlock {
  readonly set: ReadonlyMap<string, Value>;
  /** All attributes, made when something refers to them. */
  object?: Value;
}

type Readers = ReadonlyMap<string, AttributeReader>;

const READERS: ReadonlyMap<string, Readers> = new Map<string, Readers>([
  ["target", new Map(Object.entries(targetAttributes))],
  [
    "group",
    new Map<string, AttributeReader>([
      ["description", requiredText],
      ["targets", texts],
    ]),
  ],
]);

/** Blocks of targets and groups, each attribute evaluated when it is first needed. */
export class Blocks implements ReferencedBlocks {
  readonly #names: Names;
  readonly #places = new Map<Block, readonly Place[]>();
  /** Blocks that can be referred to, by type and name. */
  #referable: ReadonlyMap<string, ReadonlyMap<string, readonly Block[]>> = new Map();
  /** What references see of the blocks of a type. */
  readonly #seen = new Map<string, Map<string, SeenBlock>>();
  readonly #contents = new Map<Block, Map<string, ReadonlyMap<string, Expression>>>();
  readonly #objects = new Map<string, Value>();
  #begun = false;

  constructor(names: Names) {
    this.#names = names;
  }

  has(type: string): boolean {
    return READERS.has(type) && this.#begun;
  }

  value(type: string): Value | undefined {
    const blocks = this.#seen.get(type);
    if (blocks === undefined) return undefined;
    const known = this.#objects.get(type);
    if (known !== undefined) return known;
    const value =
      blocks.size === 0 ? mapValue(new Map(), mapType(stringType)) : objectsOf(blocks, READERS.get(type));
    this.#objects.set(type, value);
    return value;
  }

  load({ name: type, steps, range }: Reference): void {
    const [first, second] = steps;
    const wrong = (detail: string) => located(new ResolveProblem(detail), "Invalid expression", range);
    if (first === undefined) throw wrong(`cannot access ${type} as a variable`);
    if (first.kind !== "attribute") throw wrong(`cannot traverse ${type} without attribute`);
    const only = second?.kind === "attribute" ? [second.name] : undefined;
    for (const block of this.#referable.get(type)?.get(first.name) ?? []) this.resolve(block, only);
  }

  /**
   * Gives all blocks their names, and makes them known to references.
   *
   * @returns for each block its names.
   * @throws HclError
   */
  nameAll(blocks: readonly Block[]): ReadonlyMap<Block, readonly string[]> {
    this.#begun = true;
    const byType = new Map<string, Map<string, Block[]>>();
    const names = new Map<Block, readonly string[]>();
    for (const block of blocks) {
      const ofType = byType.get(block.type) ?? new Map<string, Block[]>();
      byType.set(block.type, ofType);
      try {
        names.set(block, this.#nameBlock(block));
      } catch (error) {
        throw located(error, "Invalid name", block.labelRanges[0]);
      }
      for (const name of names.get(block) ?? []) ofType.set(name, [...(ofType.get(name) ?? []), block]);
    }
    this.#referable = byType;
    return names;
  }

  #nameBlock(block: Block): readonly string[] {
    this.resolve(block, []);
    const names = new Set<string>();
    for (const place of this.#placesOf(block)) {
      place.name = nameIn(place.frame, block, this.#names);
      if (names.has(place.name)) throw new ResolveProblem(`duplicate name ${quoteGo(place.name)}`);
      names.add(place.name);
    }
    return [...names];
  }

  /** What a block says, once it was resolved. */
  resultsOf(block: Block): readonly BlockResult[] {
    return this.#placesOf(block);
  }

  /**
   * Evaluates a block in all its places.
   *
   * @param only the attributes that are needed
   * @throws HclError, ResolveProblem.
   */
  resolve(block: Block, only?: readonly string[]): void {
    if (!this.#seen.has(block.type)) this.#seen.set(block.type, new Map());
    for (const place of this.#placesOf(block)) {
      const needed = only?.filter((name) => !place.done.has(name));
      // Where nothing of the first place is left, nothing of the others is.
      if (needed?.length === 0) return;
      this.#resolvePlace(block, place, needed);
    }
  }

  #placesOf(block: Block): readonly Place[] {
    const known = this.#places.get(block);
    if (known !== undefined) return known;
    const [label = ""] = block.labels;
    const places = framesOf(block, this.#names).map((frame) => ({
      name: label,
      frame,
      attributes: new Map<string, unknown>(),
      seen: new Map<string, Value>(),
      done: new Set<string>(),
      begun: new Set<string>(),
    }));
    this.#places.set(block, places);
    return places;
  }

  #readers({ type }: Block): Readers {
    return READERS.get(type) ?? new Map();
  }

  #resolvePlace(block: Block, place: Place, needed: readonly string[] | undefined): void {
    for (const name of needed ?? []) {
      if (!place.begun.has(name)) continue;
      throw new ResolveProblem(`reference cycle not allowed for ${block.type}.${place.name}.${name}`);
    }
    for (const name of needed ?? []) place.begun.add(name);
    const expressions = this.#expressions(block, place, needed);
    for (const expression of expressions.values()) this.#names.load(place.frame, expression);
    const diagnostics: Diagnostic[] = [];
    for (const [name, expression] of expressions)
      this.#readAttribute(block, place, name, expression, diagnostics);
    throwIfAny(diagnostics);
    for (const name of [...expressions.keys(), ...(needed ?? [])]) place.done.add(name);
    this.#seen.get(block.type)?.set(place.name, { set: new Map(place.seen) });
    this.#objects.delete(block.type);
  }

  /** The attributes that are to be evaluated. */
  #expressions(
    block: Block,
    { done }: Place,
    needed: readonly string[] | undefined,
  ): ReadonlyMap<string, Expression> {
    const names: string[] = [];
    for (const name of this.#readers(block).keys())
      if (needed?.includes(name) ?? !done.has(name)) names.push(name);
    // The same for all places of a matrix.
    const contents = this.#contents.get(block) ?? new Map<string, ReadonlyMap<string, Expression>>();
    this.#contents.set(block, contents);
    const key = names.join();
    const found = contents.get(key) ?? this.#content(block, names);
    contents.set(key, found);
    return found;
  }

  #content(block: Block, names: readonly string[]): ReadonlyMap<string, Expression> {
    const diagnostics: Diagnostic[] = [];
    const attributes = names.map((name) => ({
      name,
      required: block.type === "group" && name === "targets",
    }));
    const { content } = block.body.partialContent({ attributes }, diagnostics);
    throwIfAny(diagnostics);
    return new Map([...content.attributes].map(([name, { expression }]) => [name, expression]));
  }

  #readAttribute(
    block: Block,
    place: Place,
    name: string,
    expression: Expression,
    diagnostics: Diagnostic[],
  ): void {
    const reader = this.#readers(block).get(name);
    if (reader === undefined) return;
    const { value, diagnostics: found } = tryEvaluate(expression, place.frame.scope);
    diagnostics.push(...found);
    try {
      const { attribute, seen } = reader.read(value);
      if (attribute === undefined) place.attributes.delete(name);
      else place.attributes.set(name, attribute);
      place.seen.set(name, seen);
    } catch (error) {
      if (!isError(error) || !(error instanceof ConversionError || isSlipwayError(error))) throw error;
      const detail = `Unsuitable value: ${error.message}`;
      diagnostics.push({ summary: "Unsuitable value type", detail, subject: startRange(expression) });
    }
  }
}

function objectsOf(blocks: ReadonlyMap<string, SeenBlock>, readers: Readers = new Map()): Value {
  const unset = new Map([...readers].map(([name, reader]) => [name, reader.unset]));
  const objects = [...blocks].map(([name, block]): [string, Value] => {
    block.object ??= objectValue(new Map([...unset, ...block.set, ["name", stringValue(name)]]));
    return [name, block.object];
  });
  return objectValue(new Map(objects));
}
