import { parseDuration } from "../../util/duration.js";

type Kind =
  | "boolean"
  | "string"
  | "integer"
  | "strings"
  | "table"
  | "tables"
  | "texts"
  | "space"
  | "duration";

const gc = { gc: "boolean", gckeepstorage: "space", reservedspace: "space", maxusedspace: "space" } as const;
const worker = {
  ...gc,
  minfreespace: "space",
  gcpolicy: "tables",
  enabled: "boolean",
  labels: "texts",
  platforms: "strings",
  snapshotter: "string",
  rootless: "boolean",
  "max-parallelism": "integer",
  defaultcgroupparent: "string",
  "apparmor-profile": "string",
  selinux: "boolean",
  networkmode: "string",
  cniconfigpath: "string",
  cnibinarypath: "string",
  cnipoolsize: "integer",
} as const;

/** By the path of a table, its keys in lower case, as buildkitd reads them; `*` is any name. */
const types: Readonly<Record<string, Readonly<Record<string, Kind>>>> = {
  "": {
    debug: "boolean",
    trace: "boolean",
    root: "string",
    "insecure-entitlements": "strings",
    log: "table",
    grpc: "table",
    worker: "table",
    registry: "table",
    dns: "table",
    history: "table",
    frontend: "table",
    system: "table",
  },
  log: { format: "string", level: "string" },
  grpc: { address: "strings", debugaddress: "string", uid: "integer", gid: "integer", tls: "table" },
  "grpc.tls": { cert: "string", key: "string", ca: "string" },
  worker: { oci: "table", containerd: "table" },
  "worker.oci": { ...worker, noprocesssandbox: "boolean", binary: "string", proxysnapshotterpath: "string" },
  "worker.containerd": { ...worker, address: "string", namespace: "string", runtime: "table" },
  "worker.*.gcpolicy": {
    all: "boolean",
    filters: "strings",
    keepduration: "duration",
    keepbytes: "space",
    reservedspace: "space",
    maxusedspace: "space",
    minfreespace: "space",
  },
  registry: { "*": "table" },
  "registry.*": {
    mirrors: "strings",
    http: "boolean",
    insecure: "boolean",
    ca: "strings",
    keypair: "tables",
  },
  "registry.*.keypair": { key: "string", cert: "string" },
  dns: { nameservers: "strings", options: "strings", searchdomains: "strings" },
  history: { maxage: "duration", maxentries: "integer" },
  frontend: { "*": "table" },
  system: { platformscachemaxage: "duration", maxregistryconcurrency: "integer" },
};

type Table = Readonly<Record<string, unknown>>;
const isTable = (value: unknown): value is Table =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
const isText = (value: unknown): value is string => typeof value === "string";
const isNumber = (value: unknown) => typeof value === "bigint" || typeof value === "number";

const fits: Readonly<Record<Kind, (value: unknown) => boolean>> = {
  boolean: (value) => typeof value === "boolean",
  string: isText,
  integer: (value) => typeof value === "bigint",
  strings: (value) => Array.isArray(value) && value.every(isText),
  table: isTable,
  tables: (value) => Array.isArray(value) && value.every(isTable),
  texts: (value) => isTable(value) && Object.values(value).every(isText),
  space: (value) =>
    isNumber(value) || (isText(value) && /^(?:|-?\d+%|\d+(?:\.\d+)? ?[kmgtp]?i?b?)$/i.test(value)),
  duration: (value) => isNumber(value) || (isText(value) && (/^-?\d*$/.test(value) || isDuration(value))),
};

const wanted: Readonly<Record<Kind, string>> = {
  boolean: "true or false",
  string: "a text",
  integer: "a whole number",
  strings: "a list of texts",
  table: "a table",
  tables: "a list of tables",
  texts: "a table of texts",
  space: "a size such as 10GB or 20%",
  duration: "a time such as 48h, or seconds",
};

function isDuration(text: string): boolean {
  try {
    return parseDuration(text) !== undefined;
  } catch {
    return false;
  }
}

/** What is wrong with a value of a buildkitd.toml, of which the daemon would only tell when it starts; else undefined. */
export function wrongValue(config: Table, path: readonly string[] = []): string | undefined {
  const known = types[path.join(".")] ?? types[path.map((part, at) => (at === 1 ? "*" : part)).join(".")];
  if (known === undefined) return undefined;
  for (const [key, value] of Object.entries(config)) {
    const name = key.toLowerCase();
    const kind = Object.hasOwn(known, name) ? known[name] : known["*"];
    if (kind === undefined) continue;
    const at = [...path, name];
    if (!fits[kind](value)) return `${[...path, key].join(".")} must be ${wanted[kind]}`;
    const below = (Array.isArray(value) ? value : [value]).filter(isTable);
    const wrong = below.map((table) => wrongValue(table, at)).find((text) => text !== undefined);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}
