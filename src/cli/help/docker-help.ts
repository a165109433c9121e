import { dockerFlags } from "../command/global-flags.js";
import { formatFlagUsages } from "../flags/flag-usages.js";

/** What a plugin prints when it is run without the word `buildx`: the docker command's part of the line explained. */
export function dockerHelp(options: {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: { readonly columns?: number | undefined };
}): string {
  const { env, stdout } = options;
  const flags = formatFlagUsages(dockerFlags(env), { env, columns: (stdout.columns ?? 80) - 1 });
  return `Usage:  docker [OPTIONS] COMMAND

docker-buildx is a Docker CLI plugin

Management Commands:
  buildx                     Docker Buildx

Global Options:
${flags.join("\n")}

Run 'docker COMMAND --help' for more information on a command.

For more help on how to use Docker, head to https://docs.docker.com/go/guides/
`;
}
