import { open } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import {
  canceledError,
  fileErrorCode,
  SlipwayError,
  systemErrorText,
  withCaller,
} from "../../errors/index.js";
import { parseJson } from "../../util/json-value.js";
import {
  checkNeeded,
  checkOptions,
  either,
  environment,
  fields,
  having,
  list,
  signal,
  text,
} from "../../util/options/index.js";
import type { HistoryOptions } from "../history-node.js";
import { desktopSocket } from "./desktop-socket.js";
import { importedUrl } from "./desktop-url.js";

/** Options of importBuilds. */
export type ImportBuildsOptions = Pick<HistoryOptions, "env" | "signal">;

/** {@link ImportBuildsOptions}, described. */
export const importBuildsOptions = fields<ImportBuildsOptions>({ env: environment, signal });

const bundleList = list(either(text, having<Readable>("a stream to read from", "pipe", "on")));

/** A build that Docker Desktop has taken in. */
export interface ImportedBuild {
  readonly ref: string;
  /** Leads to it in Docker Desktop. */
  readonly desktopUrl: string;
}

/** Answers are read so far, bytes. */
const LARGEST_ANSWER = 1024 * 1024;

/**
 * Hands bundles that `exportBuilds` or buildx has written to Docker Desktop, one after the other.
 *
 * @param bundles paths, or streams
 * @throws SlipwayError `unsupported` where there is no Docker Desktop, `engine-unreachable` when it does not run,
 * `engine-error` when it refuses a bundle, `not-found` for a file that is not there and for bundles without a build.
 */
export async function importBuilds(
  bundles: readonly (string | Readable)[],
  options: ImportBuildsOptions = {},
): Promise<ImportedBuild[]> {
  return withCaller(importBuilds, async () => {
    checkNeeded("importBuilds", "bundles", bundleList, bundles);
    checkOptions("importBuilds", importBuildsOptions, options);
    const { env = process.env } = options;
    const socket = desktopSocket(env);
    const refs: string[] = [];
    for (const bundle of bundles) {
      const body = typeof bundle === "string" ? await openBundle(bundle) : bundle;
      refs.push(...(await upload(socket, body, options.signal)));
    }
    if (refs.length === 0) throw new SlipwayError("not-found", "no build records found in the bundle");
    return refs.map((ref) => ({ ref, desktopUrl: importedUrl(ref) }));
  });
}

async function openBundle(path: string): Promise<Readable> {
  try {
    return (await open(path)).createReadStream();
  } catch (reason) {
    const why = reason instanceof Error ? systemErrorText(reason) : String(reason);
    const message = `failed to open file ${path}: open ${path}: ${why}`;
    throw new SlipwayError(fileErrorCode(reason), message, { cause: reason, details: { path } });
  }
}

async function upload(
  socketPath: string,
  body: Readable,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  const { status, text } = await post(socketPath, body, signal).catch((reason: unknown) => {
    if (signal?.aborted) throw canceledError(signal);
    throw reason instanceof SlipwayError ? reason : unreachable(socketPath, reason);
  });
  if (status !== 200) throw new SlipwayError("engine-error", `failed to import build: ${text}`);
  const refs = parseJson(text);
  if (refs === null) return [];
  if (!Array.isArray(refs) || !refs.every((ref) => typeof ref === "string")) {
    throw new SlipwayError("protocol-error", "failed to decode response: it is not a list of references");
  }
  return refs;
}

async function post(socketPath: string, body: Readable, signal: AbortSignal | undefined) {
  const { request } = await import("node:http");
  const call = request({ socketPath, method: "POST", path: "/upload", host: "docker-desktop", signal });
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    call.once("response", resolve).on("error", reject);
  });
  const sent = pipeline(body, call);
  // A refusal may come before all has been sent.
  const response = await Promise.race([answer, sent.then(() => answer)]);
  sent.catch(() => undefined);
  return { status: response.statusCode, text: await readText(response) };
}

async function readText(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size > LARGEST_ANSWER) {
      response.destroy();
      throw new SlipwayError("protocol-error", "failed to decode response: it is larger than 1 MiB");
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function unreachable(socketPath: string, reason: unknown): SlipwayError {
  const why = reason instanceof Error ? systemErrorText(reason) : String(reason);
  const detail = `Post "http://docker-desktop/upload": dial unix ${socketPath}: connect: ${why}`;
  const message = `failed to send request, check if Docker Desktop is running: ${detail}`;
  return new SlipwayError("engine-unreachable", message, { cause: reason });
}
