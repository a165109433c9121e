import { SlipwayError } from "../../errors/index.js";
import { parseCsvLine } from "../../util/csv.js";
import { quoteGo } from "../../util/go-quote.js";
import { definitionError } from "../attributes/definition-error.js";

/** What a build may do beyond the usual, or what it wants to do. */
export interface Privileges {
  readonly networkHost: boolean;
  readonly securityInsecure: boolean;
  /** Every device, or the names of some. */
  readonly devices: "all" | readonly string[];
  /** The default SSH agent. */
  readonly ssh: boolean;
  /** Deleting files in a directory that is an output. */
  readonly localDelete: boolean;
  /** Paths; `*` is every path. */
  readonly fsRead: readonly string[];
  readonly fsWrite: readonly string[];
}

const FLAGS: Readonly<Record<string, Partial<Privileges>>> = {
  "network.host": { networkHost: true },
  "security.insecure": { securityInsecure: true },
  ssh: { ssh: true },
  "buildx.local.delete": { localDelete: true },
};

/** No privileges at all. */
export const noPrivileges: Privileges = {
  networkHost: false,
  securityInsecure: false,
  devices: [],
  ssh: false,
  localDelete: false,
  fsRead: [],
  fsWrite: [],
};

/**
 * Reads `--allow` values of bake: `network.host`, `ssh`, `device=NAME`, `fs.read=PATH` and the like.
 *
 * @throws SlipwayError `invalid-argument`: `unknown entitlement key "X"`.
 */
export function parseAllowed(values: readonly string[]): Privileges {
  return values.reduce(add, noPrivileges);
}

function add(known: Privileges, text: string): Privileges {
  const flag = Object.hasOwn(FLAGS, text) ? FLAGS[text] : undefined;
  if (flag !== undefined) return { ...known, ...flag };
  const equals = text.indexOf("=");
  const key = equals === -1 ? text : text.slice(0, equals);
  const value = equals === -1 ? "" : text.slice(equals + 1);
  switch (key) {
    case "device":
      return { ...known, devices: withDevice(known.devices, value) };
    case "fs.read":
      return { ...known, fsRead: [...known.fsRead, value] };
    case "fs.write":
      return { ...known, fsWrite: [...known.fsWrite, value] };
    case "fs":
      return { ...known, fsRead: [...known.fsRead, value], fsWrite: [...known.fsWrite, value] };
    case "image":
    case "image.push":
    case "image.load":
      // Buildx knows these and holds nobody to them.
      return known;
    case "buildx.local.delete":
      throw definitionError(`${key} does not accept a value`);
    default:
      throw definitionError(`unknown entitlement key ${quoteGo(key)}`);
  }
}

function withDevice(known: Privileges["devices"], value: string): Privileges["devices"] {
  if (value === "" || known === "all") return "all";
  return [...known, deviceName(value)];
}

/**
 * The name of a device in `NAME[,OPTION…]`.
 *
 * @throws SlipwayError `invalid-argument`.
 */
export function deviceName(value: string): string {
  try {
    return parseCsvLine(value)[0] ?? "";
  } catch (cause) {
    throw definitionError(
      `failed to parse device entitlement ${quoteGo(value)}: ${SlipwayError.from(cause).message}`,
      cause,
    );
  }
}
