/** A request without what all have in common. */
export interface HttpInit {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Content whose length is in the headers if it is not in one piece. */
  readonly body?: Uint8Array | string | AsyncIterable<Uint8Array> | undefined;
  readonly signal: AbortSignal;
}

/** An answer, as far as registries need it; a Response of fetch is one. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: { get(name: string): string | null; has(name: string): boolean };
  /** To be read, or given to {@link discardBody}; null for none. */
  readonly body: AsyncIterable<Uint8Array> | null;
}

/** Sends a request without following redirects. Rejects with what the connection failed with. */
export type Fetch = (url: URL, init: HttpInit) => Promise<HttpAnswer>;

/** The most that is read of what nobody wants, so that its connection can be used again, bytes. */
const discardLimit = 64 * 1024;

/** Lets go of an answer whose content is of no interest. */
export function discardBody({ body }: HttpAnswer): void {
  if (body !== null) void drain(body).catch(() => undefined);
}

async function drain(body: AsyncIterable<Uint8Array>): Promise<void> {
  let length = 0;
  for await (const chunk of body) {
    length += chunk.byteLength;
    if (length > discardLimit) return;
  }
}
