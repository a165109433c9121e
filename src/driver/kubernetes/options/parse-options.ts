import { SlipwayError } from "../../../errors/index.js";
import { parseDuration } from "../../../util/duration.js";
import { parseGoBool } from "../../../util/go-bool.js";
import { quoteGo } from "../../../util/go-quote.js";
import { nearestWord } from "../../../util/nearest-word.js";
import type { Amounts, KubernetesOptions } from "./options.js";
import { canonicalQuantity } from "./quantity.js";
import { parseTolerations } from "./tolerations.js";

const image = "moby/buildkit:buildx-stable-1";
const qemuImage = "tonistiigi/binfmt:latest";
const timeout = 120_000;
const maxReplicas = 2 ** 31 - 1;
const platformAnnotation = "buildx.docker.com/platform";

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
type Draft = Mutable<Omit<KubernetesOptions, "image" | "environment" | "requests" | "limits">> & {
  image: string | undefined;
  rootlessGiven: boolean;
  qemuInstall: boolean;
  qemu: string;
  environment: { name: string; value: string }[];
  requests: Mutable<Amounts>;
  limits: Mutable<Amounts>;
};
type Setter = (draft: Draft, value: string, option: string) => void;

const setters: Readonly<Record<string, Setter>> = {
  image: (draft, value) => {
    draft.image = value || undefined;
  },
  namespace: (draft, value) => {
    draft.namespace = value || undefined;
  },
  replicas: (draft, value) => {
    draft.replicas = replicas(value);
  },
  "requests.cpu": amount((draft, value) => {
    draft.requests.cpu = value;
  }),
  "requests.memory": amount((draft, value) => {
    draft.requests.memory = value;
  }),
  "requests.ephemeral-storage": amount((draft, value) => {
    draft.requests["ephemeral-storage"] = value;
  }),
  "limits.cpu": amount((draft, value) => {
    draft.limits.cpu = value;
  }),
  "limits.memory": amount((draft, value) => {
    draft.limits.memory = value;
  }),
  "limits.ephemeral-storage": amount((draft, value) => {
    draft.limits["ephemeral-storage"] = value;
  }),
  "persistent-volume-claim.requests.storage": amount((draft, value) => {
    draft.claim = value;
  }),
  "buildkit-root-volume-memory": amount((draft, value) => {
    draft.rootMemory = value;
  }),
  rootless: (draft, value, option) => {
    draft.rootless = boolean(option, value);
    draft.rootlessGiven = true;
  },
  "qemu.install": (draft, value, option) => {
    draft.qemuInstall = boolean(option, value);
  },
  "qemu.image": (draft, value) => {
    draft.qemu = value || qemuImage;
  },
  serviceaccount: (draft, value) => {
    draft.serviceAccount = value || undefined;
  },
  schedulername: (draft, value) => {
    draft.schedulerName = value || undefined;
  },
  nodeselector: (draft, value) => {
    draft.nodeSelector = pairs("node selector", value);
  },
  annotations: (draft, value) => {
    draft.annotations = unreserved("annotation", platformAnnotation, pairs("annotations", value));
  },
  labels: (draft, value) => {
    draft.labels = unreserved("label", "app", pairs("labels", value));
  },
  tolerations: (draft, value) => {
    draft.tolerations = parseTolerations(value.replace(/^"+|"+$/g, ""));
  },
  loadbalance: (draft, value) => {
    if (value !== "sticky" && value !== "random") {
      throw invalid(`invalid loadbalance ${quoteGo(value)}`, "loadbalance is sticky or random");
    }
    draft.loadBalance = value;
  },
  timeout: (draft, value) => {
    draft.timeout = duration(value);
    draft.patient = true;
  },
  "default-load": (draft, value, option) => {
    draft.defaultLoad = boolean(option, value);
  },
};

