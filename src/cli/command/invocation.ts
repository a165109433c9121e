import { basename } from "node:path";

/** How the program was called: as the plugin of the docker command, or by itself. */
export interface Invocation {
  readonly mode: "plugin" | "standalone";
  /** The root command's name, in front of usage errors: `docker`, or the program's own name. */
  readonly program: string;
  /** What comes before a command's name in usage lines: `docker buildx`, or the program's own name. */
  readonly path: string;
}

/** The word that the docker command calls a plugin with to ask what it is. */
export const METADATA_WORD = "docker-cli-plugin-metadata";

/** Set by the docker command when it runs a plugin. */
const ORIGINAL_COMMAND_VARIABLE = "DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND";

/**
 * Tells plugin from standalone by the docker command's rule: it names itself in the environment, or asks for metadata.
 *
 * @param line the arguments after the program
 * @param programName the program's own name, see {@link programNameOf}
 */
export function readInvocation(
  line: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  programName: string,
): Invocation {
  const plugin = Boolean(env[ORIGINAL_COMMAND_VARIABLE]) || line[0] === METADATA_WORD;
  return plugin
    ? { mode: "plugin", program: "docker", path: "docker buildx" }
    : { mode: "standalone", program: programName, path: programName };
}

/**
 * The name the program was called by. The installed plugin starts Node with `--title`, because the script it runs
 * has another name than the plugin.
 */
export function programNameOf(script: string, execArgv: readonly string[]): string {
  const title = execArgv.find((word) => word.startsWith("--title="));
  return title === undefined ? basename(script).replace(/\.[cm]?js$/, "") : title.slice("--title=".length);
}
