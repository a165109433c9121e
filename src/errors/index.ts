export { canceledError, throwIfCanceled } from "./canceled-error.js";
export type { SlipwayErrorCode } from "./codes.js";
export { isSlipwayError, SlipwayError, type SlipwayErrorOptions } from "./slipway-error.js";
