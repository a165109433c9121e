import type { BuildExplanation, StepExplanation } from "../../index.js";
import { formatFixed } from "../../progress/index.js";

/** The explanation as text: each step that ran for a reason of its own, and how many ran because of it. */
export function formatExplanation(explanation: BuildExplanation): string {
  const { steps, cached, comparedWith } = explanation;
  const counts = `${plural(steps.length, "step")} ran, ${cached} cached`;
  const base = comparedWith === undefined ? "" : `, compared with build ${comparedWith}`;
  const lines = [`${counts}${base}`];
  for (const { root, after } of stepGroups(explanation)) {
    lines.push("", `${shownName(root.name)} (${formatFixed(root.took / 1000, 1)}s)`);
    lines.push(
      `  ${root.cause.certainty === "unknown" ? "unknown" : `because ${oneLine(root.cause.message)}`}${sureness(root)}`,
    );
    if (root.cause.certainty === "unknown") lines.push(`  ${oneLine(root.cause.message)}`);
    if (root.cause.remedy !== undefined) lines.push(`  ${root.cause.remedy}`);
    if (after.length > 0)
      lines.push(`  ${plural(after.length, "more step")} ran because of that: ${listed(after)}`);
  }
  return `${lines.join("\n")}\n`;
}

/** Steps that ran for one reason: the first of them, and the rest with what ran because of them. */
export interface StepGroup {
  readonly root: StepExplanation;
  readonly after: readonly StepExplanation[];
}

/** Steps with the same cause are one group with the first of them, and with what ran after it. */
export function stepGroups({ steps }: BuildExplanation): StepGroup[] {
  const byCause = new Map<string, { root: StepExplanation; after: StepExplanation[] }>();
  const byRoot = new Map<string, { root: StepExplanation; after: StepExplanation[] }>();
  for (const step of steps) {
    const { kind, message } = step.cause;
    const known = step.root === step.digest ? byCause.get(`${kind}\n${message}`) : byRoot.get(step.root);
    const group = known ?? { root: step, after: [] };
    if (known !== undefined) known.after.push(step);
    if (step.root === step.digest && known === undefined) byCause.set(`${kind}\n${message}`, group);
    byRoot.set(step.digest, group);
  }
  return [...byCause.values()];
}

function sureness({ cause: { certainty } }: StepExplanation): string {
  return certainty === "likely" ? " (likely)" : "";
}

function listed(steps: readonly StepExplanation[]): string {
  const names = steps.slice(0, 3).map(({ name }) => shownName(name));
  return names.join("; ") + (steps.length > names.length ? "; …" : "");
}

/** A name that is not too long. */
function shownName(name: string): string {
  return oneLine(name).slice(0, 120);
}

/** Texts come from Dockerfiles and contexts of strangers: nothing in them steers the terminal or turns its direction. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\s]+/gu, " ");
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
