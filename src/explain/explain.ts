import { buildNotesOf, localStateOf } from "../builder/index.js";
import { SlipwayError, withCaller } from "../errors/index.js";
import { findBuild, type HistoryOptions, listBuilds } from "../history/index.js";
import { explainNote } from "./explain-note.js";
import { hasEarlier } from "./has-earlier.js";
import { findNote } from "./load-builds.js";
import type { BuildExplanation } from "./result/explanation.js";
import { unexplained } from "./unexplained.js";

/** Options of explain. */
export interface ExplainOptions extends HistoryOptions {
  /**
   * Whether daemons may be asked for what the notes do not tell. Without, `ref` is a whole reference, and a build that
   * was not noted is `not-found`. Default true.
   */
  readonly askDaemons?: boolean | undefined;
}

/**
 * Why the steps of a build ran that the cache did not have, compared with the last build of the same target: the same
 * context, Dockerfile and stage. `ref` is a build's id, its reference `builder/node/id`, empty for the newest build,
 * `^1` for the one before that.
 *
 * @throws SlipwayError `not-found`, `invalid-argument`, what booting throws, what a daemon reports.
 */
export async function explain(
  builder?: string,
  ref = "",
  options: ExplainOptions = {},
): Promise<BuildExplanation> {
  return withCaller(explain, async () => {
    const [name = "", node = "", id = ""] = ref.split("/");
    if (id !== "") return explainBuild({ builder: name, node, ref: id }, options);
    return explainBuild(await findBuild(builder, ref, options), options);
  });
}

/** Where a build was made. */
interface BuildPlace {
  readonly builder: string;
  readonly node: string;
  readonly ref: string;
}

async function explainBuild(
  { builder, node, ref }: BuildPlace,
  options: ExplainOptions,
): Promise<BuildExplanation> {
  const { askDaemons = true } = options;
  const found = await findNote(buildNotesOf(options), builder, node, ref);
  if (found === undefined && askDaemons) return unexplained({ builder, node, ref }, options);
  if (found === undefined) throw new SlipwayError("not-found", `build ${ref} was not noted`);
  const { build, earlier, otherNodes } = found;
  const ran = build.note.steps.some(({ state, kind }) => state === "ran" && kind !== "source");
  const isFirst = ran && earlier.length === 0;
  const mayHaveOthers = isFirst && askDaemons && !build.note.isAlone;
  const hasOthers = mayHaveOthers && (await wasBuiltBefore({ builder, node, ref }, options));
  return explainNote({ builder, node, build, earlier, otherNodes, hasOthers });
}

/** Whether the node's daemon remembers an earlier build of the same target. */
async function wasBuiltBefore({ builder, node, ref }: BuildPlace, options: HistoryOptions): Promise<boolean> {
  const builds = (await listBuilds(builder, options)).filter((build) => build.node === node);
  const states = localStateOf(options);
  return hasEarlier(builds, ref, (id) => states.read(builder, node, id));
}
