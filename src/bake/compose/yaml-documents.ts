import type { Document, LineCounter, Node, Scalar, YAMLMap, YAMLSeq } from "yaml";
import { type ComposeMap, type ComposeValue, goText, isMap } from "./compose-value.js";
import { constructError, duplicateKey, nonStringKey, parseFailure, yamlError } from "./yaml-errors.js";
import { checkedTokens, checkText, MAX_NODES, tooManyNodes } from "./yaml-extent.js";
import { CORE_TAG, plainScalar, taggedScalar } from "./yaml-scalar.js";

type Yaml = typeof import("yaml");

/** A document of a Compose file. */
export interface ComposeDocument {
  readonly value: ComposeValue;
  /** Paths tagged `!reset` or `!override`: what earlier files say there is dropped. */
  readonly resets: readonly (readonly string[])[];
}

/** Nodes of a file with those that aliases repeat. */
const MAX_EXPANDED_NODES = 1_000_000;

/**
 * Reads the documents of a YAML text. Aliases share their value, and what they would expand to is counted, so that a
 * small text cannot become a large value.
 *
 * @throws SlipwayError `invalid-argument`, `yaml: …`.
 */
export async function parseYaml(text: string): Promise<ComposeDocument[]> {
  checkText(text);
  const yaml = await import("yaml");
  const lines = new yaml.LineCounter();
  const tokens = checkedTokens(new yaml.Parser(lines.addNewLine).parse(text));
  const composer = new yaml.Composer({
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: false,
    schema: "failsafe",
    logLevel: "silent",
  });
  const documents = [...composer.compose(tokens)];
  return documents.map((document) => new DocumentReader(yaml, text, lines, document).read());
}

/** A value with the number of nodes it stands for, which aliases multiply. */
interface Anchored {
  readonly value: ComposeValue;
  readonly size: number;
  readonly node: Node;
  /** Paths below the anchor that are tagged. */
  readonly resets: readonly (readonly string[])[];
}

const DROPPED = Symbol("dropped");

class DocumentReader {
  readonly #anchors = new Map<string, Anchored | "open">();
  readonly #resets: string[][] = [];
  #nodes = 0;
  #expanded = 0;

  constructor(
    readonly yaml: Yaml,
    readonly text: string,
    readonly lines: LineCounter,
    readonly document: Document.Parsed | Document,
  ) {}

  read(): ComposeDocument {
    const [error] = this.document.errors;
    if (error !== undefined) {
      const [offset] = error.pos;
      const colon = Math.max(offset, this.text.indexOf(":", offset));
      throw parseFailure(error, this.lines.linePos(offset), this.lines.linePos(colon));
    }
    const value = this.#value(this.document.contents, []);
    return { value: value === DROPPED ? null : value, resets: this.#resets };
  }

  #value(node: unknown, path: readonly string[]): ComposeValue | typeof DROPPED {
    if (!this.yaml.isNode(node)) return null;
    if (this.yaml.isAlias(node)) return this.#alias(node.source, node, path);
    if (node.tag === "!reset" || node.tag === "!override") this.#resets.push([...path]);
    if (node.tag === "!reset") return DROPPED;
    return this.#anchored(node, path);
  }

