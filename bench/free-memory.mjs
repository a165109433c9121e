// @ts-check
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { isRoot } from "../scripts/lab/shell.mjs";

/**
 * Gives the page cache back, then reads again what the next measurement starts from. Builds of 1 GiB fill gigabytes of
 * it, and a virtual machine that has to claim memory it never used before spends several times as long in the kernel:
 * the order of the measurements would be measured. Does nothing without root, or where there is no such switch.
 * @param {string[]} contexts directories that the next command reads
 * @param {string[][]} commands what uses the programs that the next command uses
 * @param {NodeJS.ProcessEnv} env
 */
export function freeMemory(contexts, commands, env) {
  if (!isRoot || process.platform !== "linux") return;
  spawnSync("sync");
  try {
    writeFileSync("/proc/sys/vm/drop_caches", "1");
  } catch {
    return; // a container's /proc is read-only
  }
  spawnSync("find", [...contexts, "-type", "f", "-exec", "cat", "{}", "+"], { stdio: "ignore" });
  for (const [program = "", ...args] of commands) spawnSync(program, args, { stdio: "ignore", env });
}
