import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { afterEach, beforeEach } from "vitest";
import { MEDIA_TYPES } from "../../../src/oci/descriptor.js";
import { sha256Digest } from "../../../src/oci/digest.js";
import type { RegistryCredentials } from "../../../src/oci/registry/index.js";

/** One request the registry got. */
export interface Asked {
  readonly line: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

/** Answers one request. */
export type Answer = (response: ServerResponse, asked: Asked) => void;

/** The same answer to whatever is asked. */
export const reply =
  (status: number, headers: Record<string, string> = {}, body: string | object = ""): Answer =>
  (response) =>
    response.writeHead(status, headers).end(typeof body === "string" ? body : JSON.stringify(body));

/** What a registry says of an error. */
export const refuse = (code: string, message: string) => ({ errors: [{ code, message }] });

/** A manifest, and its digest. */
export const manifest = JSON.stringify({ schemaVersion: 2, mediaType: MEDIA_TYPES.ociManifest });

/** Of the manifest. */
export const digest = sha256Digest(manifest);

/** Answers with the manifest. */
export const getManifest = reply(200, { "Content-Type": MEDIA_TYPES.ociManifest }, manifest);

/** Gives this login for every registry. */
export const login = (value: RegistryCredentials) => async () => value;

/** A login. */
export const me = login({ username: "me", secret: "s3cret" });

/** Registries of the tests of one file, and a token server that is new for each test; all are gone when it is finished. */
export function registryServers() {
  const servers: Server[] = [];
  /** A server that plays `answers` one after the other; its address and what it was asked. */
  async function serve(...answers: readonly Answer[]): Promise<{ host: string; asked: Asked[] }> {
    const asked: Asked[] = [];
    const server = createServer(async (request: IncomingMessage, response) => {
      const { method, url, headers } = request;
      const body = (await buffer(request)).toString();
      const entry = { line: `${method} ${url}`, authorization: headers.authorization, body };
      asked.push(entry);
      const answer = answers[asked.length - 1] ?? ((unexpected) => unexpected.writeHead(418).end());
      answer(response, entry);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    servers.push(server);
    return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
  }
  let tokenServer: { host: string; asked: Asked[] };
  beforeEach(async () => {
    const token: Answer = (response, { line }) => {
      const tokens = tokenServer.asked.filter((asked) => asked.line === line).length;
      response.end(JSON.stringify({ access_token: `t${tokens}`, expires_in: 300 }));
    };
    tokenServer = await serve(token, token, token);
  });
  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.close();
      server.closeAllConnections();
    }
  });
  const challenge = () => ({
    "WWW-Authenticate": `Bearer realm="http://${tokenServer.host}/token",service="reg",scope="repository:a/b:pull"`,
  });
  return {
    servers,
    serve,
    get tokenServer() {
      return tokenServer;
    },
    challenge,
  };
}
