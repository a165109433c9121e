import { SearchField } from "../parts/search-field.js";
import { countText } from "../text/format.js";
import type { SearchState } from "./use-log-search.js";

interface LogToolsProps {
  /** What is typed; the search follows. */
  readonly text: string;
  readonly search: SearchState;
  /** Which of the found lines one is at. */
  readonly at: number;
  readonly times: boolean;
  /** Undefined where nothing more comes. */
  readonly following: boolean | undefined;
  onText(text: string): void;
  onGo(way: 1 | -1): Promise<void>;
  onTimes(): void;
  onFollow(): void;
}

function foundText({ text, lines, more }: SearchState, at: number): string {
  if (text === "") return "";
  if (lines.length === 0) return more ? "searching" : "not found";
  return `${countText(at + 1)} of ${countText(lines.length)}${more ? "+" : ""}`;
}

/** What is above a log: the search, and how it is shown. */
export function LogTools({
  text,
  search,
  at,
  times,
  following,
  onText,
  onGo,
  onTimes,
  onFollow,
}: LogToolsProps) {
  return (
    <form
      class="toolbar"
      onSubmit={(event) => {
        event.preventDefault();
        void onGo(event.submitter?.dataset.way === "back" ? -1 : 1);
      }}
    >
      <SearchField own label="Search the log" value={text} onInput={onText} />
      <button type="submit" aria-label="Next line found">
        ↓
      </button>
      <button type="submit" data-way="back" aria-label="Line found before">
        ↑
      </button>
      <span role="status" class="faint found">
        {foundText(search, at)}
      </span>
      <span class="grow" />
      <button type="button" aria-pressed={times} onClick={onTimes}>
        times
      </button>
      {following !== undefined && (
        <button type="button" aria-pressed={following} onClick={onFollow}>
          follow
        </button>
      )}
    </form>
  );
}
