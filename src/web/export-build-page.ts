import type { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import { contextFields } from "../builder/options/context-options.js";
import { withCaller } from "../errors/index.js";
import { writeOutputFile } from "../history/bundle/bundle-output.js";
import { checkHistoryCall } from "../history/history-door.js";
import type { HistoryOptions } from "../history/index.js";
import { either, fields, name as filled, having, needed } from "../util/options/index.js";

/** Options of exportBuildPage. */
export interface ExportBuildPageOptions extends HistoryOptions {
  /** A path, or a stream, which is ended. */
  readonly output: string | Writable;
}

/** {@link ExportBuildPageOptions}, described. */
export const exportBuildPageOptions = fields<ExportBuildPageOptions>({
  ...contextFields,
  output: needed(either(filled, having<Writable>("a stream to write to", "write", "end"))),
});

/**
 * Writes the view of one build that has ended as a single file of HTML, which needs no server and loads nothing: the end
 * of every step's output, at most 8 MiB, is in it. Values that look like credentials are not. `ref` is a build's id,
 * empty for the newest, `^1` for the one before that.
 *
 * @throws SlipwayError `not-found`, `invalid-argument`, `io-error`, `disk-full`, what booting throws, what a daemon
 * reports.
 */
export async function exportBuildPage(
  builder: string | undefined,
  ref: string,
  options: ExportBuildPageOptions,
): Promise<void> {
  return withCaller(exportBuildPage, async () => {
    checkHistoryCall("exportBuildPage", exportBuildPageOptions, { builder, ref, options });
    const { pageOf } = await import("./export/page-of-build.js");
    const page = await pageOf(builder, ref, options);
    const write = async (stream: Writable) => {
      stream.end(page);
      await finished(stream, { readable: false });
    };
    await (typeof options.output === "string"
      ? writeOutputFile(options.output, write)
      : write(options.output));
  });
}
