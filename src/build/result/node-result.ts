/** What one node's solve gave. */
export interface NodeResult {
  /** The exporters' flat answer. */
  readonly response: Readonly<Record<string, string>>;
  /** Metadata of the frontend's result. */
  readonly frontendMetadata: Readonly<Record<string, Uint8Array>>;
  /** `<builder>/<node>/<id>`. */
  readonly ref: string;
  readonly nodeName: string;
  /** Output of a `--call`. */
  readonly call?: { readonly output: string; readonly status: number };
}
