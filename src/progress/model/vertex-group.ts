import type { Vertex } from "./status.js";
import { runOf, type StepLog, type VertexState } from "./vertex-state.js";

/** What a round of updates did to a group. */
export interface GroupChange {
  readonly changed: boolean;
  /** The group came out of hiding. */
  readonly revealed: boolean;
}

/** A progress group: its members are shown as the one step `state`. */
export class VertexGroup<Log extends StepLog = StepLog> {
  readonly state: VertexState<Log>;
  readonly #members = new Map<string, Vertex>();

  constructor(state: VertexState<Log>) {
    this.state = state;
    state.hidden = true;
  }

  setMember(vertex: Vertex): void {
    this.#members.set(vertex.digest, vertex);
  }

  /** Works the members' newest messages into the group's state. */
  refresh(): GroupChange {
    const state = this.state;
    const wasHidden = state.hidden;
    let changed = false;
    let cached = true;
    let firstError = "";
    let errors = 0;
    for (const member of this.#members.values()) {
      if (member.started !== undefined) {
        if (state.setRun(runOf(member, member.started))) changed = true;
        if (member.progressGroup?.weak !== true) state.hidden = false;
      }
      cached &&= member.cached;
      if (member.error) {
        firstError ||= member.error;
        errors++;
      }
    }
    if (errors > 1) state.hidden = false;
    const error = state.error || firstError;
    if (state.cached !== cached || state.error !== error) changed = true;
    state.cached = cached;
    state.error = error;
    const revealed = wasHidden && !state.hidden;
    return { changed: changed || revealed, revealed };
  }
}
