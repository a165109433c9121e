import { spawn } from "node:child_process";
import { SlipwayError, systemErrorText } from "../../errors/index.js";
import { errorCode } from "../../util/error-code.js";
import { fieldOf, parseJson } from "../../util/json-value.js";
import { undoAtExit } from "../../util/undo-at-exit.js";
import type { KubeAccess } from "../config/access.js";
import type { ExecEntry } from "../config/config-file.js";
import type { KubeEnv } from "../config/load-config.js";

/** What a plugin gave. At least one of token and certificate is there. */
export interface PluginCredential {
  readonly token: string | undefined;
  readonly certificate: { readonly cert: Buffer; readonly key: Buffer } | undefined;
  /** Unix milliseconds; undefined when it lasts as long as the process. */
  readonly expires: number | undefined;
}

/** A plugin may ask its user to log in, so the limit is generous; milliseconds. */
const pluginTimeout = 300_000;
const maxOutput = 1 << 20;
const versions = ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"];

/**
 * Has a program of the kubeconfig give credentials.
 *
 * @throws SlipwayError `auth-failed` that names the program, with what it wrote on standard error; `canceled`.
 */
export async function askPlugin(
  plugin: ExecEntry,
  access: KubeAccess,
  env: KubeEnv,
  signal?: AbortSignal | undefined,
): Promise<PluginCredential> {
  const version = plugin.apiVersion ?? "";
  if (!versions.includes(version)) {
    throw failed(plugin, `its apiVersion ${JSON.stringify(version)} is none of ${versions.join(", ")}`);
  }
  const interactive = plugin.interactiveMode !== "Never" && process.stdin.isTTY === true;
  if (plugin.interactiveMode === "Always" && !interactive)
    throw failed(plugin, "it needs a terminal to ask on");
  const info = execInfo(version, interactive, plugin.provideClusterInfo ? access : undefined);
  const output = await run(
    plugin,
    { ...env, ...ownEnv(plugin), KUBERNETES_EXEC_INFO: info },
    interactive,
    signal,
  );
  return credentialOf(plugin, version, parseJson(output));
}

function execInfo(apiVersion: string, interactive: boolean, access: KubeAccess | undefined): string {
  const cluster = access && {
    server: access.server.href.replace(/\/$/, ""),
    "tls-server-name": access.serverName,
    "insecure-skip-tls-verify": access.insecure || undefined,
    "certificate-authority-data": access.ca?.toString("base64"),
    "proxy-url": access.proxy?.href,
    config: null,
  };
  return JSON.stringify({ kind: "ExecCredential", apiVersion, spec: { cluster, interactive } });
}

function ownEnv(plugin: ExecEntry): Record<string, string> {
  return Object.fromEntries((plugin.env ?? []).map(({ name, value }) => [name, value]));
}

function credentialOf(plugin: ExecEntry, version: string, answer: unknown): PluginCredential {
  // The answer is a secret: no message quotes it.
  if (fieldOf(answer, "kind") !== "ExecCredential")
    throw failed(plugin, "it did not answer with an ExecCredential");
  if (fieldOf(answer, "apiVersion") !== version) throw failed(plugin, `it did not answer in ${version}`);
  const status = fieldOf(answer, "status");
  const text = (key: string) => {
    const value = fieldOf(status, key);
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const [token, cert, key] = [text("token"), text("clientCertificateData"), text("clientKeyData")];
  if ((cert === undefined) !== (key === undefined))
    throw failed(plugin, "it gave half of a certificate and key");
  if (token === undefined && cert === undefined)
    throw failed(plugin, "it gave neither a token nor a certificate");
  const expires = Date.parse(text("expirationTimestamp") ?? "");
  return {
    token,
    certificate:
      cert === undefined || key === undefined
        ? undefined
        : { cert: Buffer.from(cert), key: Buffer.from(key) },
    expires: Number.isNaN(expires) ? undefined : expires,
  };
}

function run(
  plugin: ExecEntry,
  env: KubeEnv,
  interactive: boolean,
  signal: AbortSignal | undefined,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(plugin.command, plugin.args ?? [], {
      env: { ...env },
      stdio: [interactive ? "inherit" : "ignore", "pipe", interactive ? "inherit" : "pipe"],
      timeout: pluginTimeout,
      signal,
    });
    child.once(
      "close",
      undoAtExit(() => child.kill()),
    );
    let output = "";
    let complaint = "";
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      if (output.length > maxOutput) child.kill();
    });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      complaint = (complaint + text).slice(-1000);
    });
    child.once("error", (error) => {
      if (signal?.aborted) reject(new SlipwayError("canceled", "logging in was canceled", { cause: error }));
      else reject(failed(plugin, startProblem(error), error));
    });
    child.once("close", (code, killedBy) => {
      if (code === 0 && output.length <= maxOutput) resolve(output);
      else {
        const how = killedBy === null ? `exit code ${code}` : `signal ${killedBy}`;
        reject(failed(plugin, `failed with ${how}${complaint.trim() && `: ${complaint.trim()}`}`));
      }
    });
  });
}

function startProblem(error: Error): string {
  return errorCode(error) === "ENOENT" ? "executable not found" : systemErrorText(error);
}

function failed(plugin: ExecEntry, problem: string, cause?: unknown): SlipwayError {
  return new SlipwayError("auth-failed", `getting credentials: exec: ${plugin.command}: ${problem}`, {
    cause,
    hint:
      plugin.installHint?.trim() ||
      "the kubeconfig names this program under users[].user.exec; run it by hand to see what it lacks",
  });
}
