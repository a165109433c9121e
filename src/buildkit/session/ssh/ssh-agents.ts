import { stat } from "node:fs/promises";
import type { Duplex } from "node:stream";
import { SlipwayError } from "../../../errors/index.js";
import { fileError } from "../../../util/file-error.js";
import { defaultAgentPipe, isPipe } from "./agent-pipe.js";
import type { SshAgent } from "./agent-protocol.js";
import { loadKeyAgent } from "./key-agent.js";
import { connectAgent } from "./socket-agent.js";
import { openAgentStream } from "./stream-agent.js";

/** One agent that a build may use. */
export interface SshAgentConfig {
  /** The name builds use; empty means `default`. */
  readonly id: string;
  /** One agent socket, or private key files; none means the agent that SSH_AUTH_SOCK names. */
  readonly paths: readonly string[];
  /** Opens a stream to the agent, in place of `paths`. */
  readonly connect?: () => Duplex | Promise<Duplex>;
}

/** Opens a connection to an agent. */
export type OpenAgent = () => Promise<SshAgent>;

/**
 * Checks the agents before a build and reads their key files.
 *
 * @throws SlipwayError `invalid-argument`, `not-found` or `io-error` in Buildx's words where it has any.
 */
export async function prepareAgents(
  configs: readonly SshAgentConfig[],
  environment: NodeJS.ProcessEnv,
): Promise<ReadonlyMap<string, OpenAgent>> {
  const agents = new Map<string, OpenAgent>();
  for (const { id, paths, connect } of configs) {
    const name = id || "default";
    if (agents.has(name)) throw invalid(`duplicate agent ID ${JSON.stringify(name)}`);
    agents.set(
      name,
      connect === undefined
        ? await prepareAgent(paths.length > 1 ? paths : [paths[0] || agentSocket(environment)])
        : () => openAgentStream(name, connect),
    );
  }
  return agents;
}

function agentSocket(environment: NodeJS.ProcessEnv): string {
  const path = environment.SSH_AUTH_SOCK || defaultAgentPipe();
  if (path !== undefined) return path;
  throw new SlipwayError(
    "invalid-argument",
    "invalid empty ssh agent socket: make sure SSH_AUTH_SOCK is set",
    {
      hint: "start an ssh agent, or name private key files after the id",
    },
  );
}

async function prepareAgent(paths: readonly string[]): Promise<OpenAgent> {
  const sockets: string[] = [];
  const keys: string[] = [];
  for (const path of paths) ((await isSocket(path)) ? sockets : keys).push(path);
  if (sockets.length > 1) throw invalid("only single socket allowed");
  const [socket] = sockets;
  if (socket !== undefined && keys.length > 0) throw invalid("invalid combination of keys and sockets");
  if (socket !== undefined) return () => connectAgent(socket);
  const agent = await loadKeyAgent(keys);
  return async () => agent;
}

async function isSocket(path: string): Promise<boolean> {
  if (isPipe(path)) return true;
  try {
    return (await stat(path)).isSocket();
  } catch (error) {
    throw fileError("stat", path, error);
  }
}

function invalid(message: string): SlipwayError {
  return new SlipwayError("invalid-argument", message);
}
