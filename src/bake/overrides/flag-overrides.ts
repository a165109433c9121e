import { attestShorthand } from "../attributes/attest.js";
import { definitionError } from "../attributes/definition-error.js";
import { parsePolicy } from "../attributes/policy.js";

/** The options of `bake` that change targets. */
export interface OverrideFlags {
  /** Values of `--set`. */
  readonly set?: readonly string[] | undefined;
  readonly push?: boolean | undefined;
  readonly load?: boolean | undefined;
  /** Name of the call; undefined for a build. */
  readonly call?: string | undefined;
  readonly noCache?: boolean | undefined;
  readonly pull?: boolean | undefined;
  readonly sbom?: string | undefined;
  readonly provenance?: string | undefined;
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
