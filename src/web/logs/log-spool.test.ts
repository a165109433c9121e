import { existsSync, readFileSync, statSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { LogSpool } from "./log-spool.js";

let directory = "";
let spool: LogSpool;
const path = () => join(directory, "0.log");
const numbered = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => `line ${from + index}`);
const texts = async (step: number, offset: number, limit: number) =>
  (await spool.page(step, offset, limit)).map(([, , text]) => text);

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "slipway-spool-"));
  spool = new LogSpool(path());
});
afterEach(async () => {
  spool.close();
  await rm(directory, { recursive: true, force: true });
});

test("a few lines need no file, and come with time and stream", async () => {
  spool.add(3, 12.5, 2, ["out", "of"]);
  expect(await spool.page(3, 0, 10)).toEqual([
    [12.5, 2, "out"],
    [12.5, 2, "of"],
  ]);
  expect(existsSync(path())).toBe(false);
});

test("any part of a long log is read again from the file", async () => {
  for (let at = 0; at < 10_000; at += 100) spool.add(0, at, 1, numbered(100, at));
  expect(spool.count(0)).toBe(10_000);
  expect(await texts(0, 0, 3)).toEqual(["line 0", "line 1", "line 2"]);
  expect(await texts(0, 1_022, 4)).toEqual(numbered(4, 1_022));
  expect(await texts(0, 9_998, 10)).toEqual(["line 9998", "line 9999"]);
  expect(await texts(0, 10_000, 10)).toEqual([]);
  expect(await spool.page(0, 5_555, 1)).toEqual([[5_500, 1, "line 5555"]]);
  expect(await texts(0, 0, 20_000)).toEqual(numbered(10_000));
});

test("lines that come at once may be more than a piece", async () => {
  spool.add(0, 1, 1, numbered(5_000));
  expect(await texts(0, 0, 10_000)).toEqual(numbered(5_000));
});

test("steps that print in turns do not mix", async () => {
  for (let at = 0; at < 3_000; at += 10) {
    spool.add(0, at, 1, numbered(10, at));
    spool.add(1, at, 2, numbered(10, -at));
  }
  expect(await texts(0, 2_000, 2)).toEqual(["line 2000", "line 2001"]);
  expect((await spool.page(1, 2_999, 1))[0]).toEqual([2_990, 2, "line -2981"]);
  expect(spool.steps).toEqual([0, 1]);
});

test("the last lines are there, wherever they lie", () => {
  spool.add(0, 1, 1, numbered(2_050));
  expect(spool.tail(0, 4).map(([, , text]) => text)).toEqual(numbered(4, 2_046));
  expect(spool.tail(0, 2).map(([, , text]) => text)).toEqual(numbered(2, 2_048));
  expect(spool.tail(9, 2)).toEqual([]);
});

test("a search finds text across colours, whatever its case, and goes on from where it stopped", async () => {
  spool.add(0, 1, 1, [...numbered(1_500), "\u001b[31mER\u001b[0mROR: no", ...numbered(1_500, 2_000)]);
  expect(await spool.search(0, "error", 0)).toEqual({ step: 0, lines: [1_500] });
  expect(await spool.search(0, "error", 1_501)).toEqual({ step: 0, lines: [] });
  const first = await spool.search(0, "line", 0);
  expect(first.lines).toHaveLength(1_000);
  expect(first.next).toBe(1_000);
  expect((await spool.search(0, "line", first.next ?? 0)).lines[0]).toBe(1_000);
});

test("the file is for its owner's eyes, and gone when it is closed", async () => {
  spool.add(0, 1, 1, numbered(3_000));
  expect(statSync(path()).mode & 0o077).toBe(0);
  expect(readFileSync(path(), "utf8")).toContain("line 1000");
  spool.close();
  expect(existsSync(path())).toBe(false);
  expect(await texts(0, 0, 10)).toEqual([]);
  spool.add(0, 2, 1, ["late"]);
  expect(spool.count(0)).toBe(0);
});

test("what is searched is what is shown: nothing that was overwritten, and no escape sequence", async () => {
  const lines = [
    "progress 1\rprogress 2\rdone",
    "\u001b[1mbo\u001b[0mld",
    "\u001bPprogress\u001b\\other",
    "progress",
  ];
  spool.add(0, 1, 1, lines);
  expect((await spool.search(0, "progress", 0)).lines).toEqual([3]);
  expect((await spool.search(0, "bold", 0)).lines).toEqual([1]);
  expect((await spool.search(0, "done", 0)).lines).toEqual([0]);
});

test("a file that somebody else has removed is no failure", async () => {
  for (let at = 0; at < 10_000; at += 100) spool.add(0, at, 1, numbered(100, at));
  await rm(directory, { recursive: true });
  spool.close();
  expect(spool.count(0)).toBe(0);
});
