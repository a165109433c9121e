import { signal } from "@preact/signals";
import type { Failure, Session } from "../../contract/index.js";

const stored = "slipway-session";

/** A request that the server refused, or that did not reach it. */
export class RequestError extends Error {
  readonly code: string;
  readonly hint: string | undefined;
  constructor(code: string, message: string, hint?: string) {
    super(message);
    this.code = code;
    this.hint = hint;
  }
}

/** What the server gave for the link's code; undefined before, and in a page that has no server. */
export const session = signal<Session | undefined>(undefined);

function storedSession(): Session | undefined {
  try {
    const { token, version } = JSON.parse(sessionStorage.getItem(stored) ?? "{}") as Partial<Session>;
    return token === undefined ? undefined : { token, version: version ?? "" };
  } catch {
    return undefined;
  }
}

/**
 * Takes the one-time code out of the address and has it changed for a token, which lasts as long as the tab does.
 *
 * @throws RequestError when the code was used before, or the server is gone
 */
export async function openSession(): Promise<void> {
  const [, code = "", rest = ""] = /^#([^/]+)(\/.*)?$/.exec(location.hash) ?? [];
  if (code === "") {
    session.value = storedSession();
    if (session.value === undefined) {
      throw new RequestError("forbidden", "This page was opened without a code.", linkHint);
    }
    return;
  }
  history.replaceState(null, "", `#${rest === "" ? "/builds" : rest}`);
  session.value = await request<Session>("session", { method: "POST", body: JSON.stringify({ code }) });
  sessionStorage.setItem(stored, JSON.stringify(session.value));
}

const linkHint = "Open the link that the command printed, or run slipway ui again.";

/** The path under `/api/` with the token, as a response that was successful. */
export async function respond(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  if (session.value !== undefined) headers.set("authorization", `Bearer ${session.value.token}`);
  if (typeof init.body === "string") headers.set("content-type", "application/json");
  let response: Response;
  try {
    response = await fetch(`api/${path}`, { ...init, headers, cache: "no-store" });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new RequestError("unreachable", "The command that serves this page has ended.", linkHint);
  }
  if (response.ok) return response;
  const failure = (await response.json().catch(() => undefined)) as Failure | undefined;
  const { code = "failed", message = response.statusText, hint } = failure?.error ?? {};
  throw new RequestError(code, message, response.status === 403 ? (hint ?? linkHint) : hint);
}

/** The answer to a request, as JSON. @throws RequestError */
export async function request<T>(path: string, init?: RequestInit): Promise<T> {
  return (await respond(path, init)).json() as Promise<T>;
}

/** Asks for something to be changed; the server takes it as confirmed. @throws RequestError */
export function change<T>(path: string, body: object = {}): Promise<T> {
  return request<T>(path, { method: "POST", body: JSON.stringify({ ...body, confirm: true }) });
}
