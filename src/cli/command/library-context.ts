import type { BuilderContext } from "../../index.js";
import type { CommandContext } from "./command-context.js";

/** The options that every call of the library takes, as a command has them. */
export function libraryContext(context: CommandContext): BuilderContext {
  return {
    env: context.env,
    docker: context.docker,
    signal: context.signal,
    onWarning: context.warn,
  };
}
