import { type BuilderOptions, listOrphans, removeOrphans } from "../../builder/index.js";
import { SlipwayError } from "../../errors/index.js";
import type { Finding, Probe } from "../findings/types.js";

/** How long each engine may take to say what it has, milliseconds. */
const engineLimit = 3_000;

/** What is left of builders that are gone. */
export const leaksProbe: Probe = {
  area: "leaks",
  what: "what is left of builders that are gone",
  look: async ({ options, signal }) => {
    const bounds = { signal, timeout: engineLimit, sizes: false };
    const orphans = await listOrphans({ ...options, onWarning: undefined, ...bounds });
    const free = orphans.filter(({ inUse }) => inUse === undefined);
    const kinds = new Map<string, string[]>();
    for (const { kind, name } of free) {
      // A container and its volume are one finding.
      const shared = name.replace(/_state$/, "");
      kinds.set(shared, [...(kinds.get(shared) ?? []), kind]);
    }
    return [...kinds].map(([name, found]) => finding(name, found, options));
  },
};

function finding(name: string, kinds: readonly string[], options: BuilderOptions): Finding {
  const cause = kinds.includes("record")
    ? `nothing is left of the builder ${name} but its record`
    : `no builder knows the ${kinds.join(" and ")} ${name}`;
  return {
    area: "leaks",
    severity: "warning",
    cause,
    remedy: `slipway prune --orphans --filter name=${name}`,
    fix: () => remove(name, options),
    deletes: true,
  };
}

/** Removes the orphans that the finding named, and leaves all of them when the filter finds others too. */
async function remove(name: string, options: BuilderOptions): Promise<void> {
  const confirm = (orphans: readonly { readonly name: string }[]) => {
    const other = orphans.find((one) => one.name !== name && one.name !== `${name}_state`);
    if (other === undefined) return true;
    throw new SlipwayError("invalid-argument", `it would remove ${other.name} too`);
  };
  const removals = await removeOrphans({ ...options, filters: [`name=${name}`], confirm, sizes: false });
  const failed = removals.find(({ error }) => error !== undefined);
  if (failed?.error !== undefined) throw failed.error;
}
