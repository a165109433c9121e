// @ts-check
import { spawn } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * @typedef {object} Measurement
 * @property {number} seconds wall time of the whole process
 * @property {number} cpuSeconds user and system time
 * @property {number} peakBytes the largest resident set
 * @property {number} [daemonSeconds] processor time of the builder's daemon meanwhile
 */

// bash waits for the command and so gets its exact times from the kernel; its own start is not counted.
const timed = 'TIMEFORMAT="%R %U %S"; exec 3>&2; { time "$@" >"$MEASURE_OUTPUT" 2>&1 3>&-; } 2>&3';

/** Seconds; many times what the longest command of the bench takes. docker-buildx was seen to hang in an export. */
const endless = 900;

/** A command that did not come to an end. */
export class HangError extends Error {}

/**
 * Runs a command to its end and says what it took. Throws with its output when it fails, and HangError when it was ended
 * because it took more than `limit` seconds.
 * @param {string[]} command
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Measurement>}
 */
export async function measure(command, env, limit = endless) {
  const directory = mkdtempSync(join(tmpdir(), "slipway-bench-output-"));
  const output = join(directory, "output");
  closeSync(openSync(output, "w"));
  const shell = spawn("bash", ["-c", timed, "bash", ...command], {
    env: { ...env, MEASURE_OUTPUT: output, LC_ALL: "C" },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let peakBytes = 0;
  const sampler = setInterval(() => {
    peakBytes = Math.max(peakBytes, peakOfChildren(shell.pid ?? 0));
  }, 15);
  let hung = false;
  const limiter = setTimeout(() => {
    hung = true;
    for (const child of childrenOf(shell.pid ?? 0)) process.kill(child, "SIGKILL");
  }, limit * 1000);
  let times = "";
  shell.stderr.setEncoding("utf8").on("data", (text) => {
    times += text;
  });
  try {
    const code = await new Promise((resolve, reject) => {
      shell.once("error", reject);
      shell.once("close", resolve);
    });
    if (hung) throw new HangError(`\`${command.join(" ")}\` had not ended after ${limit} seconds`);
    if (code !== 0) {
      throw new Error(
        `\`${command.join(" ")}\` exited with ${code}:\n${readFileSync(output, "utf8").slice(-4000)}`,
      );
    }
  } finally {
    clearInterval(sampler);
    clearTimeout(limiter);
    rmSync(directory, { recursive: true });
  }
  const [real = 0, user = 0, system = 0] = times.trim().split(/\s+/).map(Number);
  return { seconds: real, cpuSeconds: user + system, peakBytes };
}

/**
 * The kernel's own record of the largest resident set of each child, which never falls: a late sample misses little.
 * @param {number} pid
 */
function peakOfChildren(pid) {
  try {
    const peaks = childrenOf(pid).map((child) => {
      const status = readFileSync(`/proc/${child}/status`, "utf8");
      return Number(status.match(/^VmHWM:\s+(\d+) kB/m)?.[1] ?? 0) * 1024;
    });
    return Math.max(0, ...peaks);
  } catch {
    return 0; // between two processes
  }
}

/** @param {number} pid */
function childrenOf(pid) {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").match(/\d+/g)?.map(Number) ?? [];
}