/** Reads the options of the kubernetes driver. Throws `invalid-argument` with Buildx's wording. */
export function parseKubernetesOptions(options: Readonly<Record<string, string>>): KubernetesOptions {
  const draft: Draft = {
    image: undefined,
    namespace: undefined,
    replicas: 1,
    requests: {},
    limits: {},
    rootless: false,
    rootlessGiven: false,
    nodeSelector: undefined,
    annotations: {},
    labels: {},
    tolerations: undefined,
    serviceAccount: undefined,
    schedulerName: undefined,
    loadBalance: "sticky",
    qemuImage: undefined,
    qemuInstall: false,
    qemu: qemuImage,
    timeout,
    patient: false,
    claim: undefined,
    rootMemory: undefined,
    environment: [],
    defaultLoad: false,
  };
  for (const [option, value] of Object.entries(options)) {
    if (option.startsWith("env.")) draft.environment.push(environmentEntry(option, value));
    else setterOf(option)(draft, value, option);
  }
  const { rootlessGiven, qemuInstall, qemu, ...rest } = draft;
  return {
    ...rest,
    image: draft.image ?? (rootlessGiven ? `${image}-rootless` : image),
    qemuImage: qemuInstall ? qemu : undefined,
  };
}

function setterOf(option: string): Setter {
  const setter = Object.hasOwn(setters, option) ? setters[option] : undefined;
  if (setter !== undefined) return setter;
  const near = nearestWord(option, Object.keys(setters));
  throw invalid(
    `invalid driver option ${option} for driver kubernetes`,
    near === undefined
      ? `the options are ${Object.keys(setters).join(", ")} and env.NAME`
      : `is ${near} meant?`,
  );
}

function amount(set: (draft: Draft, value: string) => void): Setter {
  return (draft, value, option) => {
    const read = canonicalQuantity(value);
    if ("problem" in read)
      throw invalid(read.problem, `${option} is an amount such as 500m, 2 or 4Gi, not ${quoteGo(value)}`);
    set(draft, read.quantity);
  };
}

function replicas(value: string): number {
  const problem = (what: string) =>
    invalid(
      `strconv.ParseInt: parsing ${quoteGo(value)}: ${what}`,
      "replicas is a number of pods, 1 or more",
    );
  if (!/^[+-]?\d+$/.test(value)) throw problem("invalid syntax");
  const count = Number(value);
  if (Math.abs(count) > maxReplicas) throw problem("value out of range");
  if (count < 1)
    throw invalid(`invalid replicas ${value}: a builder has one pod or more`, "replicas is 1 or more");
  return count;
}

function boolean(option: string, value: string): boolean {
  const parsed = parseGoBool(value);
  if (parsed !== undefined) return parsed;
  throw invalid(`strconv.ParseBool: parsing ${quoteGo(value)}: invalid syntax`, `${option} is true or false`);
}

function duration(value: string): number {
  const hint = "timeout is a duration such as 90s or 5m";
  try {
    const milliseconds = parseDuration(value);
    if (milliseconds >= 0) return milliseconds;
  } catch (reason) {
    throw invalid(`cannot parse timeout: ${SlipwayError.from(reason).message}`, hint);
  }
  throw invalid(`cannot parse timeout: ${value} is negative`, hint);
}

function pairs(what: string, text: string): Readonly<Record<string, string>> {
  const entries = text
    .replace(/^"+|"+$/g, "")
    .split(",")
    .map((pair): readonly [string, string] => {
      const [key, value, more] = pair.split("=");
      if (key !== undefined && value !== undefined && more === undefined) return [key, value];
      throw invalid(
        `cannot parse ${what}: invalid key-value pair: ${pair}`,
        "pairs are written KEY=VALUE,KEY=VALUE; in --driver-opt they need quotes around the whole option",
      );
    });
  return Object.fromEntries(entries);
}

function unreserved(
  what: string,
  reserved: string,
  given: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  if (!Object.hasOwn(given, reserved)) return given;
  throw invalid(
    `the ${what} ${quoteGo(reserved)} is reserved and cannot be customized`,
    "builders are found by it: choose another name",
  );
}

function environmentEntry(option: string, value: string): { name: string; value: string } {
  const name = option.slice("env.".length);
  if (name === "") {
    throw invalid(
      `invalid env option ${quoteGo(option)}, expecting env.FOO=bar`,
      "name the variable after env.",
    );
  }
  return { name, value };
}

function invalid(message: string, hint: string): SlipwayError {
  return new SlipwayError("invalid-argument", message, { hint });
}
