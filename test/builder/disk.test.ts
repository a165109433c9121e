import { expect, test } from "vitest";
import { contextDirectory, createBuilder, runSlipway } from "../support/index.js";

test("limits of the disk are the daemon's, and a node under its reserve is named before a build", async () => {
  const builder = await createBuilder("disk", {
    driverOptions: { "disk-limit": "3g", "disk-reserve": "900t" },
  });
  const { stdout } = await runSlipway(["inspect", builder]);
  const rules = stdout.match(/GC Policy rule#[1-3]:\n(?: .*\n)+/g) ?? [];
  expect(rules).toHaveLength(3);
  for (const rule of rules) expect(rule).toMatch(/ Max Used Space: 3GiB\n Min Free Space: 900TiB\n/);
  const context = contextDirectory({ Dockerfile: "FROM scratch\nCOPY Dockerfile /\n" });
  const built = await runSlipway(["build", "--builder", builder, "--progress", "plain", context]);
  expect(built.code).toBe(0);
  expect(built.stderr).toMatch(
    new RegExp(`node ${builder}0: \\S+iB are free on its disk, less than its disk-reserve of 900TiB`),
  );
});
