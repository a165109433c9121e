import { delimiter, dirname, isAbsolute, join, resolve } from "node:path";
import { fileErrorCode, isError, SlipwayError, systemErrorText } from "../../errors/index.js";
import { homeDirectory } from "../../util/home-directory.js";
import { readSmallFile } from "../../util/read-small-file.js";
import { type ClusterEntry, type ConfigFile, parseConfigFile, type UserEntry } from "./config-file.js";

/** Environment variables; undefined means not set. */
export type KubeEnv = Readonly<Record<string, string | undefined>>;

/** Bytes of a kubeconfig file, far more than one has. */
const maxLength = 8 << 20;

const empty: ConfigFile = {
  currentContext: undefined,
  clusters: new Map(),
  contexts: new Map(),
  users: new Map(),
};

/**
 * Reads the kubeconfig: the files that `paths` lists, else those of `KUBECONFIG`, else `~/.kube/config`. Of several the
 * first that has a name wins, and those that do not exist count for nothing; so does a missing `~/.kube/config`.
 *
 * @throws SlipwayError `not-found` for a single file that was asked for, `corrupt-state`, `io-error`.
 */
export async function loadConfig(env: KubeEnv, paths?: string | undefined): Promise<ConfigFile> {
  const given = (paths || env.KUBECONFIG || "").split(delimiter).filter((path) => path !== "");
  const asked = given.length > 0;
  const files = asked ? given : [join(homeDirectory(env), ".kube", "config")];
  const read = await Promise.all(files.map((path) => readConfig(path)));
  if (asked && read.every((file) => file === undefined)) {
    const which = files.join(", ");
    throw new SlipwayError("not-found", `stat ${which}: no such file or directory`, {
      hint: "KUBECONFIG names the file that says where the cluster is",
      details: { path: which },
    });
  }
  return read.reduce<ConfigFile>(
    (merged, file) => (file === undefined ? merged : merge(merged, file)),
    empty,
  );
}

/** Undefined for a file that does not exist. */
async function readConfig(path: string): Promise<ConfigFile | undefined> {
  let content: string;
  try {
    content = (await readSmallFile(path, maxLength)).toString("utf8");
  } catch (cause) {
    if (cause instanceof SlipwayError) throw cause;
    const code = fileErrorCode(cause);
    if (code === "not-found") return undefined;
    throw new SlipwayError(
      code,
      `error loading config file "${path}": ${isError(cause) ? systemErrorText(cause) : String(cause)}`,
      { cause, details: { path } },
    );
  }
  return fromDirectory(dirname(resolve(path)), await parseConfigFile(path, content));
}

/** Relative paths in a kubeconfig file start where it lies. */
function fromDirectory(directory: string, file: ConfigFile): ConfigFile {
  const absolute = (path: string | undefined) =>
    path === undefined || path === "" || isAbsolute(path) ? path : join(directory, path);
  return {
    ...file,
    clusters: mapValues(file.clusters, (cluster) =>
      defined<ClusterEntry>({
        ...cluster,
        "certificate-authority": absolute(cluster["certificate-authority"]),
      }),
    ),
    users: mapValues(file.users, (user) =>
      defined<UserEntry>({
        ...user,
        "client-certificate": absolute(user["client-certificate"]),
        "client-key": absolute(user["client-key"]),
        tokenFile: absolute(user.tokenFile),
        // A bare name is looked for in the PATH.
        exec: user.exec && {
          ...user.exec,
          command: /[/\\]/.test(user.exec.command)
            ? (absolute(user.exec.command) ?? user.exec.command)
            : user.exec.command,
        },
      }),
    ),
  };
}

function merge(first: ConfigFile, second: ConfigFile): ConfigFile {
  return {
    currentContext: first.currentContext ?? second.currentContext,
    clusters: new Map([...second.clusters, ...first.clusters]),
    contexts: new Map([...second.contexts, ...first.contexts]),
    users: new Map([...second.users, ...first.users]),
  };
}

function mapValues<Value>(entries: ReadonlyMap<string, Value>, change: (value: Value) => Value) {
  return new Map([...entries].map(([name, value]) => [name, change(value)]));
}

function defined<Entry extends object>(
  entry: { readonly [Key in keyof Entry]: Entry[Key] | undefined },
): Entry {
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined)) as Entry;
}
