export {
  type BuildStream,
  type BuildStreamOptions,
  BuildStreams,
} from "./build-streams.js";
export { type CreateDisplayOptions, createDisplay } from "./create-display.js";
export type { Display, DisplayStream, FinishedProgress } from "./display/display.js";
export { type ProgressMode, parseProgressMode, quietProgressMode } from "./display/progress-mode.js";
export { formatSourceSnippet } from "./display/source-snippet.js";
export { distinctWarnings, type PrintWarningsOptions, printWarnings } from "./display/warnings.js";
export type * from "./events/build-event.js";
export type * from "./events/build-summary.js";
export { BuildTally } from "./events/build-tally.js";
export { EventFeed } from "./events/event-feed.js";
export { EventMaker } from "./events/event-maker.js";
export { formatAge } from "./format/age.js";
export { formatFixed } from "./format/number.js";
export { formatBytesSize, formatHumanSize, formatProgressBytes } from "./format/size.js";
export { safeTextForTerminal } from "./format/terminal-filter.js";
export { LogFile } from "./log-file.js";
export { type Clock, systemClock, toUnixMillis, toUnixNanos } from "./model/clock.js";
export type * from "./model/status.js";
export { type PlainDisplayOptions, plainDisplay } from "./plain/plain-display.js";
export { quietDisplay } from "./quiet-display.js";
export { formatRawJson } from "./raw-json.js";
export { rawJsonDisplay } from "./rawjson-display.js";
export { reportVertex, type StepReporter } from "./report-vertex.js";
export { teeDisplay } from "./tee-display.js";
export { LiveText, type LiveTextOptions } from "./tty/live-text.js";
export { columnsOf, cutToColumns } from "./tty/text-width.js";
export { type TtyDisplayOptions, ttyDisplay } from "./tty/tty-display.js";
