import { useEffect, useMemo, useState } from "preact/hooks";
import type { LogSource } from "../data/log-source.js";
import { LogSearch } from "./log-search.js";

/** A search as it stands. */
export interface SearchState {
  readonly text: string;
  readonly lines: readonly number[];
  readonly more: boolean;
  readonly error?: Error | undefined;
}

/** Searches the log of a step while its text is typed; `show` gets each line that one goes to. */
export function useLogSearch(source: LogSource, step: number, show: (line: number) => void) {
  const [text, setText] = useState("");
  const search = useMemo(() => new LogSearch(source, step, text), [source, step, text]);
  const [state, setState] = useState<SearchState>(search);
  const [at, setAt] = useState(0);
  const told = (error?: Error) =>
    setState({ text: search.text, lines: search.lines, more: search.more, error });
  const find = async (wanted: number) => {
    try {
      await search.find(wanted);
      told();
    } catch (error) {
      told(error as Error);
    }
  };
  useEffect(() => {
    let wanted = true;
    setAt(0);
    told();
    const timer = setTimeout(async () => {
      await find(1);
      const [first] = search.lines;
      if (wanted && first !== undefined) show(first);
    }, 150);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [search]);
  const go = async (way: 1 | -1) => {
    await find(at + 2);
    const next = search.lines.length === 0 ? 0 : (at + way + search.lines.length) % search.lines.length;
    setAt(next);
    const line = search.lines[next];
    if (line !== undefined) show(line);
  };
  return { text, search: state, at, setText, go };
}
