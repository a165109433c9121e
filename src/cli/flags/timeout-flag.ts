import { durationFlag } from "./flag.js";

/** Bounds how long a command waits for nodes to tell their state. */
export const timeoutFlag = durationFlag("Override the default timeout for loading builder status", {
  default: 20_000,
});
