// @ts-check

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import http from "node:http";
import { homedir } from "node:os";
import { join } from "node:path";

export const defaultHost = "unix:///var/run/docker.sock";

/**
 * The engine's address, the way Docker's own command finds it: `DOCKER_HOST`, the chosen context, the default socket.
 * @param {NodeJS.ProcessEnv} [env]
 */
export function engineHost(env = process.env) {
  if (env.DOCKER_HOST) return env.DOCKER_HOST;
  const config = env.DOCKER_CONFIG || join(env.HOME || homedir(), ".docker");
  const read = (/** @type {string} */ path) => {
    try {
      return JSON.parse(readFileSync(join(config, path), "utf8"));
    } catch {
      return undefined;
    }
  };
  const context = env.DOCKER_CONTEXT || read("config.json")?.currentContext || "default";
  if (context === "default") return defaultHost;
  const directory = createHash("sha256").update(context).digest("hex");
  return read(`contexts/meta/${directory}/meta.json`)?.Endpoints?.docker?.Host ?? defaultHost;
}

/**
 * One request to the Docker Engine: enough of its API for setting things up, with nothing installed and nothing built.
 * @param {string} method
 * @param {string} path
 * @param {{ body?: unknown, stream?: import("node:stream").Readable, host?: string, timeout?: number }} [options]
 *   `body` is sent as JSON, `stream` as it is; `timeout` (milliseconds) bounds the silence before the answer.
 * @returns {Promise<{ status: number, text: string }>} Rejects when the engine cannot be reached.
 */
export function engineRequest(method, path, options = {}) {
  const host = new URL(options.host ?? engineHost());
  if (host.protocol !== "unix:" && host.protocol !== "tcp:") {
    return Promise.reject(new Error(`the set-up scripts cannot talk to ${host.protocol} engines`));
  }
  const target =
    host.protocol === "unix:" ? { socketPath: host.pathname } : { host: host.hostname, port: host.port };
  return new Promise((resolve, reject) => {
    const request = http.request({ ...target, method, path }, (response) => {
      request.setTimeout(0);
      /** @type {Buffer[]} */
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
      );
    });
    request.on("error", reject);
    if (options.timeout)
      request.setTimeout(options.timeout, () => request.destroy(new Error("no answer in time")));
    if (options.stream) {
      request.setHeader("Content-Type", "application/x-tar");
      options.stream.on("error", (error) => request.destroy(error));
      options.stream.pipe(request);
    } else if (options.body !== undefined) {
      request.setHeader("Content-Type", "application/json");
      request.end(JSON.stringify(options.body));
    } else {
      request.end();
    }
  });
}

/**
 * The image as the engine describes it, or undefined.
 * @param {string} reference
 */
export async function inspectImage(reference) {
  const { status, text } = await engineRequest("GET", `/images/${reference}/json`);
  return status === 200 ? JSON.parse(text) : undefined;
}

/**
 * Runs an image to its end in a container that is removed again, and returns what it printed.
 * @param {string} image
 */
export async function runImage(image) {
  const created = await engineRequest("POST", "/containers/create", { body: { Image: image, Tty: true } });
  if (created.status !== 201) throw new Error(`cannot create a container of ${image}: ${created.text}`);
  const { Id: id } = JSON.parse(created.text);
  try {
    const started = await engineRequest("POST", `/containers/${id}/start`);
    if (started.status !== 204) throw new Error(`cannot start a container of ${image}: ${started.text}`);
    await engineRequest("POST", `/containers/${id}/wait`);
    const { text } = await engineRequest("GET", `/containers/${id}/logs?stdout=1&stderr=1`);
    return text.replaceAll("\r\n", "\n");
  } finally {
    await engineRequest("DELETE", `/containers/${id}?force=1&v=1`);
  }
}
