import type { Definition } from "../../buildkit/client/index.js";
import { WireReader } from "../../buildkit/protobuf/wire-reader.js";
import { QuickHash } from "../../util/quick-hash.js";
import { decidesContent } from "./source-attributes.js";

/** What is read of a build's definitions in every build: enough to tell whether they are the last build's. */
export interface DefinitionOutline {
  /** The same for the same steps and Dockerfiles, whatever the session is. */
  readonly key: string;
  /** Digests of all steps but the last ones. */
  readonly steps: ReadonlySet<string>;
  /** What sources fetch. */
  readonly identifiers: readonly string[];
}

/** Fields of `Op`, `Input` and `SourceOp` (BuildKit's `solver/pb/ops.proto`), as `number << 3 | wireType`. */
const opInputs = 0x0a;
const opSource = 0x1a;
const firstText = 0x0a;
const secondText = 0x12;
const sourceAttribute = 0x12;
const inputIndex = 0x10;

/** Reads definitions in one pass, without the schema of BuildKit's operations. Throws `protocol-error` for damaged ones. */
export function outlineOf(definitions: readonly Definition[]): DefinitionOutline {
  const outline = new OutlineReader();
  for (const definition of definitions) outline.read(definition);
  return outline;
}

class OutlineReader implements DefinitionOutline {
  readonly #hash = new QuickHash();
  /** Digests of steps name the session, and so have numbers in their place, by when they first come. */
  readonly #numbers = new Map<string, number>();
  readonly identifiers: string[] = [];

  get key(): string {
    return this.#hash.hex();
  }

  get steps(): ReadonlySet<string> {
    return new Set(this.#numbers.keys());
  }

  read({ def, metadata, source }: Definition): void {
    for (const bytes of def) this.#readStep(new WireReader(bytes));
    // Names have the platform where there are several, and are not the same for the same steps then.
    for (const digest of this.#numbers.keys()) {
      const name = metadata[digest]?.description["llb.customname"];
      if (name !== undefined) this.#hash.add(name);
    }
    const ignoring = Object.keys(metadata).filter((digest) => metadata[digest]?.ignoreCache);
    const numbers = ignoring.map((digest) => this.#numbers.get(digest) ?? -1);
    for (const number of numbers.sort((a, b) => a - b)) this.#hash.add("ignores the cache").number(number);
    for (const { data } of source?.infos ?? []) this.#hash.add(data);
  }

  #readStep(reader: WireReader): void {
    this.#hash.add("step");
    while (reader.position < reader.end) {
      const start = reader.position;
      const tag = reader.tag();
      this.#hash.number(tag);
      if (tag === opInputs) this.#readInput(reader);
      else if (tag === opSource) this.#readSource(reader);
      else {
        reader.skip(tag & 7);
        this.#hash.add(reader.since(start));
      }
    }
  }

  #readInput(reader: WireReader): void {
    const outer = reader.enter();
    while (reader.position < reader.end) {
      const tag = reader.tag();
      if (tag === firstText) this.#hash.number(this.#numberOf(reader.string()));
      else if (tag === inputIndex) this.#hash.number(Number(reader.int64()));
      else reader.skip(tag & 7);
    }
    reader.end = outer;
  }

  #numberOf(digest: string): number {
    const number = this.#numbers.get(digest) ?? this.#numbers.size;
    this.#numbers.set(digest, number);
    return number;
  }

  /** Attributes of a source say how it is fetched, but also name the session. */
  #readSource(reader: WireReader): void {
    const outer = reader.enter();
    while (reader.position < reader.end) {
      const tag = reader.tag();
      if (tag === firstText) this.#addIdentifier(reader.string());
      else if (tag === sourceAttribute) this.#readAttribute(reader);
      else reader.skip(tag & 7);
    }
    reader.end = outer;
  }

  #readAttribute(reader: WireReader): void {
    const outer = reader.enter();
    let name = "";
    while (reader.position < reader.end) {
      const tag = reader.tag();
      if (tag === firstText) name = reader.string();
      else if (tag === secondText && decidesContent(name)) this.#hash.add(name).add(reader.string());
      else reader.skip(tag & 7);
    }
    reader.end = outer;
  }

  #addIdentifier(identifier: string): void {
    this.#hash.add(identifier);
    this.identifiers.push(identifier);
  }
}
