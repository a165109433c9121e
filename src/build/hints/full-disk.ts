import { formatHumanSize } from "../../progress/format/size.js";
import type { ProgressSink } from "../../progress/model/status.js";
import type { FailedSolve } from "./failed-solve.js";

/** The kernel's words for a full disk. */
const NO_SPACE = "o space left on device";
/** Its words for a program of another architecture, for which there is no emulator. */
const FOREIGN = "exec format error";

/** Looks in what steps print for a full disk, which only their programs know of, and for a foreign program. */
export class DiskSigns {
  #seen = false;
  #foreignProgram = false;

  /** A step could not run a program, since that is for another processor. */
  get foreignProgram(): boolean {
    return this.#foreignProgram;
  }

  /** A step has said that the disk is full. */
  get seen(): boolean {
    return this.#seen;
  }

  /** Hands progress on and looks at the output in it. */
  addTo(sink: ProgressSink): ProgressSink {
    return {
      update: (status) => {
        for (const { data } of status.logs ?? []) {
          const text = Buffer.from(data.buffer, data.byteOffset, data.length);
          this.#seen ||= text.includes(NO_SPACE);
          this.#foreignProgram ||= text.includes(FOREIGN);
        }
        sink.update(status);
      },
    };
  }
}

/** For a builder whose disk is full: what its cache takes, how much of that can go, and how. */
export async function fullDiskHint({
  error,
  plan,
  client,
  disk,
  signal,
}: FailedSolve): Promise<string | undefined> {
  const inStep = error.exitCode !== undefined && disk.seen;
  if (error.code !== "disk-full" && !inStep) return undefined;
  const command = `\`slipway prune --builder ${plan.builder.name}\``;
  const records = await client.diskUsage({}, { signal });
  let used = 0n;
  let reclaimable = 0n;
  for (const { size, inUse, shared } of records) {
    used += size;
    if (!inUse && !shared) reclaimable += size;
  }
  return (
    `the builder's cache takes ${formatHumanSize(used)}, of which ${formatHumanSize(reclaimable)} can be freed: ` +
    `${command}; with --all also what images need`
  );
}
