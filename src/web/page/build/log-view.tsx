import { useEffect, useMemo, useReducer, useRef, useState } from "preact/hooks";
import type { LogLine } from "../../contract/index.js";
import { plainLine } from "../../contract/plain-line.js";
import { LogPages } from "../data/log-pages.js";
import type { LogSource } from "../data/log-source.js";
import { Dialog } from "../parts/dialog.js";
import { Problem } from "../parts/problem.js";
import { ScrolledText, ScrollRows } from "../parts/scroll-rows.js";
import { useWindow } from "../parts/use-window.js";
import { linesText } from "../text/format.js";
import { visibleText } from "../text/visible-text.js";
import { LogRow } from "./log-row.js";
import { LogTools } from "./log-tools.js";
import { useLogSearch } from "./use-log-search.js";

interface LogViewProps {
  readonly source: LogSource;
  readonly step: number;
  /** Lines so far. */
  readonly total: number;
  readonly live: boolean;
  /** When the step began, Unix milliseconds. */
  readonly started: number;
}

const lineHeight = 19;

/** The log of one step: any number of lines, of which only what is seen is fetched and drawn. */
export function LogView({ source, step, total, live, started }: LogViewProps) {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const pages = useMemo(() => new LogPages(source, step, total, () => redraw(undefined)), [source, step]);
  const [times, setTimes] = useState(false);
  const [following, setFollowing] = useState(live);
  const [whole, setWhole] = useState<LogLine | undefined>();
  const known = useRef(total);
  if (total !== known.current) {
    known.current = total;
    pages.total = total;
  }
  const shown = useWindow(pages.total, lineHeight);
  const { text, search, at, setText, go } = useLogSearch(source, step, (line) => {
    setFollowing(false);
    shown.reveal(line, true);
  });
  useEffect(() => {
    if (following && live && pages.total > 0) shown.reveal(pages.total - 1);
  }, [following, live, pages.total]);
  const rows = [];
  for (let index = shown.first; index < shown.last; index++) {
    rows.push(
      <LogRow
        key={index}
        number={index + 1}
        line={pages.line(index)}
        sought={search.text}
        current={search.lines[at] === index}
        since={times ? started : undefined}
        onWhole={setWhole}
      />,
    );
  }
  const onScroll = () => {
    shown.onScroll();
    if (live) setFollowing(shown.atEnd());
  };
  return (
    <section class="log" aria-label="Log">
      <LogTools
        text={text}
        search={search}
        at={at}
        onText={setText}
        onGo={go}
        times={times}
        onTimes={() => setTimes(!times)}
        following={live ? following : undefined}
        onFollow={() => setFollowing(!following)}
      />
      <ScrollRows label="Lines" class="log-rows panel" shown={shown} onScroll={onScroll}>
        <div class="log-lines" style={{ transform: `translateY(${shown.top}px)` }}>
          {rows}
        </div>
      </ScrollRows>
      <p class="faint log-foot">
        {linesText(pages.total)}
        {pages.truncated && "; what came after them was too much to keep"}
      </p>
      {search.error !== undefined && <Problem error={search.error} />}
      {whole !== undefined && (
        <Dialog title="The whole line" onClose={() => setWhole(undefined)}>
          <ScrolledText>{visibleText(plainLine(whole[2]))}</ScrolledText>
        </Dialog>
      )}
    </section>
  );
}
