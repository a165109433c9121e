import { createPublicKey, verify } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { callUnary } from "../../../../test/support/memory-call.js";
import { authClients, login } from "../../../../test/support/session/auth-clients.js";
import { CredentialsRequestSchema } from "../../gen/moby/filesync/v1/auth_pb.js";
import { create, toBinary } from "../../protobuf/index.js";
import { GrpcCode } from "../../transport/types.js";
import { createAuthService } from "./auth-service.js";

const its = authClients();
const { client, stepNames } = its;

describe("Auth/Credentials", () => {
  it("answers with the login, fresh each time, and shows the step once per host", async () => {
    const { credentials, lookUp } = client(login);
    expect(await credentials({ host: "registry.example" })).toMatchObject(login);
    await credentials({ host: "registry.example" });
    expect(lookUp).toHaveBeenCalledTimes(2);
    expect(stepNames()).toEqual(["[auth] sharing credentials for registry.example"]);
    expect(its.steps).toHaveLength(2);
    expect(its.steps[1]?.vertexes?.[0]?.completed).toBeDefined();
  });

  it("answers with an identity token as a secret without a user name", async () => {
    const { credentials } = client({ username: "", secret: "id", identityToken: "id" });
    expect(await credentials({ host: "h" })).toMatchObject({ username: "", secret: "id" });
  });

  it("answers with nothing, and shows nothing, when there is no login", async () => {
    expect(await client().credentials({ host: "h" })).toMatchObject({ username: "", secret: "" });
    expect(its.steps).toEqual([]);
  });

  it("never runs two lookups side by side, and goes on after one that failed", async () => {
    let running = 0;
    let most = 0;
    const service = createAuthService({
      configDirectory: its.configDirectory,
      credentials: async (host) => {
        most = Math.max(most, ++running);
        await new Promise((resolve) => setTimeout(resolve, 2));
        running--;
        if (host === "bad") throw new Error("helper failed");
        return login;
      },
    });
    const ask = (host: string) =>
      callUnary(
        service.get("/moby.filesync.v1.Auth/Credentials"),
        toBinary(CredentialsRequestSchema, create(CredentialsRequestSchema, { host })),
      );
    const results = await Promise.allSettled([ask("a"), ask("bad"), ask("c")]);
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(most).toBe(1);
  });
});

describe("Auth token authority", () => {
  const salt = Buffer.from("salt");
  const payload = Buffer.from("payload");
  const request = { host: "registry.example", salt, payload };

  it("signs what its public key verifies, with the signature before the payload", async () => {
    const { authority, verify: sign } = client(login);
    const { publicKey } = await authority(request);
    const { signed } = await sign(request);
    expect(publicKey).toHaveLength(32);
    expect(Buffer.from(signed.subarray(64))).toEqual(payload);
    const key = createPublicKey({
      key: { kty: "OKP", crv: "Ed25519", x: Buffer.from(publicKey).toString("base64url") },
      format: "jwk",
    });
    expect(verify(null, payload, key, signed.subarray(0, 64))).toBe(true);
  });

  it("keeps the seed in .token_seed, so that the next client has the same key", async () => {
    const first = await client(login).authority(request);
    const path = join(its.configDirectory, ".token_seed");
    const seeds = JSON.parse(await readFile(path, "utf8"));
    expect(Buffer.from(seeds["registry.example"].Seed, "base64")).toHaveLength(16);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await client(login).authority(request)).publicKey).toEqual(first.publicKey);
    const other = await client(login).authority({ ...request, host: "other.example" });
    expect(other.publicKey).not.toEqual(first.publicKey);
    expect(Object.keys(JSON.parse(await readFile(path, "utf8")))).toEqual([
      "other.example",
      "registry.example",
    ]);
  });

  it("has one key for all clients without a login, as Go's clients have", async () => {
    const { publicKey } = await client().authority(request);
    expect((await client().authority({ ...request, host: "other" })).publicKey).toEqual(publicKey);
  });

  it("is Unavailable when BUILDKIT_NO_CLIENT_TOKEN is true", async () => {
    const { authority } = client(login, { BUILDKIT_NO_CLIENT_TOKEN: "1" });
    await expect(authority(request)).rejects.toMatchObject({
      code: GrpcCode.Unavailable,
      message: "client side tokens disabled",
    });
  });
});
