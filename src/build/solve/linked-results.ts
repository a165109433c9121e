import type { Definition, FrontendResult } from "../../buildkit/client/index.js";
import { unlessAborted } from "../../util/unless-aborted.js";
import { type LinkedPlan, type TargetContext, targetContexts } from "../plan/target-links.js";

/** What becomes of a target's `target:` contexts once the other targets have been through their frontends. */
export interface LinkedInputs {
  /** Attributes of the frontend, in place of {@link LinkedInputs.replaced}. */
  readonly attrs: Readonly<Record<string, string>>;
  /** LLB by the names in the attributes. */
  readonly inputs: Readonly<Record<string, Definition>>;
  /** Attributes that must go. */
  readonly replaced: readonly string[];
}

/** What a frontend says of an image; the targets built from it begin with that. */
const IMAGE_CONFIG = "containerimage.config";

interface Slot {
  readonly result: Promise<FrontendResult>;
  readonly publish: (result: FrontendResult) => void;
}

/**
 * What the frontends made of targets that others are built from, by node: the others are given it as LLB. A target is
 * built and exported only when those that wait for it have handed theirs in, so that the daemon sees the whole graph.
 */
export class LinkedResults {
  readonly #dependants: ReadonlyMap<string, readonly string[]>;
  readonly #slots = new Map<string, Slot>();

  /** @param dependants by target, those that are built from it; see `linkTargets` */
  constructor(dependants: ReadonlyMap<string, readonly string[]>) {
    this.#dependants = dependants;
  }

  /** True when another target is built from this one. */
  concerns(target: string): boolean {
    return (this.#dependants.get(target)?.length ?? 0) > 0;
  }

  /** True for a target that is built from another one, or another one from it. */
  joins(plan: Pick<LinkedPlan, "name" | "named" | "flags">): boolean {
    return this.concerns(plan.name) || targetContexts(plan).length > 0;
  }

  /**
   * Waits for what a plan is built from on a node, which is told by its place in the builder. Rejects when the signal aborts, as it
   * does when any target fails.
   */
  async inputsOf(
    plan: Pick<LinkedPlan, "named" | "flags">,
    node: number,
    signal: AbortSignal | undefined,
  ): Promise<LinkedInputs> {
    const contexts = targetContexts(plan);
    const found = contexts.map(async (context) =>
      linkedInputs(context, node, await unlessAborted(this.#slot(node, context.target).result, signal)),
    );
    const all = await Promise.all(found);
    return {
      attrs: Object.assign({}, ...all.map(({ attrs }) => attrs)),
      inputs: Object.assign({}, ...all.map(({ inputs }) => inputs)),
      replaced: contexts.map(({ attr }) => attr),
    };
  }

  /**
   * Hands in what a target's frontend made; resolves when the targets that are built from it have done so, too, and it
   * has been built.
   */
  async hold(
    target: string,
    node: number,
    result: FrontendResult,
    evaluate: (id: string) => Promise<void>,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    this.#slot(node, target).publish(result);
    const dependants = this.#dependants.get(target) ?? [];
    if (dependants.length === 0) return;
    const handedIn = dependants.map((name) => this.#slot(node, name).result);
    await unlessAborted(Promise.all(handedIn), signal);
    const references = result.reference === undefined ? result.references.values() : [result.reference];
    await Promise.all([...references].filter(({ id }) => id !== "").map(({ id }) => evaluate(id)));
  }

  #slot(node: number, target: string): Slot {
    const key = `${node}-${target}`;
    let slot = this.#slots.get(key);
    if (slot === undefined) {
      let publish: Slot["publish"] = () => undefined;
      const result = new Promise<FrontendResult>((resolve) => {
        publish = resolve;
      });
      slot = { result, publish };
      this.#slots.set(key, slot);
    }
    return slot;
  }
}

/** The names and the metadata that Buildx gives another target's result, one by one where it has several platforms. */
function linkedInputs({ attr, target }: TargetContext, node: number, result: FrontendResult) {
  const attrs: Record<string, string> = {};
  const inputs: Record<string, Definition> = {};
  const add = (suffix: string, definition: Definition | undefined, config: Uint8Array | undefined) => {
    const name = `${node}-${target}${suffix}`;
    attrs[`${attr}${suffix}`] = `input:${name}`;
    // A definition without any operation is an empty file system.
    inputs[name] = definition ?? { def: [], metadata: {} };
    if (config === undefined) return;
    const encoded = Buffer.from(config).toString("base64");
    attrs[`input-metadata:${name}`] = JSON.stringify({ [IMAGE_CONFIG]: encoded });
  };
  const { reference, references, metadata } = result;
  if (reference !== undefined) add("", reference.definition, metadata[IMAGE_CONFIG]);
  for (const [platform, { definition }] of references) {
    add(`::${platform}`, definition, metadata[`${IMAGE_CONFIG}/${platform}`]);
  }
  return { attrs, inputs };
}
