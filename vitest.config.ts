import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Where a file system has lost many files at once, making new ones is slow for minutes, for whatever runs next. */
const manyFiles = /build\/files\.test|library\/memory\.test/;

class Sequencer extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const last = ({ moduleId }: TestSpecification) => Number(manyFiles.test(moduleId));
    return (await super.sort(files)).sort((a, b) => last(a) - last(b));
  }
}

/** The part of a room's lines that unit tests must reach, in percent: what they reach today, so that it does not fall. */
const enough = (lines: number) => ({ lines });

/**
 * Unit tests that Windows cannot run: what they test, or test with, are permissions, owners, sockets at paths, named pipes
 * or shell scripts. What Slipway does otherwise on Windows has unit tests that run everywhere.
 */
const posixTests = [
  "src/build/context/git-info.test.ts",
  "src/build/result/result-files.test.ts",
  "src/builder/store/state-directory.test.ts",
  "src/buildkit/session/export/file-send-service.test.ts",
  "src/buildkit/session/filesync/receive/{hostile-sender,receive-directory,round-trip}.test.ts",
  "src/buildkit/session/filesync/send/file-sync-service.test.ts",
  "src/buildkit/session/filesync/tree/byte-names.test.ts",
  "src/buildkit/session/ssh/ssh-service.test.ts",
  "src/cli/commands/{alias/builder-alias,plugin/install-plugin}.test.ts",
  "src/cli/{start/compile-cache,watch-docker-socket}.test.ts",
  "src/engine/credentials/{resolve-credentials,credential-source}.test.ts",
  "src/engine/http/engine-http.test.ts",
  "src/util/{file-lock,replace-file}.test.ts",
];

export default defineConfig({
  test: {
    sequence: { sequencer: Sequencer },
    coverage: {
      provider: "v8",
      include: ["src/**/*.ts"],
      exclude: ["**/*.test.ts", "src/buildkit/gen/**"],
      reporter: ["text-summary", "json-summary"],
      reportsDirectory: ".tmp/coverage",
      reportOnFailure: true,
      thresholds: {
        "src/build/**": enough(90),
        "src/builder/**": enough(90),
        "src/load/**": enough(95),
        "src/oci/**": enough(90),
      },
    },
    projects: [
      // Starting a process for each file would take as long as the tests.
      {
        test: {
          name: "unit",
          include: ["src/**/*.test.ts"],
          exclude: process.platform === "win32" ? posixTests : [],
          testTimeout: 10_000,
          isolate: false,
        },
      },
      {
        test: {
          name: "integration",
          include: ["test/**/*.test.ts"],
          globalSetup: ["test/setup/global-setup.ts"],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          maxWorkers: 2,
        },
      },
    ],
  },
});
