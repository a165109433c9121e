import { systemErrorText } from "../util/system-error-text.js";
import type { OutputStream } from "./command/command-call.js";

/** What a shell reports of a program that SIGPIPE ended. */
const brokenPipeStatus = 141;

interface Outputs {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
}

/**
 * Says what becomes of the process when its output cannot be written. A reader that went away (`slipway ls | head -1`)
 * ends it as SIGPIPE would. Results that cannot be written fail it, with a message; progress that cannot be (its log is on
 * a full disk) is lost and fails nothing.
 */
export function endOnLostOutput({ stdout, stderr }: Outputs): void {
  const { exit } = process;
  stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") exit(brokenPipeStatus);
    stderr.write(`ERROR: cannot write to standard output: ${systemErrorText(error)}\n`, () => exit(1));
  });
  stderr.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") exit(brokenPipeStatus);
  });
}

/**
 * Ends the process once what was written has left it. Where standard output is lost, how to end is
 * {@link endOnLostOutput}'s to say.
 */
export function endWhenWritten({ stdout, stderr }: Outputs, status: number): void {
  stdout.write("", (lost) => {
    if (!lost) stderr.write("", () => process.exit(status));
  });
}
