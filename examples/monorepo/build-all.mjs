import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ensureBuilder, isSlipwayError } from "slipway";

const here = import.meta.dirname;
const dockerfile = readFileSync(join(here, "Dockerfile"), "utf8");
const services = readdirSync(join(here, "services")).sort();
const builder = await ensureBuilder({ name: process.env.EXAMPLE_BUILDER ?? "monorepo", bootstrap: true });

/** @param {string} service */
async function buildService(service) {
  const begun = performance.now();
  let steps = 0;
  let cached = 0;
  /** @param {string} result */
  const row = (result) => ({ service, result, steps, cached, ms: Math.round(performance.now() - begun) });
  try {
    const building = builder.build({
      context: join(here, "services", service),
      dockerfile,
      buildArgs: { SERVICE: service },
      tags: [`monorepo/${service}`],
      // Provenance says when an image was built, so it would make every run another image.
      provenance: "false",
      outputs: ["type=image"],
    });
    for await (const { type } of building) {
      if (type === "step-completed" || type === "step-cached") steps++;
      if (type === "step-cached") cached++;
    }
    return row((await building).digest?.slice(0, 19) ?? "built");
  } catch (error) {
    if (!isSlipwayError(error)) throw error;
    return row(`${error.code}: ${error.message}`);
  }
}

const begun = performance.now();
const rows = await Promise.all(services.map(buildService));
builder.close();
console.table(rows);
const failed = rows.filter(({ result }) => !result.startsWith("sha256:")).length;
console.log(
  `${rows.length - failed} built, ${failed} failed in ${Math.round(performance.now() - begun)} ms, on one connection`,
);
process.exitCode = failed > 0 ? 1 : 0;
