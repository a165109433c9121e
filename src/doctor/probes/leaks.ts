import { listOrphans } from "../../builder/index.js";
import type { Finding, Probe } from "../findings/types.js";

/** How long each engine may take to say what it has, milliseconds. */
const engineLimit = 3_000;

/** What is left of builders that are gone. */
export const leaksProbe: Probe = {
  area: "leaks",
  what: "what is left of builders that are gone",
  look: async ({ options, signal }) => {
    const orphans = await listOrphans({ ...options, onWarning: undefined, signal, timeout: engineLimit });
    const free = orphans.filter(({ inUse }) => inUse === undefined);
    const kinds = new Map<string, string[]>();
    for (const { kind, name } of free) {
      // A container and its volume are one finding.
      const shared = name.replace(/_state$/, "");
      kinds.set(shared, [...(kinds.get(shared) ?? []), kind]);
    }
    return [...kinds].map(([name, found]) => finding(name, found));
  },
};

function finding(name: string, kinds: readonly string[]): Finding {
  const cause = kinds.includes("record")
    ? `nothing is left of the builder ${name} but its record`
    : `no builder knows the ${kinds.join(" and ")} ${name}`;
  return {
    area: "leaks",
    severity: "warning",
    cause,
    remedy: `slipway prune --orphans --filter name=${name}`,
  };
}
