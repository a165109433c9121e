export { diagnose } from "./diagnose.js";
export type { DoctorArea, Finding } from "./findings/types.js";
