import type { Env } from "../endpoint/docker-config.js";
import { type DockerFlags, flagArguments } from "../endpoint/docker-flags.js";
import type { ResolvedEndpoint } from "../endpoint/resolve-endpoint.js";
import type { Dial } from "./dial.js";
import { commandDial } from "./dial-command.js";
import { socketDial } from "./dial-socket.js";
import { sharedSshDial } from "./shared-ssh.js";
import { sshCommand } from "./ssh-command.js";
import { commandFailures } from "./unreachable.js";

/** The dial for an endpoint. `timeout`: milliseconds to open a socket; ssh has its own limit of 30 s. */
export function endpointDial(endpoint: ResolvedEndpoint, env: Env, timeout: number): Dial {
  const { address, material, host } = endpoint;
  return address.kind === "ssh"
    ? sharedSshDial(sshCommand(address), env, commandFailures(host))
    : socketDial(address, material, host, timeout);
}

/**
 * The dial through the Docker CLI that runs Slipway as its plugin, when it asks for that
 * (DOCKER_CLI_PLUGIN_USE_DIAL_STDIO); undefined otherwise.
 */
export function pluginDial(flags: DockerFlags, env: Env, host: string): Dial | undefined {
  const cli = env.DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND;
  if (!cli || !env.DOCKER_CLI_PLUGIN_USE_DIAL_STDIO) return undefined;
  return commandDial([cli, ...flagArguments(flags), "system", "dial-stdio"], env, commandFailures(host));
}
