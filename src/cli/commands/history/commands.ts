import { type Command, defineCommand, defineGroup, noArguments } from "../../command/command.js";
import {
  attachmentFlags,
  explainFlags,
  exportFlags,
  importFlags,
  inspectFlags,
  logsFlags,
  lsFlags,
  rmFlags,
  traceFlags,
} from "./flags.js";

/** For commands that take a reference or none. */
const oneReference = { max: 1, plain: true };

const explainCommand = defineCommand({
  name: "explain",
  summary: "Say why the steps of a build ran that the cache did not have",
  synopsis: "[OPTIONS] [REF]",
  args: oneReference,
  usesBuilder: true,
  flags: explainFlags,
  async run(context, flags, [ref = ""]) {
    const { runExplain } = await import("./run-explain.js");
    return runExplain(context, flags, ref);
  },
});

const exportCommand = defineCommand({
  name: "export",
  summary: "Export build records into Docker Desktop bundle",
  synopsis: "[OPTIONS] [REF...]",
  args: {},
  usesBuilder: true,
  flags: exportFlags,
  async run(context, flags, refs) {
    const { runExport } = await import("./run-export.js");
    return runExport(context, flags, refs);
  },
});

const importCommand = defineCommand({
  name: "import",
  summary: "Import build records into Docker Desktop",
  synopsis: "[OPTIONS] -",
  args: { max: 0, plain: true },
  usesBuilder: true,
  flags: importFlags,
  async run(context, flags) {
    const { runImport } = await import("./run-import.js");
    return runImport(context, flags);
  },
});

const attachmentCommand = defineCommand({
  name: "attachment",
  summary: "Inspect a build record attachment",
  synopsis: "[OPTIONS] [REF [DIGEST]]",
  args: { max: 2, plain: true },
  usesBuilder: true,
  flags: attachmentFlags,
  async run(context, flags, [ref = "", digest]) {
    const { runAttachment } = await import("./run-attachment.js");
    return runAttachment(context, flags, ref, digest);
  },
});

const inspectCommand = defineCommand({
  name: "inspect",
  summary: "Inspect a build record",
  synopsis: "[OPTIONS] [REF]",
  args: oneReference,
  usesBuilder: true,
  flags: inspectFlags,
  commands: [attachmentCommand],
  async run(context, flags, [ref = ""]) {
    const { runInspect } = await import("./run-inspect.js");
    return runInspect(context, flags, ref);
  },
});

const logsCommand = defineCommand({
  name: "logs",
  summary: "Print the logs of a build record",
  synopsis: "[OPTIONS] [REF]",
  args: oneReference,
  usesBuilder: true,
  flags: logsFlags,
  async run(context, flags, [ref = ""]) {
    const { runLogs } = await import("./run-logs.js");
    return runLogs(context, flags, ref);
  },
});

const lsCommand = defineCommand({
  name: "ls",
  summary: "List build records",
  synopsis: "[OPTIONS]",
  args: noArguments,
  usesBuilder: true,
  flags: lsFlags,
  async run(context, flags) {
    const { runHistoryLs } = await import("./run-ls.js");
    return runHistoryLs(context, flags);
  },
});

const openCommand = defineCommand({
  name: "open",
  summary: "Open a build record in Docker Desktop, or in the build view",
  synopsis: "[OPTIONS] [REF]",
  args: oneReference,
  usesBuilder: true,
  flags: {},
  async run(context, _flags, [ref = ""]) {
    const { runOpen } = await import("./run-open.js");
    return runOpen(context, ref);
  },
});

const rmCommand = defineCommand({
  name: "rm",
  summary: "Remove build records",
  synopsis: "[OPTIONS] [REF...]",
  args: {},
  usesBuilder: true,
  flags: rmFlags,
  async run(context, flags, refs) {
    const { runHistoryRm } = await import("./run-rm.js");
    return runHistoryRm(context, flags, refs);
  },
});

const traceCommand = defineCommand({
  name: "trace",
  summary: "Show the OpenTelemetry trace of a build record",
  synopsis: "[OPTIONS] [REF]",
  args: oneReference,
  usesBuilder: true,
  flags: traceFlags,
  async run(context, flags, [ref = ""]) {
    const { runTrace } = await import("./run-trace.js");
    return runTrace(context, flags, ref);
  },
});

/** `history`: what the daemons remember of builds. */
export const historyCommand: Command = defineGroup({
  name: "history",
  summary: "Commands to work on build records",
  commands: [
    explainCommand,
    exportCommand,
    importCommand,
    inspectCommand,
    logsCommand,
    lsCommand,
    openCommand,
    rmCommand,
    traceCommand,
  ],
});
