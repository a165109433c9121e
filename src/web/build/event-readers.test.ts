import { expect, test } from "vitest";
import type { BuildDocument, Step, Warning } from "../contract/index.js";
import { EventReaders } from "./event-readers.js";

const toldBuild = () => {
  const warnings: Warning[] = [];
  return {
    ended: false,
    warnings,
    document: () => ({ steps: [] }) as unknown as BuildDocument,
    some: (ids: ReadonlySet<number>) => [...ids].map((id) => ({ id }) as Step),
  };
};

test("a reader is told the whole build first, then what changed, each step once, then the end", () => {
  const build = toldBuild();
  const readers = new EventReaders(build);
  const { next, ended } = readers.open();
  expect(next()).toMatchObject({ type: "build" });
  expect(next()).toBeUndefined();
  readers.mark([1, 2]);
  readers.mark(new Set([2]));
  expect(next()).toEqual({ type: "steps", steps: [{ id: 1 }, { id: 2 }], warnings: [] });
  expect([next(), ended()]).toEqual([undefined, false]);
  build.ended = true;
  expect(next()).toMatchObject({ type: "end" });
  expect([next(), ended()]).toEqual([undefined, true]);
});

test("warnings are told as they come, to each reader", () => {
  const build = toldBuild();
  const readers = new EventReaders(build);
  const [one, other] = [readers.open(), readers.open()];
  one.next();
  build.warnings.push({ message: "w", detail: [], url: "" });
  expect(one.next()).toMatchObject({ type: "steps", steps: [], warnings: [{ message: "w" }] });
  expect(other.next()).toMatchObject({ type: "build" });
  expect([one.next(), other.next()]).toEqual([undefined, undefined]);
});

test("nothing is kept for a reader that has gone", () => {
  const readers = new EventReaders(toldBuild());
  const reader = readers.open();
  reader.next();
  reader.close();
  readers.mark([1]);
  expect(reader.next()).toBeUndefined();
});
