import type { SlipwayError } from "../../../errors/index.js";

/** Who is told what of writing into a layout. */
export interface LayoutWatch {
  /** Told of what cannot be written, of which the daemon only gets the text. */
  readonly onFailure?: ((error: SlipwayError) => void) | undefined;
  /** Told of bytes that came. */
  readonly onReceived?: ((bytes: number) => void) | undefined;
}
