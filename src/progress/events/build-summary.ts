/** What there was to do in a build, and what it took. */
export interface BuildSummary {
  /**
   * Steps that have ended: those that the Dockerfile numbers, on every platform; of a frontend that numbers none, all but
   * internal ones.
   */
  readonly steps: number;
  /** Those of them whose result came from the cache. */
  readonly cached: number;
  /** Milliseconds from the call to the end. */
  readonly duration: number;
  /** Bytes of files of the contexts that the daemon did not have yet. */
  readonly bytesSent: number;
  /** Bytes of results that came to this machine: files, archives, layers. */
  readonly bytesReceived: number;
}
