import type { BuilderOptions } from "../../index.js";
import type { CommandCall } from "./command-call.js";

/** The options that every call of the library takes, as a command has them. */
export function libraryOptions(context: CommandCall): BuilderOptions {
  return {
    env: context.env,
    docker: context.docker,
    signal: context.signal,
    onWarning: context.warn,
  };
}
