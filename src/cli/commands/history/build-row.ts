import type { BuildRecord } from "../../../index.js";
import { formatAge } from "../../../progress/index.js";
import { formatRfc3339 } from "../../../util/rfc3339.js";
import { safeText } from "../../table/safe-text.js";
import { TemplateStruct } from "../../template/template-struct.js";
import { formatBuildTime } from "./build-time.js";

/** Headers of the columns, by field. */
export const buildHeaders: Readonly<Record<string, string>> = {
  Ref: "BUILD ID",
  Name: "NAME",
  Status: "STATUS",
  CreatedAt: "CREATED AT",
  Duration: "DURATION",
  Link: "",
};

/** How rows are shown. */
export interface BuildRowOptions {
  /** Names may be cut, and links are for the eye. */
  readonly table: boolean;
  readonly truncate: boolean;
  readonly terminal: boolean;
  /** Control characters are shown as escapes. */
  readonly safe: boolean;
  /** Milliseconds since 1970, for ages. */
  readonly now: number;
}

/** Bytes of a name in a table. */
const NAME_BYTES = 36;

/** A line of `history ls`. */
export class BuildRow extends TemplateStruct {
  readonly typeName = "*history.lsContext";
  protected readonly fields: Readonly<Record<string, () => unknown>>;
  readonly #build: BuildRecord;

  constructor(build: BuildRecord, options: BuildRowOptions) {
    super();
    this.#build = build;
    const { table, truncate, terminal, now } = options;
    const shown = (text: string) => (options.safe ? safeText(text) : text);
    this.fields = {
      Ref: () => shown(build.ref),
      FullRef: () => shown(fullRef(build)),
      Name: () => shown(table && truncate ? withoutBeginning(build.name) : build.name),
      Status: () => statusWord(build),
      CreatedAt: () => `${formatAge(now - Number(build.createdAt / 1000n) / 1000)} ago`,
      Duration: () => durationText(build),
      Link: () => {
        const url = shown(build.desktopUrl);
        if (!table) return url;
        return terminal ? hyperlink(url, "Open") : "";
      },
    };
  }

  toJSON(): unknown {
    const { name, createdAt, completedAt, steps } = this.#build;
    return {
      ref: fullRef(this.#build),
      name,
      status: statusWord(this.#build),
      created_at: formatRfc3339(createdAt),
      ...(completedAt === undefined ? {} : { completed_at: formatRfc3339(completedAt) }),
      total_steps: steps.total,
      completed_steps: steps.completed,
      cached_steps: steps.cached,
    };
  }
}

function fullRef({ builder, node, ref }: BuildRecord): string {
  return `${builder}/${node}/${ref}`;
}

function statusWord({ completedAt, error }: BuildRecord): string {
  if (completedAt === undefined) return "Running";
  return error === undefined ? "Completed" : "Error";
}

function durationText({ duration, completedAt }: BuildRecord): string {
  if (duration === undefined) return "";
  return `${formatBuildTime(duration)}${completedAt === undefined ? "+" : ""}`;
}

function withoutBeginning(name: string): string {
  const bytes = Buffer.from(name);
  return bytes.length <= NAME_BYTES ? name : `..${bytes.subarray(bytes.length - NAME_BYTES + 2).toString()}`;
}

/** A link in a terminal (https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda). */
function hyperlink(url: string, text: string): string {
  return `\u001b]8;;${url}\u001b\\${text}\u001b]8;;\u001b\\`;
}
