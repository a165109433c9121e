import { expect, test } from "vitest";
import type { Engine } from "../../engine/contract/engine.js";
import type { ContainerPlan } from "./container-plan.js";
import { diskShortage, freeBytes } from "./disk-shortage.js";
import { parseContainerOptions } from "./options.js";

const output = (kilobytes: number) => `Filesystem 1024-blocks Used Available Capacity Mounted on
/dev/vda 100 60 ${kilobytes} 60% /var/lib/buildkit
`;

function plan(reserve: string | undefined, answer: { exitCode: number; stdout: string }): ContainerPlan {
  const engine = { exec: async () => ({ stderr: "", ...answer }) } as unknown as Engine;
  const options = parseContainerOptions(reserve === undefined ? {} : { "disk-reserve": reserve });
  return { engine, container: "c", options, flags: [], files: new Map(), env: {} };
}

test.each<[string, string | undefined, number, string | undefined]>([
  [
    "less than the reserve",
    "10g",
    1024 * 1024,
    "1GiB are free on its disk, less than its disk-reserve of 10GiB",
  ],
  ["enough", "1g", 1024 * 1024, undefined],
  ["no reserve", undefined, 1, undefined],
])("%s", async (_what, reserve, kilobytes, told) => {
  const found = await diskShortage(plan(reserve, { exitCode: 0, stdout: output(kilobytes) }), undefined);
  expect(found).toBe(told);
});

test("what cannot be found out is nothing", async () => {
  expect(await diskShortage(plan("1g", { exitCode: 127, stdout: "" }), undefined)).toBeUndefined();
  expect(freeBytes("df: no such thing")).toBeUndefined();
});
