import { recordActivity, saveLocalState } from "../../builder/operations/build-records.js";
import { withoutCredentials } from "../../util/remote-context.js";
import type { BuildPlan } from "../plan/build-plan.js";
import type { NodeShare } from "../plan/plan-nodes.js";

/** Of invocations that are under way: the one note that the builder is used, whatever the number of its targets. */
const noted = new WeakMap<BuildPlan["daemons"], Promise<void>>();

function noteActivity({ builder, daemons, options }: BuildPlan): Promise<void> {
  const noting = noted.get(daemons) ?? recordActivity(builder.name, options);
  noted.set(daemons, noting);
  return noting;
}

/**
 * Milliseconds for which what comes back of a build that was just sent goes first: the daemon asks for a Dockerfile then, and
 * all of a build that the cache has waits for the answer.
 */
const ANSWERS_FIRST = 25;

/** Notes of a build that are written while it runs. */
export interface BuildRecording {
  /** Resolves, and never rejects, when they are written. */
  finish(): Promise<void>;
}

/**
 * Writes notes for `ls` and for the build history, soon but not before the daemon's first questions are answered. A
 * failure to write them is a warning: it must not fail the build.
 */
export function recordBuild(plan: BuildPlan, share: NodeShare, id: string): BuildRecording {
  let recording: Promise<void> | undefined;
  const begin = () => {
    recording ??= record(plan, share, id);
    return recording;
  };
  const timer = setTimeout(begin, ANSWERS_FIRST);
  return {
    finish: () => {
      clearTimeout(timer);
      return begin();
    },
  };
}

async function record(plan: BuildPlan, share: NodeShare, id: string): Promise<void> {
  const { builder, name, options, main, flags } = plan;
  try {
    await noteActivity(plan);
    if (flags.call !== undefined) return;
    const state = {
      target: name,
      localPath:
        main.localDirectory ??
        (typeof options.context === "string" ? withoutCredentials(options.context) : "-"),
      dockerfilePath: main.dockerfilePath,
      ...(plan.groupRef === undefined ? {} : { groupRef: plan.groupRef }),
    };
    await saveLocalState(builder.name, share.node.name, id, state, options);
  } catch (reason) {
    options.onWarning?.(
      `cannot record the build: ${reason instanceof Error ? reason.message : String(reason)}`,
    );
  }
}
