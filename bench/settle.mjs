// @ts-check
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { isRoot } from "../scripts/lab/shell.mjs";

/**
 * Lets the machine come to rest before a measurement: what preparing left to be written is not part of the work.
 *
 * With large contexts it also gives the page cache back, then reads again what the measurement starts from. Builds of
 * 1 GiB fill gigabytes of it, and a virtual machine that has to claim memory it never used before spends several times as
 * long in the kernel: the order of the measurements would be measured. That needs root, and a system with such a switch.
 * @param {import("./bench-builder.mjs").Bench} bench
 * @param {string[]} [large] directories with gigabytes of content that the measured command reads
 */
export function settle({ builders, programs, env }, large) {
  spawnSync("sync");
  if (large === undefined || !isRoot || process.platform !== "linux") return;
  try {
    writeFileSync("/proc/sys/vm/drop_caches", "1");
  } catch {
    return; // a container's /proc is read-only
  }
  spawnSync("find", [...large, "-type", "f", "-exec", "cat", "{}", "+"], { stdio: "ignore" });
  for (const [program = "", ...args] of Object.values(programs)) {
    for (const builder of Object.values(builders)) {
      spawnSync(program, [...args, "inspect", builder], { stdio: "ignore", env });
    }
  }
}
