/** A blob as a store knows it. */
export interface ContentInfo {
  /** `algorithm:hex`. */
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A blob open for reading. */
export interface ContentReader {
  /** Bytes. */
  readonly size: number;
  /** Fills the views one after the other from `position` on; rejects when the blob ends before they are full. */
  read(views: readonly Uint8Array[], position: number): Promise<void>;
  /** Lets go of the blob. */
  close(): Promise<void>;
}

/** A write that is under way or was broken off. */
export interface IngestStatus {
  /** The writer's name for the write. */
  readonly ref: string;
  /** Bytes written so far. */
  readonly offset: number;
  /** Bytes expected in all; 0 when unknown. */
  readonly total: number;
  readonly startedAt: Date;
  readonly updatedAt: Date;
}

/** The one writer of a ref. Calls must not overlap. */
export interface ContentWriter {
  readonly status: IngestStatus;
  /** The digest of what was written so far. */
  digest(): string;
  /** Appends. */
  write(data: Uint8Array): Promise<void>;
  /** Starts over. */
  truncate(): Promise<void>;
  /**
   * Makes the content a blob. `size` 0 and `expected` empty are not checked.
   *
   * @throws GrpcError FailedPrecondition when size or digest differ, AlreadyExists when the blob is there
   */
  commit(size: number, expected: string): Promise<void>;
  /** Lets go of the ref; what was written stays and can be continued. Does nothing after a commit. */
  close(): Promise<void>;
}

/** Takes new blobs. */
export interface ContentIngest {
  /**
   * Begins or continues the write named `ref`.
   *
   * @throws GrpcError Unavailable when another writer has the ref, AlreadyExists when `expected` is there already
   */
  writer(ref: string, total: number, expected: string): Promise<ContentWriter>;
  /** @throws GrpcError NotFound */
  status(ref: string): Promise<IngestStatus>;
  /** Every write that is under way or was broken off. */
  statuses(): Promise<readonly IngestStatus[]>;
  /** Drops what was written. @throws GrpcError NotFound */
  abort(ref: string): Promise<void>;
  /** Deletes a blob. @throws GrpcError NotFound */
  delete(digest: string): Promise<void>;
  /** What was brought is referred to now, and stays. */
  keep?(): void;
  /** Ends the use: what was brought and is not to be kept goes. */
  close?(): void;
}

/**
 * Blobs by digest: a directory, or anything else that can produce them. Digests given to a store are well-formed; the
 * service has checked them.
 */
export interface ContentStore {
  /** @throws GrpcError NotFound */
  info(digest: string): Promise<ContentInfo>;
  /** @throws GrpcError NotFound */
  open(digest: string): Promise<ContentReader>;
  /** Every blob of the store. */
  list(): AsyncIterable<ContentInfo>;
  /** Absent when the daemon may only read. */
  readonly ingest?: ContentIngest;
}
