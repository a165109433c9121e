export { canceledError, throwIfCanceled } from "./canceled-error.js";
export type { SlipwayErrorCode } from "./codes.js";
export { isError } from "./is-error.js";
export {
  brandErrorClass,
  isSlipwayError,
  prefixed,
  SlipwayError,
  type SlipwayErrorChanges,
  type SlipwayErrorOptions,
} from "./slipway-error.js";
export { fileErrorCode, systemErrorText } from "./system-error.js";
export { withCaller } from "./with-caller.js";
