import type { BuildExplanation, StepExplanation } from "../../index.js";
import { oneLine, stepGroups } from "./explanation-text.js";
import { muchSteps } from "./with-notes.js";

/** So many files are a small change. */
const fewFiles = 3;
/** Lines for all builds of a command together. */
const mostHints = 3;

/** An explanation, with what its build is called where there are several. */
export interface NamedExplanation {
  readonly name: string;
  readonly explanation: BuildExplanation;
}

/** Steps of builds that ran because of the same. */
interface Rebuild {
  readonly cause: string;
  /** By node and digest: targets may have steps in common. */
  readonly steps: Set<string>;
  /** A target that was built on several nodes is named once. */
  readonly names: Set<string>;
}

/**
 * Lines for builds that ran many steps again because of little: one for each cause, of each build the first.
 *
 * @param command how the user calls the command that shows more
 */
export function rebuildHints(builds: readonly NamedExplanation[], command: string): string[] {
  const found = new Map<string, Rebuild>();
  for (const { name, explanation } of builds) {
    const group = stepGroups(explanation).find(isMuchForLittle);
    if (group === undefined) continue;
    const cause = oneLine(group.root.cause.message);
    const rebuild = found.get(cause) ?? { cause, steps: new Set(), names: new Set() };
    found.set(cause, rebuild);
    rebuild.names.add(name);
    for (const { digest } of [group.root, ...group.after]) rebuild.steps.add(`${explanation.node} ${digest}`);
  }
  return [...found.values()].slice(0, mostHints).map(({ cause, steps, names }) => {
    const named = [...names].filter((name) => name !== "");
    const whose = named.length === 0 ? "" : ` of ${listed(named)}`;
    return `${steps.size} steps${whose} ran again because ${cause}; ${command} shows more`;
  });
}

function isMuchForLittle({ root, after }: ReturnType<typeof stepGroups>[number]): boolean {
  return after.length + 1 >= muchSteps && root.cause.certainty === "certain" && isLittle(root);
}

function isLittle({ cause: { kind, files } }: StepExplanation): boolean {
  return kind === "build-argument" || (kind === "files" && files !== undefined && files.count <= fewFiles);
}

function listed(names: readonly string[]): string {
  const [first = "", second = "", ...more] = names.map(oneLine);
  if (names.length < 3) return names.map(oneLine).join(" and ");
  return `${first}, ${second} and ${more.length} more`;
}
