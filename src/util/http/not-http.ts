/** What came over a connection and is no answer of an HTTP server. */
export class NotHttp extends Error {
  override readonly name = "NotHttp";
  /** What came. */
  readonly received: Uint8Array;

  constructor(message: string, received: Uint8Array) {
    super(message);
    this.received = received;
  }
}
