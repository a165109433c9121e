import { parseSsh as parseSshText } from "../attributes/ssh.js";
import type { ConnectSshAgent, SshOption } from "../options/ssh-option.js";

/** One `--ssh` value. */
export interface SshEntry {
  readonly id: string;
  /** An agent socket, or private key files; empty means the agent of `SSH_AUTH_SOCK`. */
  readonly paths: readonly string[];
  /** Opens a stream to an agent, in place of `paths`. */
  readonly connect?: ConnectSshAgent;
}

/** Reads `--ssh` values, `id`, `id=path`, `id=path,path`, and agents given by code; empty ones are passed over. */
export function parseSsh(values: readonly (string | SshOption)[]): SshEntry[] {
  return values
    .filter((value) => value !== "")
    .map((value) => {
      if (typeof value !== "string") return givenAgent(value);
      const { id = "", paths = [] } = parseSshText(value);
      return { id, paths };
    });
}

function givenAgent({ id = "", socket, keys, connect }: SshOption): SshEntry {
  if (connect !== undefined) return { id, paths: [], connect };
  return { id, paths: keys ?? [socket] };
}
