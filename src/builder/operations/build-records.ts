import { BuilderScope } from "../find/scope.js";
import type { BuildNotesDirectory } from "../store/build-notes-directory.js";
import type { BuildState, LocalState } from "../store/local-state.js";
import type { BuilderOptions } from "../types.js";

/** Notes that a builder is used now; `ls` and `inspect` show it as its last activity. Throws `io-error`. */
export function recordActivity(builder: string, context: BuilderOptions = {}): Promise<void> {
  return new BuilderScope(context).store.recordActivity(builder);
}

/**
 * Notes where a build was started from, for `history`: buildx shows it beside what the daemon recorded.
 *
 * @throws SlipwayError `invalid-argument` for a name that cannot be a file's, `io-error`.
 */
export function saveLocalState(
  builder: string,
  node: string,
  ref: string,
  state: BuildState,
  context: BuilderOptions = {},
): Promise<void> {
  return new BuilderScope(context).store.localState.save(builder, node, ref, state);
}

/** What this machine knows of builds, for reading. */
export function localStateOf(context: BuilderOptions = {}): Pick<LocalState, "read" | "readGroup"> {
  return new BuilderScope(context).store.localState;
}

/** Where notes of builds are kept, to explain later ones. */
export function buildNotesOf(context: BuilderOptions = {}): BuildNotesDirectory {
  return new BuilderScope(context).store.buildNotes;
}

/**
 * Notes which builds were started together, for `history`.
 *
 * @param targets that were asked for
 * @throws SlipwayError `io-error`.
 */
export function saveBuildGroup(
  group: string,
  targets: readonly string[],
  refs: readonly string[],
  context: BuilderOptions = {},
): Promise<void> {
  return new BuilderScope(context).store.localState.saveGroup(group, targets, refs);
}
