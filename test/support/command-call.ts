import { PassThrough, Readable } from "node:stream";
import type { CommandCall } from "../../src/cli/command/command-call.js";

/** What a command runs with in unit tests: nothing comes in, and what goes out is dropped unless a test gives its own. */
export function commandCall(given: Partial<CommandCall>): CommandCall {
  return {
    stdin: () => Readable.from([]),
    stdout: new PassThrough(),
    contentOutput: () => new PassThrough(),
    stderr: new PassThrough(),
    env: {},
    invocation: { mode: "standalone", program: "slipway", path: "slipway" },
    builder: undefined,
    debug: false,
    docker: {},
    signal: new AbortController().signal,
    warn: () => undefined,
    ...given,
  };
}
