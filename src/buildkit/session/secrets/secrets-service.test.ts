import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callUnary } from "../../../../test/support/memory-call.js";
import { GetSecretRequestSchema, GetSecretResponseSchema } from "../../gen/moby/services/secrets_pb.js";
import { create, fromBinary, toBinary } from "../../protobuf/index.js";
import { GrpcCode } from "../../transport/types.js";
import { checkSecretSources, createSecretsService, type SecretSource } from "./secrets-service.js";

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "secrets-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

async function getSecret(source: SecretSource, environment?: NodeJS.ProcessEnv, id = "token") {
  const service = createSecretsService(new Map([["token", source]]), environment);
  const answer = await callUnary(
    service.get("/moby.buildkit.secrets.v1.Secrets/GetSecret"),
    toBinary(GetSecretRequestSchema, create(GetSecretRequestSchema, { id })),
  );
  return Buffer.from(fromBinary(GetSecretResponseSchema, answer).data).toString();
}

describe("Secrets/GetSecret", () => {
  it("reads a file each time it is asked", async () => {
    const path = join(directory, "file");
    await writeFile(path, "first");
    expect(await getSecret({ type: "file", path })).toBe("first");
    await writeFile(path, "second");
    expect(await getSecret({ type: "file", path })).toBe("second");
  });

  it("reads variables, values and functions", async () => {
    expect(await getSecret({ type: "env", name: "TOKEN" }, { TOKEN: "from env" })).toBe("from env");
    expect(await getSecret({ type: "env", name: "UNSET" }, {})).toBe("");
    expect(await getSecret({ type: "value", value: "v" })).toBe("v");
    expect(await getSecret({ type: "function", read: async () => Buffer.from("f") })).toBe("f");
  });

  it("answers NotFound for an id nobody provides", async () => {
    await expect(getSecret({ type: "value", value: "v" }, {}, "other")).rejects.toMatchObject({
      code: GrpcCode.NotFound,
      message: "secret other not found",
    });
  });

  it("takes 512000 bytes and refuses one more", async () => {
    expect(await getSecret({ type: "value", value: "x".repeat(512_000) })).toHaveLength(512_000);
    await expect(getSecret({ type: "value", value: "x".repeat(512_001) })).rejects.toMatchObject({
      code: GrpcCode.Unknown,
      message: "invalid secret size 512001",
    });
  });

  it("names a file that has vanished, and never repeats what a function says", async () => {
    const path = join(directory, "gone");
    await expect(getSecret({ type: "file", path })).rejects.toThrow(
      `open ${path}: no such file or directory`,
    );
    const read = () => Promise.reject(new Error("bad password hunter2"));
    await expect(getSecret({ type: "function", read })).rejects.toThrow(
      /^the function that provides secret token failed$/,
    );
  });
});

describe("checkSecretSources", () => {
  it("refuses a missing file and a file above the limit", async () => {
    const missing = join(directory, "missing");
    await expect(checkSecretSources(new Map([["a", { type: "file", path: missing }]]))).rejects.toMatchObject(
      {
        code: "not-found",
        message: `failed to stat ${missing}: stat ${missing}: no such file or directory`,
      },
    );
    const big = join(directory, "big");
    await writeFile(big, "");
    await truncate(big, 512_001);
    await expect(checkSecretSources(new Map([["a", { type: "file", path: big }]]))).rejects.toThrow(
      `secret ${big} too big. max size 500KiB`,
    );
  });
});
