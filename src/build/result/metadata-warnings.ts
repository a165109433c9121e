import { distinctWarnings } from "../../progress/display/warnings.js";
import type { ProgressSink, SolveStatus, VertexWarning } from "../../progress/model/status.js";
import { warningJson } from "../../progress/raw-json.js";
import { parseGoBool } from "../../util/go-bool.js";

/** Hands progress on and keeps the warnings in it, for the metadata of a build. */
export class MetadataWarnings implements ProgressSink {
  readonly #sink: ProgressSink | undefined;
  readonly #warnings: VertexWarning[] = [];

  constructor(sink: ProgressSink | undefined) {
    this.#sink = sink;
  }

  update(status: SolveStatus): void {
    this.#warnings.push(...(status.warnings ?? []));
    this.#sink?.update(status);
  }

  /** The metadata with `buildx.build.warnings` if `BUILDX_METADATA_WARNINGS` asks for them and there are any. */
  addTo(
    metadata: Readonly<Record<string, unknown>>,
    env: Readonly<Record<string, string | undefined>>,
  ): Readonly<Record<string, unknown>> {
    if (!parseGoBool(env.BUILDX_METADATA_WARNINGS ?? "") || this.#warnings.length === 0) return metadata;
    const warnings = distinctWarnings(this.#warnings).map(warningJson);
    const entries = Object.entries({ ...metadata, "buildx.build.warnings": warnings });
    return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
  }
}
