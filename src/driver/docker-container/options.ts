import { SlipwayError } from "../../errors/index.js";
import { parseDuration } from "../../util/duration.js";
import { parseGoBool } from "../../util/go-bool.js";
import { quoteGo } from "../../util/go-quote.js";
import { parseSize } from "../../util/parse-size.js";
import type { Transport } from "../contract/driver.js";

/** The image that builders run unless told otherwise. */
export const defaultImage = "moby/buildkit:buildx-stable-1";

/** How the engine restarts a container. */
export interface RestartPolicy {
  /** Empty for the engine's default. */
  readonly name: string;
  readonly maximumRetryCount: number;
}

/** The driver's options, checked. An absent limit is not set on the container. */
export interface ContainerOptions {
  readonly image: string;
  readonly network?: string;
  /** Bytes. */
  readonly memory?: number;
  /** Bytes of memory and swap together; -1 for no limit. */
  readonly memorySwap?: number;
  /** Microseconds. */
  readonly cpuPeriod?: number;
  /** Microseconds in each period. */
  readonly cpuQuota?: number;
  readonly cpuShares?: number;
  readonly cpusetCpus?: string;
  readonly cpusetMems?: string;
  readonly cgroupParent: string;
  readonly restartPolicy: RestartPolicy;
  /** `NAME=value`. */
  readonly environment: readonly string[];
  readonly defaultLoad: boolean;
  readonly provenanceAddGha: boolean;
  readonly transport: "auto" | Transport;
  /** What a new daemon takes over: its engine's settings, the machine's as well, or nothing. */
  readonly inherit: "auto" | "on" | "off";
  /** Bytes of cache that may be kept at most. */
  readonly diskLimit?: number;
  /** Bytes that are to stay free on the disk. */
  readonly diskReserve?: number;
  /** Seconds without a client after which the container stops itself. */
  readonly idleTimeout?: number;
  /** The container, and its state with it, is gone soon after its client. Default false. */
  readonly ephemeral?: boolean;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
type Draft = Mutable<Omit<ContainerOptions, "environment">> & { environment: string[] };

const setters: Readonly<Record<string, (draft: Draft, value: string, option: string) => void>> = {
  image: (draft, value) => {
    draft.image = value || defaultImage;
  },
  network: (draft, value) => {
    draft.network = value;
  },
  memory: (draft, value, option) => {
    draft.memory = bytes(option, value);
  },
  "memory-swap": (draft, value, option) => {
    draft.memorySwap = value === "-1" ? -1 : bytes(option, value);
  },
  "cpu-period": (draft, value, option) => {
    draft.cpuPeriod = integer(option, value);
  },
  "cpu-quota": (draft, value, option) => {
    draft.cpuQuota = integer(option, value);
  },
  "cpu-shares": (draft, value, option) => {
    draft.cpuShares = integer(option, value);
  },
  "cpuset-cpus": (draft, value) => {
    draft.cpusetCpus = value;
  },
  "cpuset-mems": (draft, value) => {
    draft.cpusetMems = value;
  },
  "cgroup-parent": (draft, value) => {
    if (value !== "") draft.cgroupParent = value;
  },
  "restart-policy": (draft, value, option) => {
    draft.restartPolicy = restartPolicy(option, value);
  },
  "default-load": (draft, value, option) => {
    draft.defaultLoad = boolean(option, value);
  },
  "provenance-add-gha": (draft, value, option) => {
    draft.provenanceAddGha = boolean(option, value);
  },
  transport: (draft, value, option) => {
    draft.transport = transport(option, value);
  },
  inherit: (draft, value, option) => {
    draft.inherit = inherit(option, value);
  },
  "disk-limit": (draft, value, option) => {
    draft.diskLimit = bytes(option, value);
  },
  "disk-reserve": (draft, value, option) => {
    draft.diskReserve = bytes(option, value);
  },
  "idle-timeout": (draft, value, option) => {
    draft.idleTimeout = seconds(option, value);
  },
  ephemeral: (draft, value, option) => {
    if (boolean(option, value)) draft.ephemeral = true;
  },
  // Builders of newer buildx carry it; it turns off a check of the image's signature that is not made here.
  "allow-untrusted-image": (_draft, value, option) => {
    boolean(option, value);
  },
};

/** Reads the options of the docker-container driver. Throws `invalid-argument` that names the option and the value. */
export function parseContainerOptions(options: Readonly<Record<string, string>>): ContainerOptions {
  const draft: Draft = {
    image: defaultImage,
    cgroupParent: "/docker/buildx",
    restartPolicy: { name: "unless-stopped", maximumRetryCount: 0 },
    environment: [],
    defaultLoad: false,
    provenanceAddGha: true,
    transport: "auto",
    inherit: "auto",
  };
  for (const [option, value] of Object.entries(options)) {
    if (option.startsWith("env.")) draft.environment.push(environmentEntry(option, value));
    else setterOf(option)(draft, value, option);
  }
  return endingByItself(draft, options["restart-policy"]);
}

/** What ends by itself is not to be started again for that, but still is after a crash. */
function endingByItself(draft: Draft, policy: string | undefined): ContainerOptions {
  const option = draft.ephemeral ? "ephemeral" : "idle-timeout";
  if (!draft.ephemeral && draft.idleTimeout === undefined) return draft;
  if (policy && (draft.ephemeral || /^(always|unless-stopped)/.test(policy))) {
    throw new SlipwayError(
      "invalid-argument",
      `the driver options restart-policy=${policy} and ${option} cannot be used together`,
      { hint: "the engine would start again what is meant to end" },
    );
  }
  if (draft.ephemeral) return { ...draft, restartPolicy: { name: "no", maximumRetryCount: 0 } };
  return policy ? draft : { ...draft, restartPolicy: { name: "on-failure", maximumRetryCount: 0 } };
}

function setterOf(option: string): (draft: Draft, value: string, option: string) => void {
  const setter = Object.hasOwn(setters, option) ? setters[option] : undefined;
  if (setter !== undefined) return setter;
  throw new SlipwayError("invalid-argument", `invalid driver option ${option} for docker-container driver`, {
    hint: `the options are ${Object.keys(setters).join(", ")} and env.NAME`,
  });
}

function environmentEntry(option: string, value: string): string {
  const name = option.slice("env.".length);
  if (name !== "") return `${name}=${value}`;
  throw new SlipwayError("invalid-argument", `invalid env option ${quoteGo(option)}, expecting env.FOO=bar`);
}

function bytes(option: string, value: string): number {
  try {
    return parseSize(value);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw invalid(option, value, reason, error, "give bytes, or a number with a unit: 512m, 2g");
  }
}

function integer(option: string, value: string): number {
  const number = /^[+-]?\d+$/.test(value) ? Number(value) : Number.NaN;
  if (Number.isSafeInteger(number)) return number;
  throw invalid(option, value, "not an integer");
}

/** Whole seconds, one at least. */
function seconds(option: string, value: string): number {
  const hint = "give a time of a second or more: 90s, 30m, 2h";
  try {
    const found = parseDuration(value) / 1000;
    if (found >= 1) return Math.round(found);
  } catch (error) {
    throw invalid(option, value, error instanceof Error ? error.message : String(error), error, hint);
  }
  throw invalid(option, value, "too short", undefined, hint);
}

function boolean(option: string, value: string): boolean {
  const parsed = parseGoBool(value);
  if (parsed !== undefined) return parsed;
  throw invalid(option, value, "not a boolean", undefined, "give true or false");
}

function transport(option: string, value: string): ContainerOptions["transport"] {
  if (value === "auto" || value === "direct" || value === "exec") return value;
  throw invalid(option, value, "no such transport", undefined, "give auto, direct or exec");
}

function inherit(option: string, value: string): ContainerOptions["inherit"] {
  if (value === "auto" || value === "on" || value === "off") return value;
  throw invalid(option, value, "no such inheritance", undefined, "give auto, on or off");
}

function restartPolicy(option: string, value: string): RestartPolicy {
  const [, name = "", , count = ""] = /^([^:]*)(:(.*))?$/s.exec(value) ?? [];
  if (name === "" && value !== "") {
    throw invalid(option, value, "invalid restart policy format: no policy provided before colon");
  }
  if (count !== "" && !/^[+-]?\d+$/.test(count)) {
    throw invalid(option, value, "invalid restart policy format: maximum retry count must be an integer");
  }
  return { name, maximumRetryCount: Number(count) };
}

function invalid(
  option: string,
  value: string,
  reason: string,
  cause?: unknown,
  hint?: string,
): SlipwayError {
  return new SlipwayError(
    "invalid-argument",
    `invalid value ${quoteGo(value)} for driver option ${option}: ${reason}`,
    { details: { option, value }, cause, ...(hint ? { hint } : {}) },
  );
}
