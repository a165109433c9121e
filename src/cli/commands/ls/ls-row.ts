import type { BuilderInfo, BuilderNode } from "../../../index.js";
import { TemplateStruct } from "../../template/template-struct.js";
import { builderJson, formatTime, nodeStatus } from "./builder-json.js";
import { formatPlatforms, platformsOf, summarizePlatforms } from "./platform-list.js";

/** Headers of the columns, by field. */
export const lsHeaders: Readonly<Record<string, string>> = {
  Name: "NAME/NODE",
  DriverEndpoint: "DRIVER/ENDPOINT",
  LastActivity: "LAST ACTIVITY",
  Status: "STATUS",
  Buildkit: "BUILDKIT",
  Platforms: "PLATFORMS",
};

/** How rows are shown. */
export interface LsRowOptions {
  /** Nodes are indented under their builder and the current builder has a star. */
  readonly table: boolean;
  /** Platforms in full. */
  readonly noTrunc: boolean;
  /** Shown as the status of a node that has not answered. */
  readonly unanswered: string;
}

const INDENT = " \\_ ";

/** A line of `ls`: a builder or, below it, one of its nodes. */
export class LsRow extends TemplateStruct {
  readonly typeName = "*commands.lsContext";
  protected readonly fields: Readonly<Record<string, () => unknown>>;

  constructor(
    private readonly builder: BuilderInfo,
    node: BuilderNode | undefined,
    options: LsRowOptions,
  ) {
    super();
    this.fields = node === undefined ? builderFields(builder, options) : nodeFields(node, options);
  }

  toJSON(): unknown {
    return builderJson(this.builder);
  }
}

function builderFields(builder: BuilderInfo, { table }: LsRowOptions): Record<string, () => string> {
  return {
    Name: () => builder.name + (table && builder.current ? "*" : ""),
    DriverEndpoint: () => builder.driver,
    LastActivity: () => formatTime(builder.lastActivity),
    Status: () => (builder.error === undefined ? "" : "error"),
    Buildkit: () => "",
    Platforms: () => "",
    Error: () => builder.error?.message ?? "",
  };
}

function nodeFields(
  node: BuilderNode,
  { table, noTrunc, unanswered }: LsRowOptions,
): Record<string, () => string> {
  const indent = table ? INDENT : "";
  const platforms = () => platformsOf(node);
  return {
    Name: () => indent + node.name,
    DriverEndpoint: () => indent + node.endpoint,
    LastActivity: () => "",
    Status: () => nodeStatus(node) || unanswered,
    Buildkit: () => node.details?.version ?? "",
    Platforms: () => (table && !noTrunc ? summarizePlatforms(platforms()) : formatPlatforms(platforms())),
    Error: () => node.error?.message ?? "",
  };
}
