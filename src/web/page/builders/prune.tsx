import { useState } from "preact/hooks";
import type { PruneOutcome } from "../../contract/index.js";
import { change } from "../data/api.js";
import { Dialog } from "../parts/dialog.js";
import { Problem } from "../parts/problem.js";
import { bytesText, countText } from "../text/format.js";
import { visibleText } from "../text/visible-text.js";

/** Asks what of a builder's cache is to go, and has it removed. */
export function Prune({
  builder,
  reclaimable,
  onClose,
  onPruned,
}: {
  builder: string;
  /** Bytes. */
  reclaimable: number;
  onClose(): void;
  onPruned(): void;
}) {
  const [all, setAll] = useState(false);
  const [hours, setHours] = useState("");
  const [running, setRunning] = useState(false);
  const [outcome, setOutcome] = useState<PruneOutcome | Error | undefined>();
  const prune = async () => {
    setRunning(true);
    try {
      const olderThanHours = Number(hours);
      const asked = { all, ...(hours === "" ? {} : { olderThanHours }) };
      setOutcome(await change<PruneOutcome>(`builders/${encodeURIComponent(builder)}/prune`, asked));
      onPruned();
    } catch (error) {
      setOutcome(error as Error);
    }
    setRunning(false);
  };
  return (
    <Dialog title={`Prune the cache of ${visibleText(builder)}?`} onClose={onClose}>
      {outcome instanceof Error && <Problem error={outcome} />}
      {outcome !== undefined && !(outcome instanceof Error) ? (
        <p role="status">
          {countText(outcome.records)} records are gone, {bytesText(outcome.size)}.
        </p>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void prune();
          }}
        >
          <p>Up to {bytesText(reclaimable)} are removed. Builds that used them run their steps again.</p>
          <p>
            <label>
              <input
                type="checkbox"
                checked={all}
                onChange={(event) => setAll(event.currentTarget.checked)}
              />{" "}
              internal and frontend records too
            </label>
          </p>
          <p>
            <label>
              only what was not used for{" "}
              <input
                type="number"
                min="1"
                class="short"
                value={hours}
                onInput={(event) => setHours(event.currentTarget.value)}
              />{" "}
              hours
            </label>
          </p>
          <div class="dialog-buttons">
            <button type="submit" class="danger" disabled={running}>
              {running ? "Pruning…" : "Prune"}
            </button>
          </div>
        </form>
      )}
    </Dialog>
  );
}
