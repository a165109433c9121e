import { expect, test } from "vitest";
import { parseOrphanFilters } from "./orphan-filters.js";

const things = [
  { kind: "container", name: "buildx_buildkit_a0" },
  { kind: "volume", name: "buildx_buildkit_a0_state" },
  { kind: "record", name: "b" },
] as const;

test.each([
  [[], ["buildx_buildkit_a0", "buildx_buildkit_a0_state", "b"]],
  [["kind=volume"], ["buildx_buildkit_a0_state"]],
  [
    ["kind=volume", "kind=record"],
    ["buildx_buildkit_a0_state", "b"],
  ],
  [["name=a0"], ["buildx_buildkit_a0", "buildx_buildkit_a0_state"]],
  [["name=a0", "kind=record"], []],
])("%j lets through %j", (filters, names) => {
  expect(things.filter(parseOrphanFilters(filters)).map(({ name }) => name)).toEqual(names);
});

test.each(["", "name", "name=", "kind=cat", "until=1h"])("%j is refused with what there is", (filter) => {
  expect(() => parseOrphanFilters([filter])).toThrow(`invalid filter "${filter}" for orphans`);
});
