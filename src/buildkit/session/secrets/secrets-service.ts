import { readFile, stat } from "node:fs/promises";
import { SlipwayError } from "../../../errors/index.js";
import { systemErrorText } from "../../../util/system-error-text.js";
import { GetSecretRequestSchema, GetSecretResponseSchema } from "../../gen/moby/services/secrets_pb.js";
import { GrpcCode, GrpcError, type ServiceTable } from "../../transport/types.js";
import { unaryMethod } from "../unary-method.js";

/** The largest secret BuildKit takes, bytes. */
export const maxSecretSize = 512_000;

/** Where a secret comes from. Files, variables and functions are read anew each time the daemon asks. */
export type SecretSource =
  | { readonly type: "file"; readonly path: string }
  /** An unset variable is an empty secret. */
  | { readonly type: "env"; readonly name: string }
  | { readonly type: "value"; readonly value: string | Uint8Array }
  | {
      readonly type: "function";
      /** Called each time the daemon asks; what it throws fails the build and is not repeated. */
      readonly read: () => Uint8Array | string | Promise<Uint8Array | string>;
    };

/**
 * Checks before a build that every file source exists and is small enough.
 *
 * @throws SlipwayError `not-found`, `io-error` or `invalid-argument`, naming the file in buildx's words.
 */
export async function checkSecretSources(sources: ReadonlyMap<string, SecretSource>): Promise<void> {
  for (const source of sources.values()) {
    if (source.type === "file") await checkFile(source.path);
  }
}

async function checkFile(path: string): Promise<void> {
  const stats = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new SlipwayError(
      error.code === "ENOENT" ? "not-found" : "io-error",
      `failed to stat ${path}: stat ${path}: ${systemErrorText(error)}`,
      { cause: error, details: { path } },
    );
  });
  if (stats.size > maxSecretSize) {
    throw new SlipwayError("invalid-argument", `secret ${path} too big. max size 500KiB`, {
      details: { path },
    });
  }
}

/** The Secrets service over the given sources, by secret id. */
export function createSecretsService(
  sources: ReadonlyMap<string, SecretSource>,
  environment: NodeJS.ProcessEnv = process.env,
): ServiceTable {
  const getSecret = unaryMethod(GetSecretRequestSchema, GetSecretResponseSchema, async ({ id }) => {
    const source = sources.get(id);
    if (source === undefined) throw new GrpcError(GrpcCode.NotFound, `secret ${id} not found`);
    const data = await readSecret(id, source, environment);
    if (data.byteLength > maxSecretSize) {
      throw new GrpcError(GrpcCode.Unknown, `invalid secret size ${data.byteLength}`);
    }
    return { data };
  });
  return new Map([["/moby.buildkit.secrets.v1.Secrets/GetSecret", getSecret]]);
}

async function readSecret(
  id: string,
  source: SecretSource,
  environment: NodeJS.ProcessEnv,
): Promise<Uint8Array> {
  switch (source.type) {
    case "file":
      return readFile(source.path).catch((error: Error) => {
        throw new GrpcError(GrpcCode.Unknown, `open ${source.path}: ${systemErrorText(error)}`, undefined, {
          cause: error,
        });
      });
    case "env":
      return toBytes(environment[source.name] ?? "");
    case "value":
      return toBytes(source.value);
    case "function":
      return toBytes(await callReader(id, source.read));
  }
}

/** A reader's own error may quote the secret, so only the fact that it failed travels to the daemon. */
async function callReader(
  id: string,
  read: () => Uint8Array | string | Promise<Uint8Array | string>,
): Promise<Uint8Array | string> {
  try {
    return await read();
  } catch (error) {
    throw new GrpcError(GrpcCode.Unknown, `the function that provides secret ${id} failed`, undefined, {
      cause: error,
    });
  }
}

function toBytes(value: string | Uint8Array): Uint8Array {
  return typeof value === "string" ? Buffer.from(value) : value;
}
