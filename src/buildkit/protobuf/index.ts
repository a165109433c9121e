export { create } from "./create.js";
export { fromBinary } from "./decode.js";
export { lengthDelimitedPrefix, toBinary } from "./encode.js";
export { DescMessage, type MessageInitShape, type MessageShape } from "./schema.js";
export type { DescMethod } from "./service.js";
export { timestampFromDate } from "./timestamp.js";
