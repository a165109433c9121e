import { fieldOf, parseJson } from "../../../util/json-value.js";
import type { Fetch } from "../http/http-answer.js";
import { discardBody, type HttpAnswer } from "../http/http-answer.js";
import { readBody } from "../http/read-body.js";
import { redirectTarget } from "../http/redirect-target.js";
import { SilenceWatch, silenceLimits } from "../http/silence-limit.js";
import { UnexpectedStatusError } from "../http/unexpected-status.js";
import { checkLoginRedirect, checkLoginTarget } from "./login-safety.js";

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
  /** How the token server is reached. */
  readonly fetch: Fetch;
  /** The login may go over plain HTTP to another machine, and on to where the server redirects it. */
  readonly insecure: boolean;
  /** How long the server may be silent, milliseconds. Default 30 seconds. */
  readonly silence?: number | undefined;
}

const defaultExpiration = 60;
/** Seconds. A token that is good for longer is asked for anew before. */
const longestExpiration = 365 * 24 * 60 * 60;
/** The largest answer read, bytes. */
const answerLimit = 1 << 20;
const redirectLimit = 10;

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
  const answer = await ask(realmUrl(request.realm), request, {
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
  const answer = await ask(url, request, { method: "GET", headers });
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

async function ask(url: URL, request: TokenRequest, question: Question): Promise<unknown> {
  const { method } = question;
  const response = await follow(url, request, question);
  const body = (await readBody(response, answerLimit, request.silence)).toString("utf8");
  if (response.status < 200 || response.status > 299)
    throw new UnexpectedStatusError(response.status, method, url.href, body);
  const answer = parseJson(body);
  if (answer === undefined) throw new Error(`unable to decode token response from ${url.href}: not JSON`);
  return answer;
}

/** Sends the question, also where the server redirects it: a login only within the limits of {@link checkLoginRedirect}. */
async function follow(first: URL, request: TokenRequest, question: Question): Promise<HttpAnswer> {
  const guarded = request.secret !== "" && !request.insecure;
  if (guarded) checkLoginTarget(first);
  let url = first;
  let { method, body, headers }: Question = question;
  for (let redirects = 0; redirects <= redirectLimit; redirects++) {
    const response = await send(url, request, { method, headers, ...(body === undefined ? {} : { body }) });
    const next = redirectTarget(response, url);
    if (next === undefined) return response;
    discardBody(response);
    if (guarded) checkLoginRedirect(url, next);
    // As every client does: only 307 and 308 keep the method and the body.
    if (method === "POST" && response.status < 307) {
      method = "GET";
      body = undefined;
      headers = {};
    }
    url = next;
  }
  throw new Error(`${question.method} ${first.href}: too many redirects`);
}

async function send(url: URL, request: TokenRequest, question: Question): Promise<HttpAnswer> {
  const headers = { ...question.headers, "User-Agent": "slipway" };
  const silent = new AbortController();
  const watch = new SilenceWatch(request.silence ?? silenceLimits({}).answer, (error) => silent.abort(error));
  const signal = AbortSignal.any([request.signal, silent.signal]);
  try {
    return await request.fetch(url, { ...question, headers, signal });
  } catch (reason) {
    const error = (silent.signal.aborted ? silent.signal.reason : reason) as Error;
    const text = error.cause instanceof Error ? error.cause.message : error.message;
    throw new Error(`${question.method} ${url.href}: ${text}`, { cause: error });
  } finally {
    watch.stop();
  }
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
    expiresIn:
      typeof expiresIn === "number" && expiresIn > 0
        ? Math.min(Math.trunc(expiresIn), longestExpiration)
        : defaultExpiration,
    issuedAt: Number.isNaN(issuedAt) ? 0 : Math.floor(issuedAt / 1000),
  };
}
