// @ts-check
import { writeFileSync } from "node:fs";

/**
 * @typedef {object} TestReport
 * @property {number} passed
 * @property {number} failed tests that failed, and files and hooks that broke outside any test
 * @property {{ name: string, reason: string }[]} skipped
 */

/** A vitest reporter that writes a {@link TestReport} to `$SLIPWAY_TEST_REPORT` for scripts/test.mjs. */
export default class ReportWriter {
  /**
   * @param {readonly import("vitest/node").TestModule[]} modules
   * @param {readonly unknown[]} unhandledErrors
   */
  onTestRunEnd(modules, unhandledErrors) {
    /** @type {TestReport} */
    const report = { passed: 0, failed: unhandledErrors.length, skipped: [] };
    for (const module of modules) {
      let failedInModule = 0;
      for (const test of module.children.allTests()) {
        const result = test.result();
        if (result.state === "passed") report.passed++;
        else if (result.state === "failed") failedInModule++;
        else {
          const reason = ("note" in result && result.note) || "it is marked as skipped";
          report.skipped.push({ name: `${module.relativeModuleId} > ${test.fullName}`, reason });
        }
      }
      const brokeOutsideTests = module.state() === "failed" && failedInModule === 0;
      report.failed += failedInModule + (brokeOutsideTests ? 1 : 0);
    }
    const file = process.env.SLIPWAY_TEST_REPORT;
    if (file) writeFileSync(file, JSON.stringify(report));
  }
}
