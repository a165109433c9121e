// @ts-check
// A Node program that keeps a builder at hand and builds through the library: what a tool does that would otherwise
// start docker-buildx. Its argument is the library's file. Told over the process's channel what to build; answers with
// what the build took.
import { pathToFileURL } from "node:url";

/** @type {typeof import("../dist/index.js")} */
const { Builder } = await import(pathToFileURL(process.argv[2] ?? "").href);

/** @typedef {{ builder: string, context: string }} Task */

/** @type {import("../dist/index.js").Builder | undefined} */
let builder;

process.on("message", async (/** @type {Task} */ task) => {
  builder ??= new Builder(task.builder);
  const cpu = process.cpuUsage();
  const start = process.hrtime.bigint();
  await builder.build({ context: task.context, outputs: [{ type: "cacheonly" }] });
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  const { user, system } = process.cpuUsage(cpu);
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  process.send?.({ seconds, cpuSeconds: (user + system) / 1e6, peakBytes });
});
process.on("disconnect", () => process.exit());
