/** A build that was made. */
export interface MadeBuild {
  /** `BUILDER/NODE/ID`. */
  readonly ref: string;
  /** What the target is called where there are several; else empty. */
  readonly target: string;
  /** The node, where the target was built on several; else empty. */
  readonly node: string;
}

/** The builds of one command: of each target one for each node that builds some of its platforms. */
export class MadeBuilds {
  /** By target and node. */
  readonly #refs = new Map<string, Map<string, string>>();

  /** Takes in a build that begins. */
  add(ref: string, target = ""): void {
    const byNode = this.#refs.get(target) ?? new Map<string, string>();
    this.#refs.set(target, byNode.set(nodeOf(ref), ref));
  }

  /** The builds of a target, one for each node. */
  of(target = ""): readonly MadeBuild[] {
    const byNode = this.#refs.get(target) ?? new Map<string, string>();
    return [...byNode].map(([node, ref]) => ({ ref, target, node: byNode.size > 1 ? node : "" }));
  }

  /** The build of that reference, if it is one of these. */
  find(ref: unknown): readonly MadeBuild[] {
    return [...this.#refs.keys()].flatMap((target) => this.of(target)).filter((build) => build.ref === ref);
  }
}

function nodeOf(ref: string): string {
  return ref.split("/")[1] ?? "";
}
