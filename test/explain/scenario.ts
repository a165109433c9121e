import { copyFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type BuildExplanation,
  type BuildOptions,
  build,
  type CauseKind,
  explain,
  isSlipwayError,
} from "../../src/index.js";
import { context as libraryContext } from "../library/support.js";
import { busyboxBase, busyboxPath, contextDirectory, nativeArchitecture } from "../support/index.js";

/** Notes are taken from the first build on. */
const context = {
  ...libraryContext,
  env: { ...process.env, ...libraryContext.env, SLIPWAY_BUILD_NOTES: "1" },
};

/** Options of a scenario's builds. */
export type ScenarioOptions = Partial<Omit<BuildOptions, "context">>;

/** A cause that is expected of a step: what its name has, what the cause is, and what its message has. */
export type ExpectedCause = readonly [step: string, kind: CauseKind, message?: string | RegExp];

/** A change between two builds of one context, and what it is to make run again. */
export interface Scenario {
  readonly name: string;
  /** Follows the busybox base. */
  readonly dockerfile: string;
  readonly files?: Readonly<Record<string, string>>;
  /** The Dockerfile begins with a base of its own. */
  readonly isWhole?: boolean;
  /** Of both builds. */
  readonly options?: ScenarioOptions;
  /** Of the first build only. */
  readonly before?: ScenarioOptions;
  /** Of the second build only. */
  readonly after?: ScenarioOptions;
  /** What changes on disk in between. */
  readonly change?: (directory: string, edit: Edit) => void | Promise<void>;
  /** Steps that run for a reason of their own; empty when nothing is to run. */
  readonly causes: readonly ExpectedCause[];
}

/** Replaces text in the Dockerfile. */
export type Edit = (from: string, to: string) => void;

/** The scenario's context, unlike that of any other scenario. */
export function scenarioContext({ dockerfile, files, isWhole }: Scenario): string {
  const text = isWhole ? dockerfile : busyboxBase + dockerfile;
  const directory = contextDirectory({ Dockerfile: text, ...files });
  const target = join(directory, `busybox-${nativeArchitecture}`);
  if (!isWhole) copyFileSync(busyboxPath(nativeArchitecture), target);
  return directory;
}

/** Builds twice and explains the second build. */
export async function play(builder: string, scenario: Scenario): Promise<BuildExplanation> {
  const directory = scenarioContext(scenario);
  const { options, before, after, change } = scenario;
  await made(builder, directory, { ...options, ...before });
  let text = isWholeOrBase(scenario);
  await change?.(directory, (from, to) => {
    if (!text.includes(from)) throw new Error(`the Dockerfile has no ${from}`);
    text = text.replace(from, to);
    writeFileSync(join(directory, "Dockerfile"), text);
  });
  const ref = await made(builder, directory, { ...options, ...after });
  rmSync(directory, { recursive: true, force: true });
  return explain(undefined, ref, context);
}

function isWholeOrBase({ dockerfile, isWhole }: Scenario): string {
  return isWhole ? dockerfile : busyboxBase + dockerfile;
}

/** Builds, and gives the reference also of a build that fails. */
export async function made(builder: string, directory: string, options: ScenarioOptions): Promise<string> {
  try {
    return (await build({ ...context, ...options, builder, context: directory })).ref;
  } catch (reason) {
    const ref = isSlipwayError(reason) ? reason.details.buildRef : undefined;
    if (typeof ref !== "string") throw reason;
    return ref;
  }
}

/** The steps that ran for a reason of their own, as the expectation has them. */
export function ownCauses({ steps }: BuildExplanation): readonly [string, CauseKind, string][] {
  return steps
    .filter(({ cause }) => cause.kind !== "earlier-step")
    .map(({ name, cause }) => [name, cause.kind, cause.message]);
}
