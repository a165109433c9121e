/** Where Windows keeps named pipes, which stand for sockets there. */
const pipes = "\\\\.\\pipe\\";

/** The pipe of the agent that comes with Windows; elsewhere an agent has no place of its own. */
export function defaultAgentPipe(platform: NodeJS.Platform = process.platform): string | undefined {
  return platform === "win32" ? `${pipes}openssh-ssh-agent` : undefined;
}

/** Whether a path names a pipe, of which `stat` knows nothing. */
export function isPipe(path: string, platform: NodeJS.Platform = process.platform): boolean {
  return platform === "win32" && path.startsWith(pipes);
}
