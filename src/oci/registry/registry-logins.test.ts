import { describe, expect, it } from "vitest";
import {
  getManifest,
  login,
  me,
  refuse,
  registryServers,
  reply,
} from "../../../test/support/oci/registry-server.js";
import { MEDIA_TYPES } from "../descriptor.js";
import { RegistryClient } from "./index.js";

const registries = registryServers();
const { serve, challenge } = registries;

describe("a registry that asks who calls", () => {
  it("gets a token for the scope, which is used again", async () => {
    const { host, asked } = await serve(reply(401, challenge()), getManifest, getManifest);
    const client = new RegistryClient(host);
    await client.getManifest("a/b", "v1");
    await client.getManifest("a/b", "v2");
    expect(asked.map(({ authorization }) => authorization)).toEqual([undefined, "Bearer t1", "Bearer t1"]);
    expect(registries.tokenServer.asked.map(({ line }) => line)).toEqual([
      "GET /token?service=reg&scope=repository%3Aa%2Fb%3Apull",
    ]);
  });

  it("gets a new token when the old one has run out", async () => {
    const expired = reply(401, challenge());
    const { host, asked } = await serve(reply(401, challenge()), getManifest, expired, getManifest);
    const client = new RegistryClient(host);
    await client.getManifest("a/b", "v1");
    await client.getManifest("a/b", "v1");
    expect(asked.at(-1)?.authorization).toBe("Bearer t2");
  });

  it("asks for push and pull, with the login, to put a manifest", async () => {
    const { host, asked } = await serve(reply(401, challenge()), reply(201));
    const client = new RegistryClient(host, { credentials: me });
    await client.putManifest("a/b", "v1", { mediaType: MEDIA_TYPES.ociIndex, content: Buffer.from("{}") });
    expect(asked.map(({ body }) => body)).toEqual(["{}", "{}"]);
    const form = new URLSearchParams(registries.tokenServer.asked[0]?.body);
    expect(form.get("scope")).toBe("repository:a/b:pull repository:a/b:pull,push");
    expect(form.get("password")).toBe("s3cret");
  });

  it("gets the login itself by Basic authentication, a stored token as it is", async () => {
    const basic = await serve(reply(401, { "WWW-Authenticate": 'Basic realm="r"' }), getManifest);
    await new RegistryClient(basic.host, { credentials: me }).getManifest("a/b", "v1");
    expect(basic.asked[1]?.authorization).toBe(`Basic ${Buffer.from("me:s3cret").toString("base64")}`);
    const bearer = await serve(reply(401, challenge()), getManifest);
    const stored = login({ username: "", secret: "", registryToken: "static" });
    await new RegistryClient(bearer.host, { credentials: stored }).getManifest("a/b", "v1");
    expect(bearer.asked[1]?.authorization).toBe("Bearer static");
  });

  it("is asked no third time, and the failure hides the login", async () => {
    const refusal = reply(401, { "WWW-Authenticate": "Basic" }, refuse("UNAUTHORIZED", "bad login"));
    const { host, asked } = await serve(refusal, refusal);
    const failure = await new RegistryClient(host, { credentials: me })
      .getManifest("a/b", "v1")
      .catch(String);
    expect(asked).toHaveLength(2);
    expect(failure).toContain("401 Unauthorized: unauthorized: bad login");
    expect(failure).not.toContain("s3cret");
    const anonymous = await serve(refusal);
    await expect(new RegistryClient(anonymous.host).getManifest("a/b", "v1")).rejects.toMatchObject({
      code: "auth-failed",
      hint: expect.stringContaining("docker login"),
    });
  });
});
