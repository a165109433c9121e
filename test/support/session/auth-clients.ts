import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, vi } from "vitest";
import {
  CredentialsRequestSchema,
  CredentialsResponseSchema,
  FetchTokenRequestSchema,
  FetchTokenResponseSchema,
  GetTokenAuthorityRequestSchema,
  GetTokenAuthorityResponseSchema,
  VerifyTokenAuthorityRequestSchema,
  VerifyTokenAuthorityResponseSchema,
} from "../../../src/buildkit/gen/moby/filesync/v1/auth_pb.js";
import {
  create,
  type DescMessage,
  fromBinary,
  type MessageInitShape,
  toBinary,
} from "../../../src/buildkit/protobuf/index.js";
import { createAuthService } from "../../../src/buildkit/session/auth/auth-service.js";
import type { RegistryCredentials } from "../../../src/engine/index.js";
import type { SolveStatus } from "../../../src/progress/index.js";
import { callUnary } from "../memory-call.js";

/** One request that the token server got. */
export interface Asked {
  readonly method: string;
  readonly query: URLSearchParams;
  readonly form: URLSearchParams;
  readonly authorization: string | undefined;
}

/** A login. */
export const login = { username: "me", secret: "p@ss word" };

/** The auth service in front of a token server, new for each test. */
export function authClients() {
  /** Answers of the token server by method; what it was asked. */
  let answers: Partial<Record<string, { status: number; body: unknown }>>;
  let asked: Asked[];
  let server: Server;
  let realm: string;
  let configDirectory: string;
  let steps: SolveStatus[];
  beforeEach(async () => {
    answers = {};
    asked = [];
    steps = [];
    configDirectory = await mkdtemp(join(tmpdir(), "auth-"));
    server = createServer(async (request: IncomingMessage, response) => {
      const { method = "" } = request;
      asked.push({
        method,
        query: new URL(request.url ?? "", "http://token").searchParams,
        form: new URLSearchParams(await text(request)),
        authorization: request.headers.authorization,
      });
      const answer = answers[method] ?? { status: 404, body: "" };
      response.statusCode = answer.status;
      response.end(typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    realm = `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`;
  });
  afterEach(async () => {
    server.close();
    server.closeAllConnections();
    vi.unstubAllEnvs();
    await rm(configDirectory, { recursive: true, force: true });
  });
  function client(credentials?: RegistryCredentials, environment: NodeJS.ProcessEnv = {}) {
    const lookUp = vi.fn(async (_host: string, _scopes: readonly string[]) => credentials);
    const service = createAuthService({
      credentials: lookUp,
      configDirectory,
      environment,
      progress: { update: (status) => steps.push(status) },
    });
    const call =
      <In extends DescMessage, Out extends DescMessage>(name: string, input: In, output: Out) =>
      async (request: MessageInitShape<In>) =>
        fromBinary(
          output,
          await callUnary(
            service.get(`/moby.filesync.v1.Auth/${name}`),
            toBinary(input, create(input, request)),
          ),
        );
    return {
      lookUp,
      credentials: call("Credentials", CredentialsRequestSchema, CredentialsResponseSchema),
      fetchToken: call("FetchToken", FetchTokenRequestSchema, FetchTokenResponseSchema),
      authority: call("GetTokenAuthority", GetTokenAuthorityRequestSchema, GetTokenAuthorityResponseSchema),
      verify: call(
        "VerifyTokenAuthority",
        VerifyTokenAuthorityRequestSchema,
        VerifyTokenAuthorityResponseSchema,
      ),
    };
  }
  const wanted = () => ({
    host: "registry.example",
    realm,
    service: "registry",
    scopes: ["repository:a/b:pull", "repository:c:pull,push"],
  });
  const stepNames = () => [
    ...new Set(steps.flatMap(({ vertexes = [] }) => vertexes.map(({ name }) => name))),
  ];
  return {
    get answers() {
      return answers;
    },
    get asked() {
      return asked;
    },
    get server() {
      return server;
    },
    get realm() {
      return realm;
    },
    get configDirectory() {
      return configDirectory;
    },
    get steps() {
      return steps;
    },
    client,
    wanted,
    stepNames,
  };
}
