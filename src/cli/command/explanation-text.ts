import type { BuildExplanation, StepExplanation } from "../../index.js";
import { formatFixed } from "../../progress/index.js";

/** How many steps a small change has to make run again before a build says a word of it. */
const muchSteps = 5;
/** The same, of files that changed. */
const fewFiles = 3;

/** The explanation as text: each step that ran for a reason of its own, and how many ran because of it. */
export function formatExplanation(explanation: BuildExplanation): string {
  const { steps, cached, comparedWith } = explanation;
  const counts = `${plural(steps.length, "step")} ran, ${cached} cached`;
  const base = comparedWith === undefined ? "" : `, compared with build ${comparedWith}`;
  const lines = [`${counts}${base}`];
  for (const { root, after } of groups(explanation)) {
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

/**
 * One line for a build that ran many steps again because of little; undefined for others.
 *
 * @param command how the user calls the command that shows more
 */
export function rebuildHint(explanation: BuildExplanation, command: string): string | undefined {
  for (const { root, after } of groups(explanation)) {
    const count = after.length + 1;
    if (count < muchSteps || root.cause.certainty !== "certain" || !isLittle(root)) continue;
    return `${count} steps ran again because ${oneLine(root.cause.message)}; ${command} shows more`;
  }
  return undefined;
}

function isLittle({ cause: { kind, files } }: StepExplanation): boolean {
  return kind === "build-argument" || (kind === "files" && files !== undefined && files.count <= fewFiles);
}

interface Group {
  readonly root: StepExplanation;
  readonly after: readonly StepExplanation[];
}

/** Steps with the same cause are one group with the first of them, and with what ran after it. */
function groups({ steps }: BuildExplanation): Group[] {
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
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\s]+/gu, " ");
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
