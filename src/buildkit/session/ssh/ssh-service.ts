import {
  BytesMessageSchema,
  CheckAgentRequestSchema,
  CheckAgentResponseSchema,
} from "../../gen/moby/services/ssh_pb.js";
import { create, fromBinary, toBinary } from "../../protobuf/index.js";
import { GrpcCode, GrpcError, type ServerCall, type ServiceTable } from "../../transport/types.js";
import { asGrpcError } from "../as-grpc-error.js";
import { metadataValue, unaryMethod } from "../unary-method.js";
import { AgentMessageReader, answerReadOnly, frameAgentMessage, type SshAgent } from "./agent-protocol.js";
import { type OpenAgent, prepareAgents, type SshAgentConfig } from "./ssh-agents.js";

/**
 * The SSH service: lets builds list the keys of our agents and sign with them, and nothing else. Sockets are connected
 * for each forwarded connection; key files are read here, once.
 *
 * @throws SlipwayError `invalid-argument`, `not-found` or `io-error`, naming the agent or the file.
 */
export async function createSshService(
  configs: readonly SshAgentConfig[],
  environment: NodeJS.ProcessEnv = process.env,
): Promise<ServiceTable> {
  const agents = await prepareAgents(configs, environment);
  return new Map([
    [
      "/moby.sshforward.v1.SSH/CheckAgent",
      unaryMethod(CheckAgentRequestSchema, CheckAgentResponseSchema, ({ id }) => {
        find(agents, id);
        return {};
      }),
    ],
    [
      "/moby.sshforward.v1.SSH/ForwardAgent",
      async (call) => forward(call, await open(agents, metadataValue(call, "buildkit.ssh.id") ?? "")),
    ],
  ]);
}

function find(agents: ReadonlyMap<string, OpenAgent>, id: string): OpenAgent {
  const name = id || "default";
  const agent = agents.get(name);
  if (agent === undefined) throw new GrpcError(GrpcCode.Unknown, `unset ssh forward key ${name}`);
  return agent;
}

async function open(agents: ReadonlyMap<string, OpenAgent>, id: string): Promise<SshAgent> {
  try {
    return await find(agents, id)();
  } catch (error) {
    throw asGrpcError(error);
  }
}

async function forward(call: ServerCall, agent: SshAgent): Promise<void> {
  const reader = new AgentMessageReader();
  try {
    await call.receive(async (bytes) => {
      for (const message of reader.push(fromBinary(BytesMessageSchema, bytes).data)) {
        const data = frameAgentMessage(await answerReadOnly(agent, message));
        if (!call.send(toBinary(BytesMessageSchema, create(BytesMessageSchema, { data }))))
          await call.drain();
      }
    });
  } catch (error) {
    throw asGrpcError(error);
  } finally {
    agent.close();
  }
}
