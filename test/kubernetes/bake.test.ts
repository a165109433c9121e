import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { builderName } from "../support/index.js";
import { startCluster } from "../support/kubernetes/index.js";
import { clients, createArgs, smallContext } from "./support.js";

test.each(["sticky", "random"])(
  "targets of a bake that are linked, or share a directory, are built by several pods (%s)",
  async (loadbalance) => {
    const cluster = await startCluster();
    const { slipway } = clients(cluster);
    const name = builderName("kube");
    // Its layers lie on a volume: not every image of a daemon can put them on those of its container.
    const claim = { "persistent-volume-claim.requests.storage": "1Gi" };
    await slipway.ok(...createArgs(name, { replicas: "3", loadbalance, ...claim }), "--bootstrap");
    const [context, other] = [smallContext("base"), smallContext("other")];
    writeFileSync(join(other, "Dockerfile"), "FROM base\nCOPY file /other\n");
    const targets = ["a", "b", "c", "d", "e"].map((target) => {
      const output = `"output": ["type=local,dest=${join(other, `out-${target}`)}"]`;
      return `"${target}": { "context": "${other}", "contexts": { "base": "target:base" }, ${output} }`;
    });
    const file = join(context, "bake.json");
    const base = `"base": { "context": "${context}" }`;
    writeFileSync(
      file,
      `{ "group": { "default": { "targets": ["a", "b", "c", "d", "e"] } }, "target": { ${base}, ${targets} } }`,
    );
    await slipway.ok("bake", "--builder", name, "--allow", "fs=*", "--file", file);
    for (const target of ["a", "e"]) {
      expect(readFileSync(join(other, `out-${target}`, "file"), "utf8")).toBe("base");
      expect(readFileSync(join(other, `out-${target}`, "other"), "utf8")).toBe("other");
    }
    const alone = ["f", "g", "h"].map((target) => {
      const output = `"output": ["type=local,dest=${join(other, `out-${target}`)}"]`;
      return `"${target}": { "context": "${context}", "args": { "A": "${target}" }, ${output} }`;
    });
    writeFileSync(file, `{ "target": { ${alone} } }`);
    await slipway.ok("bake", "--builder", name, "--allow", "fs=*", "--file", file, "f", "g", "h");
    for (const target of ["f", "g", "h"])
      expect(readFileSync(join(other, `out-${target}`, "file"), "utf8")).toBe("base");
    const used = new Set(cluster.execs.map(({ pod }) => pod));
    if (loadbalance === "sticky") expect(used.size).toBe(1);
    await slipway.ok("rm", name);
  },
);
