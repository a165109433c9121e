import type { Orphan } from "../../index.js";
import { formatAge, formatHumanSize } from "../../progress/index.js";
import { TemplateStruct } from "../template/template-struct.js";

/** The columns of orphans. */
export const orphanTable =
  "table {{.Kind}}\\t{{.Name}}\\t{{.Endpoint}}\\t{{.Size}}\\t{{.LastUsed}}\\t{{.InUse}}";

/** Headers of the columns, by field. */
export const orphanHeaders: Readonly<Record<string, string>> = {
  Kind: "KIND",
  Name: "NAME",
  Endpoint: "ENDPOINT",
  Size: "SIZE",
  LastUsed: "LAST USED",
  InUse: "IN USE",
};

/** A line of `ls --orphans`. */
export class OrphanRow extends TemplateStruct {
  readonly typeName = "*commands.orphanContext";
  protected readonly fields: Readonly<Record<string, () => unknown>>;

  /** @param now milliseconds since 1970, for ages */
  constructor(
    private readonly orphan: Orphan,
    now: number,
  ) {
    super();
    this.fields = {
      Kind: () => orphan.kind,
      Name: () => orphan.name,
      Endpoint: () => orphan.host ?? "",
      Size: () => sizeText(orphan),
      LastUsed: () => lastUseText(orphan, now),
      InUse: () => orphan.inUse ?? "",
    };
  }

  toJSON(): unknown {
    const { kind, name, node, host, size, lastUsed, inUse } = this.orphan;
    return {
      Kind: kind,
      Name: name,
      Node: node,
      Endpoint: host,
      Size: size,
      LastUsed: lastUsed?.toISOString().replace(/\.\d+Z$/, "Z"),
      InUse: inUse,
    };
  }
}

/** One orphan in a question: what it is, its size and when it was used last. */
export function orphanLine(orphan: Orphan, now: number): string {
  const used = lastUseText(orphan, now);
  const facts = [sizeText(orphan), used && `last used ${used}`].filter((fact) => fact !== "");
  return `${orphan.kind} ${orphan.name}${facts.length > 0 ? ` (${facts.join(", ")})` : ""}`;
}

function sizeText({ kind, size }: Orphan): string {
  if (size !== undefined) return formatHumanSize(size);
  return kind === "volume" ? "unknown size" : "";
}

function lastUseText({ lastUsed }: Orphan, now: number): string {
  return lastUsed === undefined ? "" : `${formatAge(now - lastUsed.getTime())} ago`;
}
