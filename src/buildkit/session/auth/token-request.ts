import { fieldOf, parseJson, UnexpectedStatusError } from "./registry-response-error.js";

/** A token that a registry's token server has issued. */
export interface RegistryToken {
  readonly token: string;
  /** Seconds; 60 when the server did not say. */
  readonly expiresIn: number;
  /** Unix time in seconds; 0 when the server did not say. */
  readonly issuedAt: number;
}

/** One request to a token server. */
export interface TokenRequest {
  readonly realm: string;
  readonly service: string;
  readonly scopes: readonly string[];
  readonly clientId: string;
  readonly username: string;
  /** Empty for an anonymous request. */
  readonly secret: string;
  readonly signal: AbortSignal;
}

const defaultExpiration = 60;
/** The largest answer read, bytes. */
const answerLimit = 1 << 20;

/** Asks with the OAuth POST form (https://distribution.github.io/distribution/spec/auth/oauth/). */
export async function requestTokenByPost(request: TokenRequest): Promise<RegistryToken> {
  const form = new URLSearchParams();
  if (request.scopes.length > 0) form.set("scope", request.scopes.join(" "));
  form.set("service", request.service);
  form.set("client_id", request.clientId);
  if (request.username === "") {
    form.set("grant_type", "refresh_token");
    form.set("refresh_token", request.secret);
  } else {
    form.set("grant_type", "password");
    form.set("username", request.username);
    form.set("password", request.secret);
  }
  const answer = await ask(realmUrl(request.realm), request.signal, {
    method: "POST",
    headers: { "Content-Type": "application/x-www-form-urlencoded; charset=utf-8" },
    body: form.toString(),
  });
  return toToken(answer, [fieldOf(answer, "access_token")]);
}

/** Asks with GET (https://distribution.github.io/distribution/spec/auth/token/), with Basic auth if there is a secret. */
export async function requestTokenByGet(request: TokenRequest): Promise<RegistryToken> {
  const url = realmUrl(request.realm);
  if (request.service !== "") url.searchParams.append("service", request.service);
  for (const scope of request.scopes) url.searchParams.append("scope", scope);
  const login = Buffer.from(`${request.username}:${request.secret}`).toString("base64");
  const headers: Record<string, string> = request.secret === "" ? {} : { Authorization: `Basic ${login}` };
  const answer = await ask(url, request.signal, { method: "GET", headers });
  return toToken(answer, [fieldOf(answer, "access_token"), fieldOf(answer, "token")]);
}

/** The realm comes from the registry by way of the daemon: credentials go to web servers only. */
function realmUrl(realm: string): URL {
  const url = URL.canParse(realm) ? new URL(realm) : undefined;
  if (url === undefined || !["http:", "https:"].includes(url.protocol)) {
    throw new Error("the registry names a token server that is no http or https URL");
  }
  url.username = "";
  url.password = "";
  return url;
}

interface Question {
  readonly method: "GET" | "POST";
  readonly headers: Record<string, string>;
  readonly body?: string;
}

async function ask(url: URL, signal: AbortSignal, question: Question): Promise<unknown> {
  const { method } = question;
  const headers = { ...question.headers, "User-Agent": "slipway" };
  const response = await proxiedFetch(url, { ...question, headers, signal }).catch((error: Error) => {
    const reason = error.cause instanceof Error ? error.cause.message : error.message;
    throw new Error(`${method} ${url.href}: ${reason}`, { cause: error });
  });
  const body = await readText(response.body, answerLimit);
  if (!response.ok) throw new UnexpectedStatusError(response.status, method, url.href, body);
  const answer = parseJson(body);
  if (answer === undefined) throw new Error(`unable to decode token response from ${url.href}: not JSON`);
  return answer;
}

const proxyVariables = ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"];

/** Node's own fetch goes through no proxy. As with Go's client, this machine is always reached directly. */
async function proxiedFetch(url: URL, init: RequestInit): Promise<Response> {
  const isLocal = /^(localhost|127\.[\d.]+|\[::1\])$/.test(url.hostname);
  if (isLocal || !proxyVariables.some((name) => process.env[name])) return fetch(url, init);
  const undici = await import("undici");
  const dispatcher = new undici.EnvHttpProxyAgent();
  // The types of undici's fetch and of Node's, which is the same code, differ in name only.
  const options = { ...init, dispatcher } as unknown as import("undici").RequestInit;
  return (await undici.fetch(url, options)) as unknown as Response;
}

async function readText(body: ReadableStream<Uint8Array> | null, limit: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    chunks.push(chunk);
    length += chunk.byteLength;
    if (length > limit) throw new Error(`the token server's answer exceeds ${limit} bytes`);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function toToken(answer: unknown, candidates: readonly unknown[]): RegistryToken {
  const token = candidates.find((candidate) => typeof candidate === "string" && candidate !== "");
  if (typeof token !== "string") {
    throw new Error("authorization server did not include a token in the response");
  }
  const expiresIn = fieldOf(answer, "expires_in");
  const issuedAt = Date.parse(String(fieldOf(answer, "issued_at")));
  return {
    token,
    expiresIn: typeof expiresIn === "number" && expiresIn > 0 ? Math.trunc(expiresIn) : defaultExpiration,
    issuedAt: Number.isNaN(issuedAt) ? 0 : Math.floor(issuedAt / 1000),
  };
}
