import type { Duplex } from "node:stream";
import { called, fields, text, thing } from "../../util/options/index.js";

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

/** {@link SshOption}, described. */
export const sshOption = fields<SshOption>(
  {
    id: text,
    socket: text,
    connect: called<ConnectSshAgent>(),
    keys: thing(
      "a list of paths, one at least",
      (value) => Array.isArray(value) && value.length > 0 && value.every((path) => typeof path === "string"),
    ),
  },
  { exactlyOne: ["socket", "connect", "keys"] },
);
