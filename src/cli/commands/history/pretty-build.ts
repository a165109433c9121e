import type { BuildDetails, BuildFailureDetails, NamedValue } from "../../../index.js";
import { formatFixed } from "../../../progress/index.js";
import { formatLocalTime } from "../../../util/rfc3339.js";
import { alignColumns, tabColumns } from "../../table/align-columns.js";
import { safeLines, safeText } from "../../table/safe-text.js";
import { formatBuildTime } from "./build-time.js";
import { configLines } from "./config-lines.js";
import { grpcCodeName } from "./grpc-code-name.js";
import { snippetText } from "./inspect-json.js";

/** How {@link prettyBuild} shows a build. */
export interface PrettyBuildOptions {
  /** Name the build, since the user did not. */
  readonly ref: boolean;
  /** Show where in the daemon's code an error came from. */
  readonly debug: boolean;
}

/** A build as `history inspect` shows it: sections of aligned lines, and an empty line after each. */
export function prettyBuild(build: BuildDetails, options: PrettyBuildOptions): string {
  return [
    section(identityLines(build, options)),
    table("NAMED CONTEXT", build.namedContexts),
    section(courseLines(build)),
    section(configLines(build.config)),
    table("BUILD ARG", build.buildArgs),
    table("LABEL", build.labels),
    materialTable(build),
    attachmentTable(build),
    build.problems.map((problem) => `Could not be read: ${safeText(problem)}\n`).join(""),
    build.problems.length > 0 ? "\n" : "",
    failureBlocks(build.failure, options),
    `Print build logs: docker buildx history logs ${safeText(build.ref)}\n`,
    `View build in Docker Desktop: ${safeText(build.desktopUrl)}\n`,
  ].join("");
}

type Line = readonly [label: string, value: string];

function identityLines(build: BuildDetails, { ref }: PrettyBuildOptions): Line[] {
  const lines: Line[] = [
    ["Name", build.name],
    ["Ref", ref ? build.ref : ""],
    ["Context", build.context],
    ["Dockerfile", build.dockerfile],
    ["VCS Repository", build.vcsRepository],
    ["VCS Revision", build.vcsRevision],
    ["Target", build.target],
    ["Platforms", build.platforms.join(", ")],
    ["Keep Git Dir", build.keepGitDir ? "true" : ""],
  ];
  return lines.filter(([, value]) => value !== "");
}

function courseLines({ createdAt, duration, status, error, steps }: BuildDetails): Line[] {
  const time = duration === undefined ? "" : formatBuildTime(duration);
  const ends: Line[] =
    status === "canceled"
      ? [["Status", "Canceled"]]
      : error === undefined
        ? []
        : [["Error", `${grpcCodeName(error.grpcCode)} ${error.message}`]];
  const cached = steps.total === 0 ? "NaN" : formatFixed((steps.cached / steps.total) * 100, 0);
  return [
    ["Started", formatLocalTime(createdAt)],
    ["Duration", `${time}${status === "running" ? " (running)" : ""}`],
    ...ends,
    ["Build Steps", `${steps.completed}/${steps.total} (${cached}% cached)`],
  ];
}

function section(lines: readonly Line[]): string {
  return `${aligned(lines.map(([label, value]) => [`${safeText(label)}:`, value]))}\n`;
}

function table(title: string, values: readonly NamedValue[]): string {
  if (values.length === 0) return "";
  return `${aligned([[title, "VALUE"], ...values.map(({ name, value }) => [name, value])])}\n`;
}

function materialTable({ materials }: BuildDetails): string {
  if (materials.length === 0) return "";
  const rows = materials.map(({ uri, digests }) => [uri, digests.join(", ")]);
  return `Materials:\n${aligned([["URI", "DIGEST"], ...rows])}\n`;
}

function attachmentTable({ attachments }: BuildDetails): string {
  if (attachments.length === 0) return "";
  const rows = attachments.map(({ digest, platform = "", type }) => [digest, platform, type]);
  return `Attachments:\n${aligned([["DIGEST", "PLATFORM", "TYPE"], ...rows])}\n`;
}

function aligned(rows: readonly (readonly string[])[]): string {
  return alignColumns(rows.map((cells) => `${cells.map(safeText).join("\t")}\n`).join(""), tabColumns);
}

function failureBlocks(failure: BuildFailureDetails | undefined, { debug }: PrettyBuildOptions): string {
  if (failure === undefined) return "";
  const { step = "", log, stack } = failure;
  const output = log.map((line) => `> ${safeLines(line)}\n`).join("");
  return [
    safeLines(snippetText(failure)),
    log.length === 0 ? "" : `Logs:\n> => ${safeText(step)}:\n${output}\n`,
    stack === "" ? "" : debug ? `\n${safeLines(stack)}\n` : "Enable --debug to see stack traces for error\n",
  ].join("");
}
