/** What the reference says of a command beyond its definition. */
export interface CommandNotes {
  readonly description: string;
  /** A `$ ` line with what it prints, `...` for any text; the tests run it. */
  readonly example: string;
  /** Default: 0, 1 and 130 with their usual meaning. */
  readonly exitStatus?: string;
}

/** By command. */
export const commandNotes: Readonly<Record<string, CommandNotes>> = {
  build: {
    description: "Builds a Dockerfile on a builder, which is booted when it does not run.",
    example:
      "$ slipway create --name ref-build\nref-build\n$ slipway build --quiet --builder ref-build examples/hello\n...\n$ slipway rm ref-build\nref-build removed",
    exitStatus:
      "0 when all went well, 1 for an error, 100 and 102 for an internal error and exhausted resources of the daemon, 130 when it was cancelled.",
  },
  completion: {
    description: "Prints a script that completes commands, flags, their values and the names of builders.",
    example: "$ slipway completion bash | head -1\n# bash completion for slipway. ...",
  },
  create: {
    description: "Makes a builder, or adds, changes or takes away one of its nodes.",
    example: "$ slipway create --name ref-create\nref-create\n$ slipway rm ref-create\nref-create removed",
  },
  "dial-stdio": {
    description:
      "Makes standard input and output a connection to the gRPC socket of a builder's daemon, which is booted when it does not run.",
    example: "$ slipway dial-stdio --platform x/y/z/z\nERROR: invalid platform ...",
  },
  du: {
    description:
      "Lists what the cache of a builder holds. Boots nothing: a builder that does not run is an error.",
    example:
      "$ slipway create --name ref-du --bootstrap\n...\n$ slipway --builder ref-du du\nID RECLAIMABLE SIZE LAST ACCESSED\n...\n$ slipway rm ref-du\nref-du removed",
  },
  inspect: {
    description: "Shows a builder with its nodes, and what their daemons can do where they run.",
    example:
      "$ slipway create --name ref-inspect\nref-inspect\n$ slipway inspect ref-inspect\nName: ref-inspect\n...\n$ slipway rm ref-inspect\nref-inspect removed",
  },
  "install-plugin": {
    description: "Makes `docker buildx` run this program, in the user's directory of Docker plugins.",
    example: "$ slipway install-plugin\n...\n$ slipway uninstall-plugin\n...",
  },
  ls: {
    description: "Lists the builders with their nodes. What cannot be loaded is told below the table.",
    example: "$ slipway ls\nNAME/NODE DRIVER/ENDPOINT STATUS BUILDKIT PLATFORMS\n...",
  },
  prune: {
    description:
      "Removes cache that no build is using, after asking. Boots nothing: a builder that does not run is an error.",
    example:
      "$ slipway create --name ref-prune --bootstrap\n...\n$ slipway --builder ref-prune prune --force\n...\n$ slipway rm ref-prune\nref-prune removed",
  },
  rm: {
    description:
      "Removes builders: their containers, their volumes unless told otherwise, and their records.",
    example: "$ slipway create --name ref-rm\nref-rm\n$ slipway rm ref-rm\nref-rm removed",
  },
  stop: {
    description: "Stops the nodes of a builder. Their cache stays, and the next build boots them again.",
    example:
      "$ slipway create --name ref-stop --bootstrap\n...\n$ slipway stop ref-stop\n$ slipway rm ref-stop\nref-stop removed",
  },
  "uninstall-plugin": {
    description: "Undoes `install-plugin` and nothing else.",
    example: "$ slipway install-plugin\n...\n$ slipway uninstall-plugin\n...",
  },
  use: {
    description: "Selects the builder that is used when none is named.",
    example:
      "$ slipway create --name ref-use\nref-use\n$ slipway use ref-use\n$ slipway rm ref-use\nref-use removed",
  },
  version: {
    description: "Prints the version of this program and of the buildx whose behaviour it has.",
    example: "$ slipway version\nslipway ...",
  },
};
