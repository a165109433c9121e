import { posix } from "node:path";
import { SlipwayError } from "../../errors/index.js";
import { parseCsvLine } from "../../util/csv.js";
import type { CacheMount, CacheMountSharing } from "./cache-mount.js";

const sharings: readonly string[] = ["shared", "private", "locked"] satisfies CacheMountSharing[];

/** The largest user and group id that Linux has. */
const maxOwner = 2 ** 32 - 2;

/**
 * A cache mount in the words of `RUN --mount`: `id=…,uid=…`, or `target=/path` for a mount without an id. A text without
 * `=` is an id.
 *
 * @throws SlipwayError `invalid-argument`
 */
export function parseMount(given: string | CacheMount): CacheMount {
  const mount = typeof given === "string" ? parseText(given) : given;
  if (mount.id === "") throw invalid("a cache mount needs an id: --mount id=…");
  if (/[\0\r\n]/.test(`${mount.id}${mount.namespace ?? ""}`)) {
    throw invalid("the id of a cache mount has no line breaks");
  }
  for (const owner of [mount.uid, mount.gid]) {
    if (owner !== undefined && owner > maxOwner) throw invalid(`${owner} is no user or group id`);
  }
  if (mount.mode !== undefined && mount.mode > 0o7777) throw invalid(`${mount.mode} are no permissions`);
  return mount;
}

function parseText(text: string): CacheMount {
  const values = new Map(text.includes("=") ? parseCsvLine(text).map(keyAndValue) : [["id", text]]);
  const take = (key: string) => {
    const value = values.get(key);
    values.delete(key);
    return value;
  };
  const type = take("type") ?? "cache";
  if (type !== "cache") throw invalid(`the mount is of type ${type}: only cache mounts are kept`);
  const target = take("target") ?? take("dst") ?? take("destination");
  const id = take("id") ?? (target === undefined ? "" : posix.normalize(target).replace(/(?!^)\/$/, ""));
  const sharing = take("sharing");
  if (sharing !== undefined && !sharings.includes(sharing)) {
    throw invalid(`sharing=${sharing} is none of ${sharings.join(", ")}`);
  }
  const mount: CacheMount = {
    id,
    uid: decimal("uid", take("uid")),
    gid: decimal("gid", take("gid")),
    mode: octal(take("mode")),
    sharing: sharing as CacheMountSharing | undefined,
    namespace: take("namespace"),
  };
  const [unknown] = values.keys();
  if (unknown === "from" || unknown === "source" || unknown === "src") {
    throw new SlipwayError("unsupported", `a cache mount with ${unknown}= cannot be named from outside`);
  }
  if (unknown !== undefined) throw invalid(`unexpected key '${unknown}' in the mount '${text}'`);
  return mount;
}

function keyAndValue(field: string): [string, string] {
  const equals = field.indexOf("=");
  if (equals === -1) throw invalid(`invalid field '${field}' of a mount: must be key=value`);
  return [field.slice(0, equals).trim().toLowerCase(), field.slice(equals + 1)];
}

function decimal(key: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (!/^\d{1,10}$/.test(value)) throw invalid(`invalid value for ${key}: ${value}`);
  return Number(value);
}

function octal(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (!/^[0-7]{1,5}$/.test(value)) throw invalid(`invalid value for mode: ${value}`);
  return Number.parseInt(value, 8);
}

function invalid(message: string): SlipwayError {
  return new SlipwayError("invalid-argument", message);
}
