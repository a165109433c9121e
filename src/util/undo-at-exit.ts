/** What undoes one thing that must not outlive the process. Runs when the process ends: nothing in it may wait. */
export type Undo = () => void;

const pending = new Set<Undo>();

/**
 * Has something undone should the process end before it was done with: a file under a temporary name, a program that
 * was started. However the process ends, short of SIGKILL and a crash, this is what is run.
 *
 * @returns takes it back, once the thing is done with
 */
export function undoAtExit(undo: Undo): () => void {
  if (pending.size === 0) process.on("exit", undoAll);
  pending.add(undo);
  return () => {
    if (pending.delete(undo) && pending.size === 0) process.off("exit", undoAll);
  };
}

function undoAll(): void {
  for (const undo of pending) {
    try {
      undo();
    } catch {
      // The rest is undone all the same, and nobody is left to be told.
    }
  }
  pending.clear();
}
