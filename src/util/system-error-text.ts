export { systemErrorText } from "../errors/index.js";
