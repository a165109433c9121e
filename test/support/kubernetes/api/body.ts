import type { IncomingMessage } from "node:http";
import { parse as parseYaml } from "yaml";
import { decodeObject } from "../protobuf/decode-object.js";
import { ApiError, badRequest } from "./status.js";

/** The largest body that is read; a real server's limit for objects is about this. */
const largestBody = 3 * 1024 * 1024;

export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > largestBody)
      throw new ApiError(413, "RequestEntityTooLarge", `Request entity too large: limit is ${largestBody}`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The object of a body in JSON, YAML or Kubernetes' protobuf; undefined for an empty one. Throws an ApiError. */
export function decodeBody(body: Buffer, contentType: string | undefined): unknown {
  if (body.length === 0) return undefined;
  const type = (contentType ?? "application/json").split(";")[0]?.trim() ?? "";
  try {
    if (type === "application/vnd.kubernetes.protobuf") return decodeObject(body);
    if (type.endsWith("yaml")) return parseYaml(body.toString());
    if (type.endsWith("json")) return JSON.parse(body.toString());
  } catch (error) {
    throw badRequest(`the object provided is unrecognized: ${(error as Error).message}`);
  }
  const message = `the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf`;
  throw new ApiError(415, "UnsupportedMediaType", message);
}
