/**
 * Imports run downward only. Each room may import itself and the rooms below it in this list.
 */
const rooms = [
  "cli",
  "api",
  "dap",
  "bake",
  "web",
  "explain",
  "mounts",
  "build",
  "history",
  "imagetools",
  "doctor",
  "builder",
  "load",
  "driver",
  "buildkit",
  "engine",
  "progress",
  "oci",
  "kube",
  "util",
  "errors",
];
const pathOf = (room) => (room === "api" ? "^src/index\\.ts$" : `^src/${room}/`);

const upward = rooms.slice(1).map((room, index) => ({
  name: `${room}-imports-downward-only`,
  severity: "error",
  from: { path: pathOf(room) },
  to: { path: rooms.slice(0, index + 1).map(pathOf) },
}));

module.exports = {
  forbidden: [
    ...upward,
    {
      name: "cli-uses-the-public-api-only",
      comment:
        "The command is one user of the library: beside small leaves it knows the public API, and the entries of bake and progress.",
      severity: "error",
      from: { path: "^src/cli/", pathNot: "\\.test\\.ts$" },
      to: { path: "^src/", pathNot: "^src/((index|bake/index|progress/index)\\.ts$|(cli|errors|util)/)" },
    },
    { name: "no-circular", severity: "error", from: { path: "^src/" }, to: { circular: true } },
    {
      name: "page-takes-nothing-of-the-server",
      comment: "The page of the build view runs in a browser: it knows the contract and itself.",
      severity: "error",
      from: { path: "^src/web/page/" },
      to: { path: "^src/", pathNot: "^src/web/(?:page|contract)/" },
    },
    {
      name: "no-test-code-in-source",
      severity: "error",
      from: { path: "^src/", pathNot: "\\.test\\.ts$" },
      to: { path: ["^test/", "\\.test\\.ts$"] },
    },
    {
      name: "no-undeclared-package",
      severity: "error",
      // What the page of the build view uses is bundled into it.
      from: { path: "^src/", pathNot: "\\.test\\.ts$|^src/web/page/" },
      // An optional peer is a development dependency, too.
      to: { dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"], dependencyTypesNot: ["npm-peer"] },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default"] },
  },
};