  #anchored(node: Node, path: readonly string[]): ComposeValue {
    const anchor = "anchor" in node ? node.anchor : undefined;
    if (anchor === undefined) return this.#content(node, path);
    this.#anchors.set(anchor, "open");
    const before = { expanded: this.#expanded, resets: this.#resets.length };
    const value = this.#content(node, path);
    this.#anchors.set(anchor, {
      value,
      node,
      size: this.#expanded - before.expanded,
      resets: this.#resets.slice(before.resets).map((reset) => reset.slice(path.length)),
    });
    return value;
  }

  #alias(name: string, node: Node, path: readonly string[]): ComposeValue {
    const target = this.#anchors.get(name);
    if (target === undefined)
      throw yamlError(`unknown anchor '${name}' referenced`, afterStar(this.#place(node)));
    if (target === "open") {
      throw constructError(
        `cycle detected: node at path ${path.join(".")} contains itself`,
        this.#line(node),
      );
    }
    this.#count(target.size + target.resets.length);
    for (const reset of target.resets) this.#resets.push([...path, ...reset]);
    return target.value;
  }

  #content(node: Node, path: readonly string[]): ComposeValue {
    this.#nodes++;
    if (this.#nodes > MAX_NODES) throw tooManyNodes();
    this.#count(1);
    if (this.yaml.isMap(node)) return this.#map(node, path);
    if (this.yaml.isSeq(node)) return this.#list(node, path);
    return this.yaml.isScalar(node) ? this.#scalar(node) : null;
  }

  #count(nodes: number): void {
    this.#expanded += nodes;
    if (this.#expanded > MAX_EXPANDED_NODES) throw yamlError("document contains excessive aliasing");
  }

  #list(node: YAMLSeq, path: readonly string[]): ComposeValue[] {
    const values = node.items.map((item, index) => this.#value(item, [...path, String(index)]));
    return values.filter((value) => value !== DROPPED);
  }

  #map(node: YAMLMap, path: readonly string[]): ComposeMap {
    const map = new Map<string, ComposeValue>();
    const places = new Map<string, Node>();
    const merged: ComposeMap[] = [];
    for (const { key: keyNode, value: valueNode } of node.items) {
      if (this.#isMergeKey(keyNode)) {
        merged.push(...this.#merged(valueNode, path));
        continue;
      }
      const key = this.#key(keyNode, path, places);
      const value = this.#value(valueNode, [...path, key]);
      if (value !== DROPPED) map.set(key, value);
    }
    for (const base of merged) {
      for (const [key, value] of base) if (!map.has(key)) map.set(key, value);
    }
    return map;
  }

  #isMergeKey(key: unknown): boolean {
    return this.yaml.isScalar(key) && key.value === "<<" && key.type === "PLAIN";
  }

  /** The mappings a `<<` key takes in: one, or a list of which the earlier win. */
  #merged(node: unknown, path: readonly string[]): ComposeMap[] {
    const value = this.#value(node, path);
    if (value === DROPPED) return [];
    const maps = Array.isArray(value) ? value : [value];
    if (maps.every(isMap)) return maps;
    throw constructError("yaml: map merge requires map or sequence of maps as the value", this.#line(node));
  }

  #key(node: unknown, path: readonly string[], places: Map<string, Node>): string {
    const key = this.#value(node, path);
    if (key === DROPPED || typeof key !== "string") {
      const where = path.length === 0 ? "at top level" : `in ${path.join(".")}`;
      throw nonStringKey(where, key === DROPPED ? "" : goText(key));
    }
    const first = places.get(key);
    if (first !== undefined) {
      throw duplicateKey(key, this.#line(node), this.#line(first));
    }
    if (this.yaml.isNode(node)) places.set(key, node);
    return key;
  }

  #scalar(node: Scalar): ComposeValue {
    const text = typeof node.value === "string" ? node.value : (node.source ?? "");
    if (node.tag?.startsWith(CORE_TAG) !== true) {
      return node.tag === "!" || (node.type !== undefined && node.type !== "PLAIN")
        ? text
        : plainScalar(text);
    }
    const type = node.tag.slice(CORE_TAG.length);
    const value = taggedScalar(type, text);
    if (value !== undefined) return value;
    throw constructError(`yaml: cannot construct !!str \`${text}\` as a !!${type}`, this.#line(node));
  }

  #line(node: unknown): number {
    return this.#place(node)?.line ?? 0;
  }

  #place(node: unknown): { line: number; col: number } | undefined {
    const offset = this.yaml.isNode(node) ? node.range?.[0] : undefined;
    return offset === undefined ? undefined : this.lines.linePos(offset);
  }
}

/** The name of an alias begins behind its star. */
function afterStar(place: { line: number; col: number } | undefined) {
  return place && { ...place, col: place.col + 1 };
}
