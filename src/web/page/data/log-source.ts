import type { InlineBuild, LogLine, LogMatches, LogPage } from "../../contract/index.js";
import { plainLine } from "../../contract/plain-line.js";
import { request } from "./api.js";

/** Where a build's logs come from: the server, or the page itself. */
export interface LogSource {
  /** Some lines of a step, from a line on. */
  page(step: number, offset: number, limit: number): Promise<LogPage>;
  /** Which lines have a text in them, from a line on. */
  search(step: number, text: string, offset: number): Promise<LogMatches>;
}

/** Logs that the server has; `key` is the build's encoded one. */
export function serverLogs(key: string): LogSource {
  return {
    page: (step, offset, limit) => request(`builds/${key}/logs?step=${step}&offset=${offset}&limit=${limit}`),
    search: (step, text, offset) =>
      request(`builds/${key}/logs?step=${step}&search=${encodeURIComponent(text)}&offset=${offset}`),
  };
}

/** Logs that stand in the page: the end of each step's. */
export function inlineLogs(logs: InlineBuild["logs"]): LogSource {
  const of = (step: number) => logs[step] ?? { offset: 0, total: 0, lines: [] };
  return {
    page: async (step, offset, limit) => {
      const { offset: first, total, lines } = of(step);
      const missing: LogLine = [0, 0, "(this line is not in the saved page)"];
      const wanted = Array.from({ length: Math.max(0, Math.min(limit, total - offset)) }, (_, index) => {
        return lines[offset + index - first] ?? missing;
      });
      return { step, offset, total, lines: wanted, live: false, truncated: false };
    },
    search: async (step, text, offset) => {
      const { offset: first, lines } = of(step);
      const sought = text.toLowerCase();
      const found = lines.flatMap(([, , line], index) =>
        first + index >= offset && plainLine(line).toLowerCase().includes(sought) ? [first + index] : [],
      );
      return { step, lines: found.slice(0, 1000) };
    },
  };
}
