import type { RegistryCredentials } from "../../engine/index.js";
import { errorCode } from "../../util/error-code.js";

/** What came of asking a registry. */
export type RegistryAnswer =
  | { readonly kind: "fine" }
  | { readonly kind: "refused" }
  | { readonly kind: "untrusted" | "unreachable"; readonly reason: string };

/** What OpenSSL calls certificates that nobody vouches for. */
const untrusted = /SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|CERT_(UNTRUSTED|HAS_EXPIRED)|DEPTH_ZERO/;

/** Whether registries are behind a proxy, which Node's client does not know: then nothing is said of them. */
export function usesProxy(env: Readonly<Record<string, string | undefined>>): boolean {
  return Boolean(env.HTTPS_PROXY || env.https_proxy);
}

/** Asks a registry for its base address; this machine's own may speak plain HTTP. */
export async function askRegistry(
  host: string,
  login: RegistryCredentials | undefined,
  signal: AbortSignal,
): Promise<RegistryAnswer> {
  const local = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/.test(host);
  try {
    return await ask(`https://${host}/v2/`, login, signal);
  } catch (error) {
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    const code = errorCode(cause) ?? "";
    if (untrusted.test(code)) return { kind: "untrusted", reason: code };
    if (!local || signal.aborted) return unreachable(cause);
  }
  return ask(`http://${host}/v2/`, login, signal).catch((error: unknown) =>
    unreachable(error instanceof Error && error.cause !== undefined ? error.cause : error),
  );
}

function unreachable(cause: unknown): RegistryAnswer {
  // Node's client refuses some ports whoever listens there, so nothing is known.
  if (cause instanceof Error && cause.message === "bad port") return { kind: "fine" };
  const reason = errorCode(cause) ?? (cause instanceof Error ? cause.message : String(cause));
  return { kind: "unreachable", reason };
}

async function ask(
  url: string,
  login: RegistryCredentials | undefined,
  signal: AbortSignal,
): Promise<RegistryAnswer> {
  const { status, headers } = await send(url, undefined, signal);
  if (status !== 401 || login === undefined) return { kind: "fine" };
  const challenge = headers.get("www-authenticate") ?? "";
  const target = /^bearer/i.test(challenge) ? tokenAddress(challenge) : url;
  // Credentials go to no plain HTTP but this machine's own, and no tokens are asked for with a token.
  if (target === undefined || login.username === "") return { kind: "fine" };
  if (target.startsWith("http:") && new URL(target).host !== new URL(url).host) return { kind: "fine" };
  const basic = Buffer.from(`${login.username}:${login.secret}`).toString("base64");
  const answer = await send(target, `Basic ${basic}`, signal);
  return { kind: answer.status === 401 || answer.status === 403 ? "refused" : "fine" };
}

async function send(url: string, authorization: string | undefined, signal: AbortSignal): Promise<Response> {
  const headers = authorization === undefined ? {} : { authorization };
  const answer = await fetch(url, { headers, signal, redirect: "manual" });
  await answer.body?.cancel();
  return answer;
}

function tokenAddress(challenge: string): string | undefined {
  const part = (name: string) => new RegExp(`${name}="([^"]*)"`).exec(challenge)?.[1];
  const realm = part("realm");
  if (realm === undefined || !URL.canParse(realm)) return undefined;
  const url = new URL(realm);
  const service = part("service");
  if (service !== undefined) url.searchParams.set("service", service);
  return url.href;
}
