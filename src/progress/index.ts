export {
  type BuildStream,
  type BuildStreamOptions,
  BuildStreams,
} from "./build-streams.js";
export { type Clock, systemClock, toUnixMillis, toUnixNanos } from "./clock.js";
export { type CreateDisplayOptions, createDisplay } from "./create-display.js";
export type { Display, DisplayStream, FinishedProgress } from "./display.js";
export type * from "./events/build-event.js";
export { EventFeed } from "./events/event-feed.js";
export { formatAge } from "./format/age.js";
export { formatBytesSize, formatHumanSize, formatProgressBytes } from "./format/size.js";
export { type PlainDisplayOptions, plainDisplay } from "./plain/plain-display.js";
export { type ProgressMode, parseProgressMode, quietProgressMode } from "./progress-mode.js";
export { quietDisplay } from "./quiet-display.js";
export { formatRawJson } from "./raw-json.js";
export { rawJsonDisplay } from "./rawjson-display.js";
export { reportVertex, type StepReporter } from "./report-vertex.js";
export { formatSourceSnippet } from "./source-snippet.js";
export type * from "./status.js";
export { type TtyDisplayOptions, ttyDisplay } from "./tty/tty-display.js";
export { distinctWarnings, type PrintWarningsOptions, printWarnings } from "./warnings.js";
