import { readFile } from "node:fs/promises";
import { SlipwayError, systemErrorText } from "../../errors/index.js";
import type { Impersonation, KubeAccess } from "../config/access.js";
import type { KubeEnv } from "../config/load-config.js";
import { askPlugin, type PluginCredential } from "./exec-plugin.js";

/** What a request carries. */
export interface RequestCredential {
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly certificate: { readonly cert: Buffer; readonly key: Buffer } | undefined;
}

/** A token's file is read again after so many milliseconds, as kubectl does. */
const tokenFileAge = 60_000;
/** A credential that lasts no longer than this, in milliseconds, is renewed before it is used. */
const margin = 10_000;

/** The user's credentials, renewed when they run out. They are sent over TLS only. */
export class Credentials {
  readonly #access: KubeAccess;
  readonly #env: KubeEnv;
  #plugin: Promise<PluginCredential> | undefined;
  #file: { readonly token: string; readonly readAt: number } | undefined;

  constructor(access: KubeAccess, env: KubeEnv) {
    this.#access = access;
    this.#env = env;
  }

  /** Throws SlipwayError `auth-failed`, `canceled`. */
  async get(signal?: AbortSignal | undefined): Promise<RequestCredential> {
    const { user, server } = this.#access;
    const impersonation = impersonationHeaders(user.impersonate);
    // In plain text anyone could read them.
    if (server.protocol !== "https:") return { headers: impersonation, certificate: undefined };
    const plugin = await this.#pluginCredential(signal);
    const authorization = await this.#authorization(plugin);
    return {
      headers: { ...(authorization === undefined ? {} : { authorization }), ...impersonation },
      certificate: plugin?.certificate ?? user.certificate,
    };
  }

  /** Forgets what the server refused. False when asking again would give the same. */
  expire(): boolean {
    const renewable = this.#plugin !== undefined || this.#file !== undefined;
    this.#plugin = undefined;
    this.#file = undefined;
    return renewable;
  }

  async #authorization(plugin: PluginCredential | undefined): Promise<string | undefined> {
    const { token, tokenFile, basic } = this.#access.user;
    if (tokenFile !== undefined) return `Bearer ${await this.#fileToken(tokenFile)}`;
    if (token !== undefined) return `Bearer ${token}`;
    if (basic !== undefined) {
      return `Basic ${Buffer.from(`${basic.username}:${basic.password}`, "utf8").toString("base64")}`;
    }
    return plugin?.token === undefined ? undefined : `Bearer ${plugin.token}`;
  }

  async #fileToken(path: string): Promise<string> {
    const known = this.#file;
    if (known !== undefined && Date.now() - known.readAt < tokenFileAge) return known.token;
    try {
      const token = (await readFile(path, "utf8")).trim();
      if (!/^[\x21-\x7e]+$/.test(token)) throw new Error("it holds no token");
      this.#file = { token, readAt: Date.now() };
      return token;
    } catch (cause) {
      const reason = cause instanceof Error ? systemErrorText(cause) : String(cause);
      throw new SlipwayError("auth-failed", `unable to read token file ${path}: ${reason}`, { cause });
    }
  }

  async #pluginCredential(signal: AbortSignal | undefined): Promise<PluginCredential | undefined> {
    const { exec } = this.#access.user;
    if (exec === undefined) return undefined;
    this.#plugin ??= askPlugin(exec, this.#access, this.#env, signal);
    try {
      const credential = await this.#plugin;
      if (credential.expires === undefined || credential.expires - margin > Date.now()) return credential;
    } catch (reason) {
      this.#plugin = undefined;
      throw reason;
    }
    this.#plugin = askPlugin(exec, this.#access, this.#env, signal);
    return this.#plugin;
  }
}

function impersonationHeaders(as: Impersonation | undefined): Record<string, string | readonly string[]> {
  if (as === undefined) return {};
  return {
    "impersonate-user": as.user,
    ...(as.uid === undefined ? {} : { "impersonate-uid": as.uid }),
    ...(as.groups.length === 0 ? {} : { "impersonate-group": as.groups }),
    ...Object.fromEntries(
      Object.entries(as.extra).map(([key, values]) => [
        `impersonate-extra-${encodeURIComponent(key.toLowerCase())}`,
        values,
      ]),
    ),
  };
}
