import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { RegistryClient } from "../../src/oci/registry/index.js";
import { ConcurrencyLimit } from "../../src/util/concurrency-limit.js";
import { lab, type RunResult, runBuildx, runSlipway } from "../support/index.js";
import { createCases } from "./create-cases.js";
import { seedImages } from "./seed-images.js";

const path = `imagetools-${randomBytes(4).toString("hex")}/src`;
const repository = `${lab.registry}/${path}`;

/** What the two have to have in common: hints are Slipway's own. */
function outcome({ code, stdout, stderr }: RunResult) {
  return { code, stdout, error: stderr.replace(/^Hint: .*\n/gm, "") };
}

test("a dry run gives what docker-buildx's does, to the byte", async () => {
  const images = await seedImages(new RegistryClient(lab.registry), path);
  const limit = new ConcurrencyLimit(4);
  expect(createCases.length).toBeGreaterThan(80);
  const compared = await Promise.all(
    createCases.map((args) =>
      limit.run(async () => {
        const line = args.map((text) =>
          text
            .replace(/^R(?=$|[:@])/, repository)
            .replaceAll(/<(\w+)>/g, (whole, tag: string) => images[tag]?.digest ?? whole),
        );
        const command = ["imagetools", "create", "--dry-run", ...line];
        const [ours, theirs] = await Promise.all([runSlipway(command), runBuildx(command)]);
        return { args, ours: outcome(ours), theirs: outcome(theirs) };
      }),
    ),
  );
  const different = compared.filter(({ ours, theirs }) => JSON.stringify(ours) !== JSON.stringify(theirs));
  expect(different).toEqual([]);
});
