import http from "node:http";
import { lab } from "./lab.js";

/** An answer of the engine, with its JSON if it has any. */
export interface EngineAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** One request to the Docker Engine that shares no code with Slipway's own client, so that neither hides the other's faults. */
export function engineRequest(method: string, path: string, body?: unknown): Promise<EngineAnswer> {
  const host = new URL(lab.engineHost);
  const target =
    host.protocol === "unix:" ? { socketPath: host.pathname } : { host: host.hostname, port: host.port };
  return new Promise((resolve, reject) => {
    const request = http.request({ ...target, method, path }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        text += chunk;
      });
      response.on("error", reject);
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body: parse(text) }));
    });
    request.on("error", reject);
    if (body === undefined) request.end();
    else request.setHeader("Content-Type", "application/json").end(JSON.stringify(body));
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The engine's JSON for a path such as `/containers/NAME/json`; undefined when it says 404. */
export async function engineGet<T = Record<string, unknown>>(path: string): Promise<T | undefined> {
  const { status, body } = await engineRequest("GET", path);
  if (status === 404) return undefined;
  if (status >= 400) throw new Error(`GET ${path}: ${status} ${JSON.stringify(body)}`);
  return body as T;
}

/** The parts of a container's description that tests look at. */
export interface InspectedContainer {
  readonly Id: string;
  readonly Image: string;
  readonly State: { readonly Status: string; readonly Running: boolean; readonly ExitCode: number };
  readonly Config: {
    readonly Image: string;
    readonly Cmd: readonly string[] | null;
    readonly Env: readonly string[] | null;
  };
  readonly HostConfig: Readonly<Record<string, unknown>>;
  readonly Mounts: readonly { readonly Type: string; readonly Name?: string; readonly Destination: string }[];
  readonly NetworkSettings: { readonly Networks: Readonly<Record<string, unknown>> };
}

export function inspectContainer(name: string): Promise<InspectedContainer | undefined> {
  return engineGet<InspectedContainer>(`/containers/${name}/json`);
}

/** The parts of an image's description that tests look at. */
export interface InspectedImage {
  readonly Id: string;
  readonly RepoTags: readonly string[];
  readonly Os: string;
  readonly Architecture: string;
  readonly RootFS: { readonly Layers: readonly string[] };
  readonly Config: Readonly<Record<string, unknown>>;
}

export function inspectImage(reference: string): Promise<InspectedImage | undefined> {
  return engineGet<InspectedImage>(`/images/${reference}/json`);
}

export function inspectVolume(name: string): Promise<Record<string, unknown> | undefined> {
  return engineGet(`/volumes/${name}`);
}

/** Runs an image to its end and returns what it printed to standard output. Throws when it exits with another status than 0. */
export async function runImage(
  image: string,
  command?: readonly string[],
  entrypoint?: string,
): Promise<string> {
  const create = await engineRequest("POST", "/containers/create", {
    Image: image,
    Tty: true,
    ...(command ? { Cmd: command } : {}),
    ...(entrypoint === undefined ? {} : { Entrypoint: [entrypoint] }),
  });
  const { Id: id } = create.body as { Id?: string };
  if (!id) throw new Error(`cannot create a container of ${image}: ${JSON.stringify(create.body)}`);
  try {
    const started = await engineRequest("POST", `/containers/${id}/start`);
    if (started.status >= 400) throw new Error(`cannot start ${image}: ${JSON.stringify(started.body)}`);
    const waited = await engineRequest("POST", `/containers/${id}/wait`);
    const logs = await engineRequest("GET", `/containers/${id}/logs?stdout=1&stderr=1`);
    const output = String(logs.body).replaceAll("\r\n", "\n");
    const { StatusCode: status } = waited.body as { StatusCode: number };
    if (status !== 0) throw new Error(`${image} exited with ${status}: ${output}`);
    return output;
  } finally {
    await engineRequest("DELETE", `/containers/${id}?force=1&v=1`);
  }
}

/** Removes an image reference if it is there. */
export async function removeImage(reference: string): Promise<void> {
  await engineRequest("DELETE", `/images/${reference}?force=1`);
}
