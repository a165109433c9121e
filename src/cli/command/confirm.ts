import { createInterface } from "node:readline/promises";
import { SlipwayError } from "../../errors/index.js";
import type { CommandCall } from "./command-call.js";

/** Asks a question on standard output and reads a line; only `y` or `Y` is a yes, the end of the input is a no. */
export async function confirm(context: CommandCall, question: string): Promise<boolean> {
  context.stdout.write(`${question} [y/N] `);
  const lines = createInterface({
    input: context.stdin(),
    crlfDelay: Number.POSITIVE_INFINITY,
    signal: context.signal,
  });
  try {
    for await (const line of lines) return line.trim().toLowerCase() === "y";
    if (context.signal.aborted) throw new SlipwayError("canceled", "prompt terminated");
    return false;
  } finally {
    lines.close();
  }
}
