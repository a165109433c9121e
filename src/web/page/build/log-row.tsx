import type { LogLine } from "../../contract/index.js";
import { ansiSpans } from "../text/ansi.js";
import { countText, durationText } from "../text/format.js";
import { markSpans } from "../text/mark-spans.js";
import { drawnPart } from "./drawn-part.js";
import { memo } from "./memo.js";

interface LogRowProps {
  /** From 1. */
  readonly number: number;
  readonly line: LogLine | undefined;
  readonly sought: string;
  /** It is where the search is. */
  readonly current: boolean;
  /** Times are shown since this one. */
  readonly since: number | undefined;
  onWhole(line: LogLine): void;
}

/** One line of a log. */
export const LogRow = memo(function LogRow({ number, line, sought, current, since, onWhole }: LogRowProps) {
  const [time, stream, text] = line ?? [0, 1, ""];
  const { drawn, rest } = drawnPart(text);
  return (
    <div class={`log-row ${current ? "current" : ""} ${stream === 2 ? "stderr" : ""}`}>
      <span class="log-number">{number}</span>
      {since !== undefined && <span class="log-time">{durationText(time - since)}</span>}
      <bdi class="log-text">
        {line === undefined ? (
          <span class="faint">…</span>
        ) : (
          markSpans(ansiSpans(drawn), sought).map((span, index) =>
            span.found ? (
              <mark key={index}>{span.text}</mark>
            ) : (
              <span key={index} class={span.className}>
                {span.text}
              </span>
            ),
          )
        )}
      </bdi>
      {rest > 0 && line !== undefined && (
        <button type="button" class="link" onClick={() => onWhole(line)}>
          {`${countText(rest)} more characters`}
        </button>
      )}
    </div>
  );
});
