import { SlipwayError } from "../../errors/index.js";
import { flag, list, map, object, optional, type Shape, text } from "../../util/shape.js";

/** A cluster as a kubeconfig file has it. */
export interface ClusterEntry {
  readonly server?: string;
  readonly "certificate-authority"?: string;
  /** Base64 of PEM; it wins over the file. */
  readonly "certificate-authority-data"?: string;
  readonly "insecure-skip-tls-verify"?: boolean;
  readonly "tls-server-name"?: string;
  readonly "proxy-url"?: string;
}

/** A program that gives credentials (`client.authentication.k8s.io`). */
export interface ExecEntry {
  readonly apiVersion?: string;
  readonly command: string;
  readonly args?: readonly string[] | null;
  readonly env?: readonly { readonly name: string; readonly value: string }[] | null;
  readonly installHint?: string;
  readonly provideClusterInfo?: boolean;
  readonly interactiveMode?: string;
}

/** A user as a kubeconfig file has it. */
export interface UserEntry {
  readonly "client-certificate"?: string;
  readonly "client-certificate-data"?: string;
  readonly "client-key"?: string;
  readonly "client-key-data"?: string;
  readonly token?: string;
  readonly tokenFile?: string;
  readonly username?: string;
  readonly password?: string;
  readonly as?: string;
  readonly "as-uid"?: string;
  readonly "as-groups"?: readonly string[] | null;
  readonly "as-user-extra"?: Readonly<Record<string, readonly string[]>> | null;
  readonly exec?: ExecEntry | null;
  readonly "auth-provider"?: { readonly name?: string } | null;
}

/** A context as a kubeconfig file has it. */
export interface ContextEntry {
  readonly cluster?: string;
  readonly user?: string;
  readonly namespace?: string;
}

/** One kubeconfig file, or several that were merged. */
export interface ConfigFile {
  readonly currentContext: string | undefined;
  readonly clusters: ReadonlyMap<string, ClusterEntry>;
  readonly contexts: ReadonlyMap<string, ContextEntry>;
  readonly users: ReadonlyMap<string, UserEntry>;
}

const maybe = optional(text);
const texts = optional(list(text));
const named = (key: string, shape: Shape) => optional(list(object({ name: text, [key]: optional(shape) })));

const clusterShape = object({
  server: maybe,
  "certificate-authority": maybe,
  "certificate-authority-data": maybe,
  "insecure-skip-tls-verify": optional(flag),
  "tls-server-name": maybe,
  "proxy-url": maybe,
});
const execShape = object({
  apiVersion: maybe,
  command: text,
  args: texts,
  env: optional(list(object({ name: text, value: text }))),
  installHint: maybe,
  provideClusterInfo: optional(flag),
  interactiveMode: maybe,
});
const userShape = object({
  "client-certificate": maybe,
  "client-certificate-data": maybe,
  "client-key": maybe,
  "client-key-data": maybe,
  token: maybe,
  tokenFile: maybe,
  username: maybe,
  password: maybe,
  as: maybe,
  "as-uid": maybe,
  "as-groups": texts,
  "as-user-extra": optional(map(list(text))),
  exec: optional(execShape),
  "auth-provider": optional(object({ name: maybe })),
});
const contextShape = object({ cluster: maybe, user: maybe, namespace: maybe });
const fileShape = object({
  "current-context": maybe,
  clusters: named("cluster", clusterShape),
  contexts: named("context", contextShape),
  users: named("user", userShape),
});

type Named<Key extends string, Entry> = readonly ({ readonly name: string } & {
  readonly [name in Key]?: Entry | null;
})[];
interface FileContent {
  readonly "current-context"?: string | null;
  readonly clusters?: Named<"cluster", ClusterEntry> | null;
  readonly contexts?: Named<"context", ContextEntry> | null;
  readonly users?: Named<"user", UserEntry> | null;
}

/**
 * Reads the text of a kubeconfig file; an empty one has nothing.
 *
 * @throws SlipwayError `corrupt-state` that names the file and what is wrong with it, never a value of it.
 */
export async function parseConfigFile(path: string, content: string): Promise<ConfigFile> {
  const value = (await parseYaml(path, content)) ?? {};
  const problem = fileShape(value, "it");
  if (problem !== undefined) throw damaged(path, problem);
  const file = value as FileContent;
  return {
    currentContext: file["current-context"] || undefined,
    clusters: new Map(file.clusters?.map(({ name, cluster }) => [name, withoutNulls(cluster)])),
    contexts: new Map(file.contexts?.map(({ name, context }) => [name, withoutNulls(context)])),
    users: new Map(file.users?.map(({ name, user }) => [name, withoutNulls(user)])),
  };
}

/** The error for a kubeconfig file that is none. */
export function damaged(path: string, problem: string): SlipwayError {
  return new SlipwayError("corrupt-state", `error loading config file "${path}": ${problem}`, {
    hint: "`kubectl config view` shows what it should look like",
    details: { path },
  });
}

async function parseYaml(path: string, content: string): Promise<unknown> {
  const { parseDocument } = await import("yaml");
  const document = parseDocument(content, { prettyErrors: false, logLevel: "silent" });
  const [error] = document.errors;
  if (error !== undefined) {
    const line = content.slice(0, error.pos[0]).split("\n").length;
    throw damaged(path, `yaml: line ${line}: ${error.code.toLowerCase().replaceAll("_", " ")}`);
  }
  try {
    return document.toJS();
  } catch {
    throw damaged(path, "yaml: it has too many aliases");
  }
}

function withoutNulls<Entry extends object>(entry: Entry | null | undefined): Entry {
  const fields = Object.entries(entry ?? {}).filter(([, value]) => value !== null);
  return Object.fromEntries(fields) as Entry;
}
