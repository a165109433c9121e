import type { BuildNote, StepNote, StepRead } from "../../build/notes/build-note.js";
import type { Listing } from "../../build/notes/listing.js";
import { StepGroups } from "./step-groups.js";
import { type DefinitionKeys, definitionKeys } from "./step-keys.js";
import { stepPlace } from "./step-names.js";

/** Inputs of one step that are told: layers put together again and again have more of them than there are steps. */
const mostInputs = 1_000;

/** A build's note with the lists of its contexts. */
export interface NotedBuild {
  readonly note: BuildNote;
  /** Lists by the context's name; one that is not known is left out. */
  readonly listings: ReadonlyMap<string, Listing>;
}

/** A build with keys and places to find its steps by. */
export class IndexedBuild {
  #groups: StepGroups | undefined;
  readonly note: BuildNote;
  readonly listings: ReadonlyMap<string, Listing>;
  readonly keys: DefinitionKeys;
  readonly #platforms: string[] = [];
  readonly #byKey = new Map<string, number>();
  readonly #inputs = new Map<number, readonly number[]>();
  readonly #reads = new Map<number, ReadonlyMap<string, StepRead>>();

  constructor({ note, listings }: NotedBuild) {
    this.note = note;
    this.listings = listings;
    this.keys = definitionKeys(note);
    for (const [index, step] of note.steps.entries()) {
      // Inputs come before what is made of them.
      const inherited = () =>
        step.inputs.map((input) => this.#platforms[input] ?? "").find((one) => one !== "");
      this.#platforms.push(step.platform || stepPlace(step.name).platform || (inherited() ?? ""));
      this.#byKey.set(this.keys[index] ?? "", index);
    }
  }

  /** Its steps by what the Dockerfile calls them. */
  get groups(): StepGroups {
    this.#groups ??= new StepGroups(this.note.steps, this.#platforms);
    return this.#groups;
  }

  step(index: number): StepNote | undefined {
    return this.note.steps[index];
  }

  /** The step that is defined the same, with all that it is made from. */
  sameAs(key: string): number | undefined {
    return this.#byKey.get(key);
  }

  /** Inputs of a step; where those only put layers together, what is put together. The first thousand. */
  inputsOf(index: number): readonly number[] {
    const known = this.#inputs.get(index) ?? this.#flattened(index);
    this.#inputs.set(index, known);
    return known;
  }

  /** What a step reads by the same path and patterns. */
  readLike(index: number, read: StepRead): StepRead | undefined {
    let reads = this.#reads.get(index);
    if (reads === undefined) {
      const all = this.step(index)?.reads ?? [];
      // The first counts, as with the steps.
      reads = new Map(all.toReversed().map((one) => [readKey(one), one]));
      this.#reads.set(index, reads);
    }
    return reads.get(readKey(read));
  }

  /** The step's platform, or that of what it is made from. */
  platformOf(index: number): string {
    return this.#platforms[index] ?? "";
  }

  #flattened(index: number): number[] {
    const found: number[] = [];
    const merges = new Set<number>();
    // Without recursion, and each merge once: what a frontend defined may be deep and wide.
    const left = this.#ownInputs(index).reverse();
    for (let input = left.pop(); input !== undefined && found.length < mostInputs; input = left.pop()) {
      if (this.step(input)?.kind !== "merge") found.push(input);
      else if (!merges.has(input)) {
        merges.add(input);
        for (const inner of this.#ownInputs(input).reverse()) left.push(inner);
      }
    }
    return found;
  }

  /** Inputs come before what is made of them: what does not is no input, and a circle cannot be. */
  #ownInputs(index: number): number[] {
    return (this.step(index)?.inputs ?? []).filter((input) => input >= 0 && input < index);
  }
}

function readKey({ path, wildcard, includes, excludes }: StepRead): string {
  return JSON.stringify([path, wildcard, includes, excludes]);
}
