import type { AttributeMap } from "../../build/attributes/attribute-fields.js";
import type { BakeResources } from "../attributes/resources.js";
import type { BakeSecret } from "../attributes/secret.js";
import type { BakeSsh } from "../attributes/ssh.js";

/** A target as a program gives it; the attributes are those of a definition file. */
export interface TargetDefinition {
  readonly description?: string | undefined;
  /** Names of the targets it builds on, the later ones winning. */
  readonly inherits?: readonly string[] | undefined;
  readonly annotations?: readonly string[] | undefined;
  /** `type=sbom`, or its fields. */
  readonly attest?: readonly (string | AttributeMap)[] | undefined;
  /** A directory or URL. Default `.`. */
  readonly context?: string | undefined;
  /** Named contexts; `target:NAME` is another target. */
  readonly contexts?: Readonly<Record<string, string>> | undefined;
  /** Default `Dockerfile`. */
  readonly dockerfile?: string | undefined;
  readonly "dockerfile-inline"?: string | undefined;
  readonly args?: Readonly<Record<string, string | number | boolean | null>> | undefined;
  readonly labels?: Readonly<Record<string, string | number | boolean | null>> | undefined;
  readonly tags?: readonly string[] | undefined;
  /** A reference, `type=registry,ref=…`, or its fields. */
  readonly "cache-from"?: readonly (string | AttributeMap)[] | undefined;
  readonly "cache-to"?: readonly (string | AttributeMap)[] | undefined;
  /** The stage to build. */
  readonly target?: string | undefined;
  readonly secret?: readonly (string | BakeSecret)[] | undefined;
  readonly ssh?: readonly (string | BakeSsh)[] | undefined;
  readonly platforms?: readonly string[] | undefined;
  /** A directory, `type=docker`, or its fields. */
  readonly output?: readonly (string | AttributeMap)[] | undefined;
  readonly pull?: boolean | undefined;
  readonly "no-cache"?: boolean | undefined;
  readonly network?: "default" | "none" | "host" | undefined;
  readonly "no-cache-filter"?: readonly string[] | undefined;
  /** Size with a suffix, such as `128m`. */
  readonly "shm-size"?: string | undefined;
  readonly ulimits?: readonly string[] | undefined;
  readonly resources?: BakeResources | undefined;
  readonly call?: string | undefined;
  readonly entitlements?: readonly string[] | undefined;
  readonly "extra-hosts"?: Readonly<Record<string, string | null>> | undefined;
}

/** A group as a program gives it: its members, or those with a description. */
export type GroupDefinition =
  | readonly string[]
  | { readonly description?: string | undefined; readonly targets: readonly string[] };

/** What a definition written as a program exports, by name. Names have letters, digits, `_` and `-`. */
export interface BakeModuleDefinition {
  readonly targets?: Readonly<Record<string, TargetDefinition>> | undefined;
  readonly groups?: Readonly<Record<string, GroupDefinition>> | undefined;
}

/** What a definition that is a function is called with. */
export interface BakeModuleContext {
  /** The environment, with the values of `--var` laid over it. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The client's own platform, such as `linux/amd64`. */
  readonly platform: string;
}

/** A definition, or a function that makes one. */
export type BakeModule =
  | BakeModuleDefinition
  | ((context: BakeModuleContext) => BakeModuleDefinition | Promise<BakeModuleDefinition>);

/** Forbids what is given beyond what is known. */
export type NothingBeyond<Given, Known> = { readonly [Name in Exclude<keyof Given, keyof Known>]: never };

/**
 * A definition without attributes that nobody knows, wherever its objects come from: TypeScript by itself finds them
 * only in objects that are written down in place, not in what a function returns. Neither a function nor a promise.
 */
export type CheckedDefinition<Definition extends BakeModuleDefinition> = Definition &
  NothingBeyond<Definition, BakeModuleDefinition> & {
    readonly apply?: never;
    readonly then?: never;
    readonly targets?: {
      readonly [Name in keyof Definition["targets"]]: NothingBeyond<
        Definition["targets"][Name],
        TargetDefinition
      >;
    };
  };

/**
 * Gives a definition written as a program its types, and is nothing more than that: `docker-bake.ts` exports what it
 * returns by default. An unknown attribute does not compile, neither does a value of the wrong kind.
 */
export function defineBake<const Definition extends BakeModuleDefinition>(
  make: (
    context: BakeModuleContext,
  ) => CheckedDefinition<Definition> | Promise<CheckedDefinition<Definition>>,
): BakeModule;
export function defineBake<const Definition extends BakeModuleDefinition>(
  definition: CheckedDefinition<Definition>,
): BakeModule;
export function defineBake(definition: BakeModule): BakeModule {
  return definition;
}
