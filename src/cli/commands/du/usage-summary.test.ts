import { expect, test } from "vitest";
import type { CacheRecord } from "../../../index.js";
import { prettyUsage } from "./pretty-usage.js";
import { usageSummary } from "./usage-summary.js";

const record: CacheRecord = {
  node: "b0",
  id: "abc",
  size: 1_000,
  mutable: true,
  inUse: false,
  shared: false,
  parents: ["p", "q"],
  description: "",
  type: "",
  usageCount: 2,
  createdAt: 0n,
};

test("what is in use cannot be reclaimed", () => {
  expect(usageSummary([record, { ...record, inUse: true, size: 500 }])).toBe(
    "Reclaimable:\t1kB\nTotal:\t\t1.5kB\n",
  );
});

test("shared bytes are told apart where there are some", () => {
  expect(usageSummary([record, { ...record, shared: true, size: 500 }])).toBe(
    "Shared:\t\t500B\nPrivate:\t1kB\nReclaimable:\t1.5kB\nTotal:\t\t1.5kB\n",
  );
});

test("a record in full leaves out what the daemon did not say", () => {
  expect(prettyUsage(record, 0)).toBe(
    [
      "ID:           abc",
      "Parents:",
      " - p",
      " - q",
      "Created at:   1970-01-01 00:00:00 +0000 UTC",
      "Mutable:      true",
      "Reclaimable:  true",
      "Shared:       false",
      "Size:         1kB",
      "Usage count:  2",
      "\n",
    ].join("\n"),
  );
});
