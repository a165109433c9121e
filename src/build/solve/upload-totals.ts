import type { ProgressSink, VertexStatus } from "../../progress/model/status.js";

/**
 * What this side knows of uploads and the daemon does not tell: how much there is to be sent. The daemon reports only
 * what has arrived, under `transferring NAME:`.
 */
export class UploadTotals {
  readonly #wanted = new Map<string, number>();

  /** Notes the bytes of all files of a directory that the daemon has asked for so far. */
  note(directory: string, wanted: number): void {
    this.#wanted.set(`transferring ${directory}:`, wanted);
  }

  /** Hands the daemon's progress on with what is expected of the uploads in it. */
  addTo(sink: ProgressSink): ProgressSink {
    return {
      update: (status) => {
        const { statuses } = status;
        sink.update(
          statuses === undefined ? status : { ...status, statuses: statuses.map((s) => this.#with(s)) },
        );
      },
    };
  }

  #with(status: VertexStatus): VertexStatus {
    const expected = this.#wanted.get(status.id);
    return expected === undefined || status.total > 0 ? status : { ...status, expected };
  }
}
