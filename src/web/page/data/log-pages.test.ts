import { expect, test, vi } from "vitest";
import type { LogLine } from "../../contract/index.js";
import { LogPages, pageLines } from "./log-pages.js";
import { inlineLogs, type LogSource } from "./log-source.js";

const settled = () => new Promise((resolve) => setTimeout(resolve));

function counted(total: number, width = 10) {
  const page = vi.fn<LogSource["page"]>(async (step, offset, limit) => ({
    step,
    offset,
    total,
    lines: Array.from(
      { length: Math.max(0, Math.min(limit, total - offset)) },
      (_, index): LogLine => [0, 1, String(offset + index).padStart(width)],
    ),
    live: false,
    truncated: false,
  }));
  const source: LogSource = { page, search: async (step) => ({ step, lines: [] }) };
  return { page, source };
}

test("a line is fetched with those beside it, once", async () => {
  const { source, page } = counted(1_000_000);
  const changed = vi.fn();
  const pages = new LogPages(source, 3, 1_000_000, changed);
  expect(pages.line(700_001)).toBeUndefined();
  expect(pages.line(700_002)).toBeUndefined();
  await settled();
  expect(page.mock.calls).toEqual([[3, 700_000, pageLines]]);
  expect(changed).toHaveBeenCalledOnce();
  expect(pages.line(700_001)?.[2].trim()).toBe("700001");
});

test("what is kept is bounded, whatever was looked at", async () => {
  const { source } = counted(1_000_000, 1000);
  const pages = new LogPages(source, 0, 1_000_000, () => undefined, 5_000_000);
  for (let line = 0; line < 100_000; line += pageLines) {
    pages.line(line);
    await settled();
  }
  expect(pages.characters).toBeLessThanOrEqual(5_000_000);
  expect(pages.line(99_500)).toBeDefined();
  expect(pages.line(0)).toBeUndefined();
});

test("of a log with fewer lines than was said no line is asked for again and again", async () => {
  const { source, page } = counted(80);
  const pages = new LogPages(source, 0, 400, () => undefined);
  pages.line(300);
  await settled();
  expect(pages.total).toBe(80);
  expect(pages.line(300)).toBeUndefined();
  expect(page).toHaveBeenCalledOnce();
});

test("lines that came since are fetched", async () => {
  const first = counted(80);
  const pages = new LogPages(first.source, 0, 80, () => undefined);
  pages.line(0);
  await settled();
  pages.total = 90;
  expect(pages.line(85)).toBeUndefined();
  expect(first.page).toHaveBeenCalledTimes(2);
});

test("a saved log knows its last lines, and says which are not there", async () => {
  const logs = inlineLogs({
    4: {
      offset: 2,
      total: 4,
      lines: [
        [0, 1, "\u001b[1mTwo"],
        [0, 1, "three"],
      ],
    },
  });
  const { lines } = await logs.page(4, 1, 10);
  expect(lines.map(([, , text]) => text)).toEqual([
    expect.stringContaining("not in the saved page"),
    "\u001b[1mTwo",
    "three",
  ]);
  expect((await logs.search(4, "TWO", 0)).lines).toEqual([2]);
  expect((await logs.page(9, 0, 10)).lines).toEqual([]);
});
