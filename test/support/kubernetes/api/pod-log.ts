import type { IncomingMessage, ServerResponse } from "node:http";
import { PassThrough } from "node:stream";
import type { Cluster } from "../cluster.js";
import { demultiplex, engineStream } from "../node/engine-streams.js";
import type { Pod } from "./objects.js";
import { containerOf } from "./pod-exec.js";
import { type ApiRequest, isTrue } from "./request.js";
import { badRequest } from "./status.js";

/** Answers `log` of a pod with the lines of its container, of the one before it when `previous` is asked for. */
export async function handleLog(
  cluster: Cluster,
  request: ApiRequest,
  response: ServerResponse<IncomingMessage>,
): Promise<void> {
  const { resource, namespace, name, query } = request;
  const pod = cluster.store.get<Pod>(resource, namespace, name);
  const container = containerOf(pod, query.get("container"));
  const previous = isTrue(query.get("previous"));
  const id = cluster.node.loggedContainer(pod, container, previous);
  if (id === undefined) throw badRequest(whyNoLog(pod, container, previous));
  const asked = new URLSearchParams({ stdout: "1", stderr: "1" });
  if (isTrue(query.get("follow"))) asked.set("follow", "1");
  if (isTrue(query.get("timestamps"))) asked.set("timestamps", "1");
  const tail = query.get("tailLines");
  if (tail !== null) asked.set("tail", tail);
  const stop = new AbortController();
  response.on("close", () => stop.abort());
  const log = await engineStream(`/containers/${id}/logs?${asked}`, stop.signal);
  response.writeHead(200, { "Content-Type": "text/plain" });
  response.flushHeaders();
  const both = new PassThrough();
  both.pipe(response);
  await demultiplex(log, both, both).catch(() => undefined);
  both.end();
}

function whyNoLog({ metadata, status }: Pod, container: string, previous: boolean): string {
  const subject = `container "${container}" in pod "${metadata.name}"`;
  if (previous) return `previous terminated ${subject.replace(" in", " in")} not found`;
  const all = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  const waiting = all.find(({ name }) => name === container)?.state.waiting;
  switch (waiting?.reason) {
    case undefined:
    case "PodInitializing":
    case "ContainerCreating":
      return `${subject} is waiting to start: ${waiting?.reason ?? "ContainerCreating"}`;
    case "ErrImagePull":
    case "ImagePullBackOff":
      return `${subject} is waiting to start: trying and failing to pull image`;
    default:
      return `${subject} is waiting to start: ${waiting?.reason}`;
  }
}
