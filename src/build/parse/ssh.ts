import type { Duplex } from "node:stream";

/** One `--ssh` value. */
export interface SshEntry {
  readonly id: string;
  /** An agent socket, or private key files; empty means the agent of `SSH_AUTH_SOCK`. */
  readonly paths: readonly string[];
  /** Opens a stream to an agent, in place of `paths`. */
  readonly connect?: ConnectSshAgent;
}

/** Opens a stream that an SSH agent answers on. Called for each connection that a step makes; the build ends it. */
export type ConnectSshAgent = () => Duplex | Promise<Duplex>;

/**
 * An SSH agent given by code: one that listens at a socket, one behind a stream, or one made of private key files.
 * Builds may list its keys and sign with them, nothing else.
 */
export type SshOption = SshFromSocket | SshFromStream | SshFromKeys;

interface SshId {
  /** The id by which `RUN --mount=type=ssh` names it. Default `default`. */
  readonly id?: string;
}

/** An agent that listens at a Unix socket or a Windows pipe. */
export interface SshFromSocket extends SshId {
  /** Path of the socket. */
  readonly socket: string;
  readonly connect?: never;
  readonly keys?: never;
}

/** An agent behind a stream. */
export interface SshFromStream extends SshId {
  readonly connect: ConnectSshAgent;
  readonly socket?: never;
  readonly keys?: never;
}

/** An agent made of private key files, which live in this process. */
export interface SshFromKeys extends SshId {
  /** Paths of the files. */
  readonly keys: readonly [string, ...string[]];
  readonly socket?: never;
  readonly connect?: never;
}

/** Reads `--ssh` values, `id`, `id=path`, `id=path,path`, and agents given by code; empty ones are passed over. */
export function parseSsh(values: readonly (string | SshOption)[]): SshEntry[] {
  return values
    .filter((value) => value !== "")
    .map((value) => {
      if (typeof value !== "string") return givenAgent(value);
      const equals = value.indexOf("=");
      if (equals === -1) return { id: value, paths: [] };
      return { id: value.slice(0, equals), paths: value.slice(equals + 1).split(",") };
    });
}

function givenAgent({ id = "", socket, keys, connect }: SshOption): SshEntry {
  if (connect !== undefined) return { id, paths: [], connect };
  return { id, paths: keys ?? [socket] };
}
