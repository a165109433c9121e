import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { Cluster } from "../cluster.js";
import { execInContainer } from "../node/exec.js";
import { acceptStreams, chooseProtocol } from "../streams/remote-streams.js";
import type { Pod } from "./objects.js";
import { type ApiRequest, isTrue } from "./request.js";
import { ApiError, badRequest } from "./status.js";

/**
 * Answers `exec` of a pod: upgrades the connection and runs the command in the pod's container. Throws an ApiError before
 * the upgrade; afterwards errors go over the stream of errors.
 */
export async function handleExec(
  cluster: Cluster,
  request: ApiRequest,
  incoming: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): Promise<void> {
  const { resource, namespace, name, query } = request;
  const pod = cluster.store.get<Pod>(resource, namespace, name);
  const container = containerOf(pod, query.get("container"));
  const command = query.getAll("command");
  const wanted = {
    stdin: isTrue(query.get("stdin")),
    stdout: isTrue(query.get("stdout")),
    stderr: isTrue(query.get("stderr")),
    tty: isTrue(query.get("tty")),
  };
  if (command.length === 0) throw badRequest("you must specify at least one command for the container");
  if (!wanted.stdin && !wanted.stdout && !wanted.stderr)
    throw badRequest("you must specify at least 1 of stdin, stdout, stderr");
  if (pod.spec.nodeName === undefined) throw badRequest(`pod ${name} does not have a host assigned`);
  const protocol = chooseProtocol(incoming, cluster.options.streams);
  if (protocol === undefined)
    throw badRequest(
      incoming.headers.upgrade === undefined
        ? "Upgrade request required"
        : "unable to upgrade: unable to negotiate protocol: client supports none of the server's",
    );
  const running = cluster.node.runningContainer(pod, container);
  // The kubelet's own words, which the server hands on.
  if (running === undefined) throw new ApiError(500, "InternalError", `container not found ("${container}")`);
  const streams = await acceptStreams(protocol, incoming, socket, head, wanted);
  cluster.execs.push({ protocol, pod: name, container, command });
  await execInContainer(running, command, wanted, streams);
}

/** The container a query names, or the pod's first. Throws an ApiError (400) when the pod has none of that name. */
export function containerOf({ metadata, spec }: Pod, asked: string | null): string {
  const all = [...(spec.initContainers ?? []), ...spec.containers];
  const name = asked || (spec.containers[0]?.name ?? "");
  if (!all.some((each) => each.name === name))
    throw badRequest(`container ${name} is not valid for pod ${metadata.name}`);
  return name;
}
