import type { BakeAttest } from "../attributes/attest.js";
import type { BakeCache } from "../attributes/cache.js";
import type { BakeOutput } from "../attributes/output.js";
import type { BakePolicy } from "../attributes/policy.js";
import type { BakeResources } from "../attributes/resources.js";
import type { BakeSecret } from "../attributes/secret.js";
import type { BakeSsh } from "../attributes/ssh.js";

/** Names and texts. */
export type TextMap = Readonly<Record<string, string>>;

/** Names and texts; null is a name without a value, which merging and building pass over. */
export type OptionalTextMap = Readonly<Record<string, string | null>>;

/**
 * A target of a bake definition. The attributes have the names they have in a definition and stand in the order
 * `--print` shows them; an absent one leaves what is inherited. Values are never changed, only replaced.
 */
export interface BakeTarget {
  /** Letters, digits, `_` and `-`. */
  readonly name: string;
  readonly description?: string | undefined;
  /** Names of the targets it builds on, the later ones winning. */
  readonly inherits?: readonly string[] | undefined;
  readonly annotations?: readonly string[] | undefined;
  readonly attest?: readonly BakeAttest[] | undefined;
  /** Default `.`. */
  readonly context?: string | undefined;
  /** Named contexts; an empty one takes away what is inherited. */
  readonly contexts?: TextMap | undefined;
  /** Default `Dockerfile`. */
  readonly dockerfile?: string | undefined;
  readonly "dockerfile-inline"?: string | undefined;
  readonly args?: OptionalTextMap | undefined;
  readonly labels?: OptionalTextMap | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly "cache-from"?: readonly BakeCache[] | undefined;
  readonly "cache-to"?: readonly BakeCache[] | undefined;
  readonly target?: string | undefined;
  readonly secret?: readonly BakeSecret[] | undefined;
  readonly ssh?: readonly BakeSsh[] | undefined;
  readonly platforms?: readonly string[] | undefined;
  readonly output?: readonly BakeOutput[] | undefined;
  readonly pull?: boolean | undefined;
  readonly "no-cache"?: boolean | undefined;
  readonly network?: string | undefined;
  readonly "no-cache-filter"?: readonly string[] | undefined;
  /** Size with a suffix, such as `128MiB`. */
  readonly "shm-size"?: string | undefined;
  readonly ulimits?: readonly string[] | undefined;
  readonly resources?: BakeResources | undefined;
  readonly call?: string | undefined;
  readonly entitlements?: readonly string[] | undefined;
  readonly "extra-hosts"?: OptionalTextMap | undefined;
  readonly policy?: readonly BakePolicy[] | undefined;
  /**
   * No attribute: the context of a target that sets none, where paths are relative to the file (the environment's
   * `BUILDX_BAKE_FILE_RELATIVE_PATHS`). Default `.`.
   */
  readonly defaultContext?: string | undefined;
}

/** A name for several targets. */
export interface BakeGroup {
  readonly name: string;
  readonly description?: string | undefined;
  /** Names of targets and groups. */
  readonly targets: readonly string[];
  /** True where nothing says which targets it has, which is printed as null. Default false. */
  readonly unset?: boolean | undefined;
}

/** What definition files say. */
export interface BakeDefinition {
  readonly groups: readonly BakeGroup[];
  readonly targets: readonly BakeTarget[];
}

const NAME = /^[a-zA-Z0-9_-]+$/;

/** True for a name that a target or group may have; if not, the reason is {@link INVALID_NAME}. */
export function isTargetName(name: string): boolean {
  return NAME.test(name);
}

/** What is wrong with a name that {@link isTargetName} refuses. */
export const INVALID_NAME = 'only "[a-zA-Z0-9_-]+" are allowed';

/** A name as the command line and Compose files give it: Compose allows dots in names, targets have `_` for them. */
export function targetNameOf(name: string): string {
  return name.replaceAll(".", "_");
}
