import { kinds, type NamedObject, type ResourceKind } from "../../../kube/index.js";
import type { WorkloadPlan } from "../objects/plan.js";
import { claimName } from "../objects/workload.js";
import { labelSelector, type NodePlace } from "../pods/observe.js";

/** How long what a failed boot has made may take to be removed, milliseconds. */
const undoTimeout = 10_000;

/** What a boot has made in the cluster, so that it can be taken back when the boot fails. */
export class MadeObjects {
  readonly #place: NodePlace;
  readonly #plan: WorkloadPlan;
  readonly #made: { readonly kind: ResourceKind; readonly name: string }[] = [];
  /** Claims from before, with an earlier boot's cache; undefined while nobody knows. */
  #kept: ReadonlySet<string> | undefined;

  constructor(place: NodePlace, plan: WorkloadPlan) {
    this.#place = place;
    this.#plan = plan;
  }

  /** Creates an object. Throws what the cluster answers. */
  async create(kind: ResourceKind, object: NamedObject, signal: AbortSignal | undefined): Promise<void> {
    const { client, namespace } = this.#place;
    if (kind === kinds.statefulSet) this.#kept = await this.#claims(signal);
    await client.create(kind, namespace, object, { signal });
    this.#made.push({ kind, name: object.metadata.name });
  }

  /** Somebody else boots the node at the same moment: all of it is theirs. */
  disown(): void {
    this.#made.length = 0;
  }

  /**
   * Takes back, last first, what was made, and the claims that the cluster has made for it. Claims stay where the cluster
   * does not tell which there are. Never rejects.
   */
  async undo(): Promise<void> {
    const { client, namespace } = this.#place;
    const signal = AbortSignal.timeout(undoTimeout);
    const remove = (kind: ResourceKind, name: string) =>
      client.delete(kind, namespace, name, { signal }).catch(() => undefined);
    for (const { kind, name } of this.#made.toReversed()) {
      await remove(kind, name);
      if (kind !== kinds.statefulSet || this.#kept === undefined) continue;
      for (const claim of (await this.#claims(signal)) ?? [])
        if (!this.#kept.has(claim)) await remove(kinds.claim, claim);
    }
  }

  /** The node's claims by name; undefined where they may not be listed. */
  async #claims(signal: AbortSignal | undefined): Promise<ReadonlySet<string> | undefined> {
    const { client, namespace } = this.#place;
    const own = claimName(this.#plan);
    try {
      const label = labelSelector(this.#plan);
      const claims = await client.list<NamedObject>(kinds.claim, namespace, { label }, { signal });
      return new Set(claims.map(({ metadata }) => metadata.name).filter((name) => own.test(name)));
    } catch {
      return undefined;
    }
  }
}
