import {
  type LookUpCredentials,
  loginOf,
  type RegistryCredentials,
} from "../../../oci/registry/auth/registry-credentials.js";
import { proxiedFetch } from "../../../oci/registry/http/proxied-fetch.js";
import { fetchToken } from "../../../oci/registry/token/fetch-token.js";
import { allowsInsecureLogin } from "../../../oci/registry/token/login-safety.js";
import { type ProgressSink, reportVertex } from "../../../progress/index.js";
import { parseGoBool } from "../../../util/go-bool.js";
import {
  CredentialsRequestSchema,
  CredentialsResponseSchema,
  FetchTokenRequestSchema,
  FetchTokenResponseSchema,
  GetTokenAuthorityRequestSchema,
  GetTokenAuthorityResponseSchema,
  VerifyTokenAuthorityRequestSchema,
  VerifyTokenAuthorityResponseSchema,
} from "../../gen/moby/filesync/v1/auth_pb.js";
import { GrpcCode, GrpcError, type ServiceTable } from "../../transport/types.js";
import { asGrpcError } from "../as-grpc-error.js";
import { unaryMethod } from "../unary-method.js";
import { TokenAuthority } from "./token-authority.js";
import { TokenSeeds } from "./token-seeds.js";

/** What the Auth service works with. */
export interface AuthServiceOptions {
  /** Asked anew for every request, one request at a time: some credential helpers hang when run side by side. */
  readonly credentials: LookUpCredentials;
  /** The Docker configuration directory, for `.token_seed`. */
  readonly configDirectory: string;
  /** Shows the steps `[auth] … token for HOST` and `[auth] sharing credentials for HOST`. */
  readonly progress?: ProgressSink | undefined;
  /** Registry hosts to which the user lets logins go over plain HTTP. Default: none. */
  readonly insecure?: ((host: string) => Promise<boolean>) | undefined;
  /** Read for BUILDKIT_NO_CLIENT_TOKEN, SLIPWAY_INSECURE_LOGIN and proxies. Default process.env. */
  readonly environment?: NodeJS.ProcessEnv;
}

const noCredentials: RegistryCredentials = { username: "", secret: "" };

/** The Auth service: registry logins stay with the client; the daemon gets tokens, or the login where it must. */
export function createAuthService(options: AuthServiceOptions): ServiceTable {
  const lookUp = oneAtATime(options.credentials);
  const seeds = new TokenSeeds(options.configDirectory);
  const shared = new Set<string>();
  const environment = options.environment ?? process.env;
  const fetch = proxiedFetch(environment);

  const authority = async (host: string, salt: Uint8Array) => {
    const { BUILDKIT_NO_CLIENT_TOKEN: disabled = "" } = environment;
    if (parseGoBool(disabled)) throw new GrpcError(GrpcCode.Unavailable, "client side tokens disabled");
    const { secret } = await lookUp(host, []);
    return new TokenAuthority(salt, secret === "" ? undefined : await seeds.get(host));
  };

  return new Map([
    [
      "/moby.filesync.v1.Auth/Credentials",
      unaryMethod(CredentialsRequestSchema, CredentialsResponseSchema, async ({ host }) => {
        const login = loginOf(await lookUp(host, []));
        if (login.secret !== "" && !shared.has(host)) {
          shared.add(host);
          await reportVertex(options.progress, `[auth] sharing credentials for ${host}`, () => undefined);
        }
        return login;
      }),
    ],
    [
      "/moby.filesync.v1.Auth/FetchToken",
      unaryMethod(FetchTokenRequestSchema, FetchTokenResponseSchema, async (request, call) => {
        const { host, scopes } = request;
        const credentials = await lookUp(host, scopes);
        if (credentials.registryToken) return { token: credentials.registryToken, expiresIn: 60n };
        const login = loginOf(credentials);
        const fetching = fetchToken({
          ...request,
          ...login,
          clientId: request.clientId || "buildkit-client",
          signal: call.signal,
          fetch,
          insecure: allowsInsecureLogin(environment) || (await options.insecure?.(host)) === true,
        }).catch((error: unknown) => {
          throw asGrpcError(error);
        });
        if (login.secret !== "") await reportFetch(options.progress, host, scopes, fetching);
        const { token, expiresIn, issuedAt } = await fetching;
        return { token, expiresIn: BigInt(expiresIn), issuedAt: BigInt(issuedAt) };
      }),
    ],
    [
      "/moby.filesync.v1.Auth/GetTokenAuthority",
      unaryMethod(
        GetTokenAuthorityRequestSchema,
        GetTokenAuthorityResponseSchema,
        async ({ host, salt }) => ({
          publicKey: (await authority(host, salt)).publicKey,
        }),
      ),
    ],
    [
      "/moby.filesync.v1.Auth/VerifyTokenAuthority",
      unaryMethod(
        VerifyTokenAuthorityRequestSchema,
        VerifyTokenAuthorityResponseSchema,
        async ({ host, salt, payload }) => ({ signed: (await authority(host, salt)).sign(payload) }),
      ),
    ],
  ]);
}

/** A fetch that fails shows in the step that needed the token, not here as well. */
async function reportFetch(
  progress: ProgressSink | undefined,
  host: string,
  scopes: readonly string[],
  fetching: Promise<unknown>,
): Promise<void> {
  const names = scopes.map((scope) => scope.replace(/^repository:/, "")).join(" ");
  await reportVertex(progress, `[auth] ${names} token for ${host}`, () =>
    fetching.then(
      () => undefined,
      () => undefined,
    ),
  );
}

function oneAtATime(
  lookUp: LookUpCredentials,
): (host: string, scopes: readonly string[]) => Promise<RegistryCredentials> {
  let queue: Promise<unknown> = Promise.resolve();
  return (host, scopes) => {
    const credentials = queue.then(async () => (await lookUp(host, scopes)) ?? noCredentials);
    queue = credentials.catch(() => undefined);
    return credentials;
  };
}
