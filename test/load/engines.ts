import http from "node:http";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { engineRequest, lab, onCleanup, temporaryDirectory } from "../support/index.js";

/** An engine that tests load images into, asked without Slipway's own client. */
export interface TestEngine {
  /** Docker host URL. */
  readonly host: string;
  /** The id of an image, undefined when the engine has no such image. */
  imageId(reference: string): Promise<string | undefined>;
  removeImage(reference: string): Promise<void>;
  /** The image as the engine writes it out, with everything in it; rejects when something is missing. */
  save(reference: string): Promise<Buffer>;
  /** Bytes of that. */
  savedSize(reference: string): Promise<number>;
}

/** The lab's engine, which keeps unpacked layers. */
export function classicEngine(): TestEngine {
  return testEngine(lab.engineHost);
}

/** An engine with the containerd store, in a container. */
export async function containerdEngine(): Promise<TestEngine> {
  const directory = temporaryDirectory("engine");
  const created = await engineRequest("POST", "/containers/create", {
    Image: lab.engineImage,
    Entrypoint: [
      "dockerd",
      "--feature",
      "containerd-snapshotter=true",
      "--host",
      "unix:///engine/docker.sock",
    ],
    HostConfig: { Privileged: true, Binds: [`${directory}:/engine`] },
    Volumes: { "/var/lib/docker": {} },
  });
  const { Id: id } = created.body as { Id?: string };
  if (id === undefined) throw new Error(`cannot create the engine: ${JSON.stringify(created.body)}`);
  onCleanup(async () => {
    await engineRequest("DELETE", `/containers/${id}?force=1&v=1`);
  });
  const started = await engineRequest("POST", `/containers/${id}/start`);
  if (started.status >= 400) throw new Error(`cannot start the engine: ${JSON.stringify(started.body)}`);
  const engine = testEngine(`unix://${join(directory, "docker.sock")}`);
  for (let attempt = 0; ; attempt++) {
    const answer = await request(engine.host, "GET", "/_ping").catch(() => undefined);
    if (answer?.status === 200) return engine;
    if (attempt === 100) throw new Error("the engine in the container does not answer");
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

function testEngine(host: string): TestEngine {
  const save = async (reference: string) => {
    const { status, body } = await request(host, "GET", `/images/${reference}/get`);
    if (status !== 200) throw new Error(`${reference} cannot be saved: ${body.toString("utf8")}`);
    return body;
  };
  return {
    host,
    imageId: async (reference) => {
      const { status, body } = await request(host, "GET", `/images/${reference}/json`);
      return status === 200 ? (JSON.parse(body.toString("utf8")) as { Id: string }).Id : undefined;
    },
    removeImage: async (reference) => {
      await request(host, "DELETE", `/images/${reference}?force=1`);
    },
    save,
    savedSize: async (reference) => (await save(reference)).length,
  };
}

function request(host: string, method: string, path: string): Promise<{ status: number; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const outgoing = http.request({ ...addressOf(host), method, path }, (response) => {
      buffer(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject);
    });
    outgoing.on("error", reject).end();
  });
}

/** What node:http needs to reach a docker host URL. */
export function addressOf(host: string): http.RequestOptions {
  const url = new URL(host);
  return url.protocol === "unix:" ? { socketPath: url.pathname } : { host: url.hostname, port: url.port };
}
