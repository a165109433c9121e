import type { BuildDetails } from "../../../index.js";
import { formatDuration } from "../../../util/duration.js";
import { formatRfc3339 } from "../../../util/rfc3339.js";
import { TemplateStruct } from "../../template/template-struct.js";
import { inspectJson, snippetText } from "./inspect-json.js";

/** Fields of the struct with what each is when nothing was given. */
const FIELDS: Readonly<Record<string, unknown>> = {
  ...texts("Name Ref Context Dockerfile VCSRepository VCSRevision Target Status"),
  ...{ KeepGitDir: false, Error: null },
  ...lists("Platform NamedContexts BuildArgs Labels Materials Attachments Errors"),
};

const CONFIG_FIELDS: Readonly<Record<string, unknown>> = {
  ...texts("Network Hostname CgroupParent ImageResolveMode ShmSize Ulimit Memory MemorySwap CPUShares"),
  ...texts("CPUPeriod CPUQuota CPUSetCPUs CPUSetMems CacheMountNS DockerfileCheckConfig SourceDateEpoch"),
  ...texts("SandboxHostname"),
  ...{ MultiPlatform: false, NoCache: false },
  ...lists("ExtraHosts NoCacheFilter RestRaw"),
};

/** What a template of `history inspect` is carried out on: the fields of the JSON. */
export class InspectStruct extends TemplateStruct {
  readonly typeName: string = "history.inspectOutput";
  protected readonly fields: Readonly<Record<string, () => unknown>>;
  readonly #json: unknown;

  constructor(build: BuildDetails) {
    super();
    const json = inspectJson(build);
    this.#json = json;
    const { failure, duration = 0n, createdAt, completedAt } = build;
    this.fields = thunks({
      ...FIELDS,
      ...structs(json),
      StartedAt: new GoTime(createdAt),
      CompletedAt: completedAt === undefined ? null : new GoTime(completedAt),
      Duration: formatDuration(duration),
      Config: new GoStruct("history.configOutput", { ...CONFIG_FIELDS, ...structs(recordOf(json.Config)) }),
      ...(failure && {
        Error: new GoStruct("history.errorOutput", {
          ...texts("Message Name"),
          ...lists("Logs"),
          Code: 0,
          ...recordOf(json.Error),
          Sources: snippetText(failure),
          Stack: failure.stack,
        }),
      }),
    });
  }

  toJSON(): unknown {
    return this.#json;
  }
}

/** A struct within it. */
class GoStruct extends TemplateStruct {
  protected readonly fields: Readonly<Record<string, () => unknown>>;

  constructor(
    readonly typeName: string,
    private readonly values: Readonly<Record<string, unknown>>,
  ) {
    super();
    this.fields = thunks(values);
  }

  toJSON(): unknown {
    return this.values;
  }
}

/** A time that prints as Go's does. */
class GoTime {
  constructor(private readonly nanos: bigint) {}

  toString(): string {
    const text = formatRfc3339(this.nanos, { local: true });
    const [, date, time, zone = "Z"] = /^(.*)T(.*?)(Z|[+-]\d\d:\d\d)$/.exec(text) ?? [];
    const offset = zone === "Z" ? "+0000" : zone.replace(":", "");
    return `${date} ${time} ${offset} ${zone === "Z" ? "UTC" : offset}`;
  }

  toJSON(): string {
    return formatRfc3339(this.nanos, { local: true });
  }
}

/** Entries of lists are structs too, all of whose fields are there. */
function structs(json: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const kinds: Readonly<Record<string, readonly [type: string, fields: string]>> = {
    Materials: ["history.materialOutput", "URI"],
    Attachments: ["history.attachmentOutput", "Digest Platform Type"],
  };
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) => {
      if (!Array.isArray(value) || typeof value[0] !== "object") return [key, value];
      const [type, fields] = kinds[key] ?? ["history.keyValueOutput", "Name Value"];
      return [key, value.map((entry) => new GoStruct(type, { ...texts(fields), ...recordOf(entry) }))];
    }),
  );
}

function thunks(values: Readonly<Record<string, unknown>>): Record<string, () => unknown> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, () => value]));
}

function texts(names: string): Record<string, string> {
  return Object.fromEntries(names.split(" ").map((name) => [name, ""]));
}

function lists(names: string): Record<string, readonly unknown[]> {
  return Object.fromEntries(names.split(" ").map((name) => [name, []]));
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
