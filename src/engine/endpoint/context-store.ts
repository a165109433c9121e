import { type Dirent, readdirSync } from "node:fs";
import { join } from "node:path";
import { SlipwayError } from "../../errors/index.js";
import { errorCode } from "../../util/error-code.js";
import { fileError } from "../../util/file-error.js";
import { naturalOrder } from "../../util/natural-order.js";
import { sha256Hex } from "../../util/sha256.js";
import { corrupt, isJsonObject, readJsonFile } from "./read-json-file.js";
import { readPemFile, type TlsMaterial } from "./tls-material.js";

/** The name of the context that stands for the environment's own endpoint; it is never stored. */
export const DEFAULT_CONTEXT = "default";

/** A stored docker context. */
export interface StoredContext {
  readonly name: string;
  readonly description: string;
  /** The docker endpoint's host; absent when the context has no docker endpoint. */
  readonly host?: string;
  readonly skipTlsVerify: boolean;
}

/** The directory name of a context in the store: the sha256 of its name, in hex. */
export function contextId(name: string): string {
  return sha256Hex(name);
}

/**
 * Reads one stored context; undefined when there is none of this name.
 *
 * @throws SlipwayError `corrupt-state` naming the meta.json that is malformed.
 */
export async function readContext(configDir: string, name: string): Promise<StoredContext | undefined> {
  return readMeta(join(metaRoot(configDir), contextId(name), "meta.json"));
}

/** All stored contexts, in natural order of their names. @throws as {@link readContext}. */
export async function listStoredContexts(configDir: string): Promise<readonly StoredContext[]> {
  const root = metaRoot(configDir);
  const directories = entriesOf(root).filter((entry) => entry.isDirectory());
  const contexts = await Promise.all(directories.map(({ name }) => readMeta(join(root, name, "meta.json"))));
  return contexts
    .filter((context) => context !== undefined)
    .sort((left, right) => naturalOrder(left.name, right.name));
}

function entriesOf(directory: string): Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(errorCode(error) ?? "")) return [];
    throw fileError("cannot read", directory, error);
  }
}

/** TLS material of a context's docker endpoint; undefined when the context uses no TLS. */
export async function contextTls(
  configDir: string,
  context: StoredContext,
): Promise<TlsMaterial | undefined> {
  const directory = join(configDir, "contexts", "tls", contextId(context.name), "docker");
  const [ca, cert, key] = await Promise.all(
    ["ca.pem", "cert.pem", "key.pem"].map((file) => readPemFile(join(directory, file), "may-miss")),
  );
  if (ca === undefined && cert === undefined && key === undefined && !context.skipTlsVerify) return undefined;
  return { verify: !context.skipTlsVerify, ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) };
}

/** The error for a context that is not in the store, worded as the Docker CLI words it. */
export function contextNotFound(configDir: string, name: string): SlipwayError {
  const path = join(metaRoot(configDir), contextId(name), "meta.json");
  return new SlipwayError(
    "not-found",
    `context ${JSON.stringify(name)}: context not found: open ${path}: no such file or directory`,
    { hint: "docker context ls lists the contexts there are", details: { context: name } },
  );
}

function metaRoot(configDir: string): string {
  return join(configDir, "contexts", "meta");
}

async function readMeta(path: string): Promise<StoredContext | undefined> {
  const meta = await readJsonFile(path);
  if (meta === undefined) return undefined;
  const { Name: name, Metadata: metadata = {}, Endpoints: endpoints = {} } = meta;
  if (typeof name !== "string" || name === "") throw corrupt(path, '"Name" is not a name');
  if (!isJsonObject(endpoints)) throw corrupt(path, '"Endpoints" is not an object');
  const { docker = {} } = endpoints;
  if (!isJsonObject(docker)) throw corrupt(path, 'the "docker" endpoint is not an object');
  const { Host: host = "", SkipTLSVerify: skip } = docker;
  if (typeof host !== "string") throw corrupt(path, '"Host" of the "docker" endpoint is not a string');
  const description = isJsonObject(metadata) ? metadata.Description : undefined;
  return {
    name,
    description: typeof description === "string" ? description : "",
    skipTlsVerify: skip === true,
    ...(host !== "" && { host }),
  };
}
