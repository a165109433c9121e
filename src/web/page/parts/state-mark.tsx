import type { BuildState, StepState } from "../../contract/index.js";

const marks: Record<BuildState | StepState, readonly [glyph: string, word: string]> = {
  waiting: ["○", "waiting"],
  running: ["●", "running"],
  cached: ["◇", "cached"],
  done: ["✓", "done"],
  completed: ["✓", "completed"],
  failed: ["✕", "failed"],
  canceled: ["⊘", "canceled"],
};

/** The word for a state. */
export const stateWord = (state: BuildState | StepState): string => marks[state]?.[1] ?? state;

/** A state as a mark, with its word for those who do not see it. */
export function StateMark({ state, word = false }: { state: BuildState | StepState; word?: boolean }) {
  const [glyph, name] = marks[state] ?? ["?", state];
  return (
    <span class={`state state-${state}`}>
      <span aria-hidden="true" class="glyph">
        {glyph}
      </span>
      <span class={word ? "" : "unseen"}>{name}</span>
    </span>
  );
}
