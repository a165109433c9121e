import { attestShorthand } from "../attributes/attest.js";
import { definitionError } from "../attributes/definition-error.js";
import { parsePolicy } from "../attributes/policy.js";

/** The options of `bake` that change targets. */
export interface OverrideFlags {
  /** What is changed in targets, as `TARGET.ATTRIBUTE=VALUE`. */
  readonly set?: readonly string[] | undefined;
  /** Push the images. Default: what the targets say. */
  readonly push?: boolean | undefined;
  /** Load the images into the engine. Default: what the targets say. */
  readonly load?: boolean | undefined;
  /** Name of the call, such as `check`. Default: a build. */
  readonly call?: string | undefined;
  /** Use no cache. Default: what the targets say. */
  readonly noCache?: boolean | undefined;
  /** Ask registries for the images that others are built from. Default: what the targets say. */
  readonly pull?: boolean | undefined;
  /** An SBOM for every target, as `--sbom` takes it. */
  readonly sbom?: string | undefined;
  /** Provenance for every target, as `--provenance` takes it. */
  readonly provenance?: string | undefined;
  /** `disabled=true` to build without policies, or what all policies have in common. */
  readonly policy?: readonly string[] | undefined;
}

/** Overrides in the form of `--set`, and whether policies are switched off for all targets. */
export interface FlagOverrides {
  readonly overrides: readonly string[];
  readonly disablePolicy: boolean;
}

/**
 * The options as overrides, in the order in which they take effect.
 *
 * @throws SlipwayError `invalid-argument` for a policy that may not be given here.
 */
export function flagOverrides(flags: OverrideFlags): FlagOverrides {
  const { set = [], push, load, call, noCache, pull, sbom, provenance, policy = [] } = flags;
  const policies = policy.map((text) => ({ text, ...parsePolicy(text) }));
  const disablePolicy = policies.some((given) => checkPolicy(given, policies.length));
  return {
    overrides: [
      ...set,
      ...(push ? ["*.push=true"] : []),
      ...(load ? ["*.load=true"] : []),
      ...(call ? [`*.call=${call}`] : []),
      ...(noCache === undefined ? [] : [`*.no-cache=${noCache}`]),
      ...(pull === undefined ? [] : [`*.pull=${pull}`]),
      ...(sbom ? [`*.attest=${attestShorthand("sbom", sbom)}`] : []),
      ...(provenance ? [`*.attest=${attestShorthand("provenance", provenance)}`] : []),
      ...(disablePolicy ? [] : policies.map(({ text }) => `*.policy+=${text}`)),
    ],
    disablePolicy,
  };
}

/** True for a policy that switches all off. */
function checkPolicy(policy: ReturnType<typeof parsePolicy>, count: number): boolean {
  if (policy.files.length > 0) {
    throw definitionError("--policy does not accept filename; define policy files in the bake definition");
  }
  if (policy.reset) {
    throw definitionError("--policy does not accept reset; define policy composition in the bake definition");
  }
  if (!policy.disabled) return false;
  if (policy.strict !== undefined || policy.logLevel !== undefined || count > 1) {
    throw definitionError("disabled policy cannot be combined with other policy flags");
  }
  return true;
}
