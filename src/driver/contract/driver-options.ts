import {
  count,
  type Description,
  either,
  flag,
  type Mismatch,
  number,
  record,
  text,
  type Wanted,
} from "../../util/options/index.js";

/**
 * Options of a driver by name. Numbers and booleans stand for their text; an object stands for options with its name
 * before theirs, as in `env: { HTTP_PROXY: "…" }` for `env.HTTP_PROXY`. Drivers know more names than these.
 */
export interface DriverOptions {
  /** Image of the daemon. */
  readonly image?: string | undefined;
  /** Network of the container. */
  readonly network?: string | undefined;
  /** Bytes, or a text with a unit: `2g`. */
  readonly memory?: string | number | undefined;
  /** Memory and swap together, bytes or a text with a unit; -1 is without limit. */
  readonly "memory-swap"?: string | number | undefined;
  /** Microseconds. */
  readonly "cpu-period"?: string | number | undefined;
  /** Microseconds in each period. */
  readonly "cpu-quota"?: string | number | undefined;
  readonly "cpu-shares"?: string | number | undefined;
  readonly "cpuset-cpus"?: string | undefined;
  readonly "cpuset-mems"?: string | undefined;
  readonly "cgroup-parent"?: string | undefined;
  /** `no`, `always`, `unless-stopped` or `on-failure:N`. */
  readonly "restart-policy"?: string | undefined;
  /** The daemon stops itself when no client has been connected for that long: `30m`. */
  readonly "idle-timeout"?: string | undefined;
  /** Environment of the daemon. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** A build without any output loads its result into the engine. */
  readonly "default-load"?: boolean | string | undefined;
  /**
   * What the daemon takes over, below what is said otherwise: `auto`, mirrors, insecure registries, certificates and
   * proxies of the engine; `on`, also authorities and proxies of this machine when the engine runs on it; `off`, nothing.
   */
  readonly inherit?: "auto" | "on" | "off" | undefined;
  /** Size that the cache may have at most: bytes, or a text with a unit. */
  readonly "disk-limit"?: string | number | undefined;
  /** Space that is to stay free on the disk: bytes, or a text with a unit. */
  readonly "disk-reserve"?: string | number | undefined;
  readonly [option: string]: string | number | boolean | Readonly<Record<string, string>> | undefined;
}

const amount = either(text, number);
const known: Readonly<Record<string, Description>> = {
  image: text,
  network: text,
  memory: either(text, count),
  "memory-swap": amount,
  "cpu-period": amount,
  "cpu-quota": amount,
  "cpu-shares": amount,
  "cpuset-cpus": text,
  "cpuset-mems": text,
  "cgroup-parent": text,
  "restart-policy": text,
  "idle-timeout": text,
  "default-load": either(text, flag),
  "disk-limit": either(text, count),
  "disk-reserve": either(text, count),
};

const says = "an object of strings, numbers and booleans by name";
const values = record(either(text, number, flag, record(text)), says);

/** {@link DriverOptions}, described. */
export const driverOptions: Wanted<DriverOptions> = { says, find: (value, at) => find(value, at) };

function find(value: unknown, at: string): Mismatch | undefined {
  const given = definedOf(value);
  const found = values.find(given, at);
  if (found !== undefined) return found;
  for (const [name, wanted] of Object.entries(known)) {
    const option: unknown = Reflect.get(Object(given), name);
    const wrong = option === undefined ? undefined : wanted.find(option, `${at}.${name}`);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

/** A plain object without what is undefined; anything else as it is. */
function definedOf(value: unknown): unknown {
  if (Object.prototype.toString.call(value) !== "[object Object]") return value;
  return Object.fromEntries(Object.entries(Object(value)).filter(([, option]) => option !== undefined));
}

/** The options as they are stored and as the command line has them: texts. */
function driverOptionTexts(options: DriverOptions): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(options).flatMap(([name, value]) => {
      if (value === undefined) return [];
      if (typeof value !== "object") return [[name, String(value)]];
      return Object.entries(value).map(([part, text]) => [`${name}.${part}`, text]);
    }),
  );
}

/** Options of a function whose driver options are texts. */
export type WithOptionTexts<Options> = Omit<Options, "driverOptions"> & {
  readonly driverOptions?: Readonly<Record<string, string>> | undefined;
};

/** Options of a function with the driver options as texts. */
export function withOptionTexts<Options extends { readonly driverOptions?: DriverOptions | undefined }>(
  options: Options,
): WithOptionTexts<Options> {
  const { driverOptions, ...rest } = options;
  return driverOptions === undefined ? rest : { ...rest, driverOptions: driverOptionTexts(driverOptions) };
}
