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
  bake: {
    description:
      "Builds the targets of definitions in HCL, JSON and Compose files together, on one builder: what they share is sent and built once.",
    example:
      '$ printf \'target "default" { tags = ["app:1"] }\' | slipway bake --file - --print\n...\n  "target": {\n...',
  },
  build: {
    description:
      "Builds a Dockerfile on a builder, which is booted when it does not run. With `--ephemeral` it is a builder for this build alone, made like the selected one, and gone with its cache at the end. `--load` of several platforms gives an engine with the classic image store its own; with `--load=all` each platform gets a tag such as `app:1-arm64`, too.",
    example:
      "$ slipway create --name ref-build\nref-build\n$ slipway build --quiet --builder ref-build examples/hello\n...\n$ slipway rm ref-build\nref-build removed",
    exitStatus:
      "0 when all went well, 1 for an error, 100 and 102 for an internal error and exhausted resources of the daemon, 130 when it was cancelled.",
  },
  cache: {
    description:
      "Keeps what is in cache mounts (`RUN --mount=type=cache`) beyond the life of a builder: see [the guide](../cache-mounts.md). Alone it prints its help.",
    example: "$ slipway cache\nCommands to keep cache mounts\n...",
  },
  "cache export": {
    description:
      "Writes what is in a cache mount to a tar archive, exact to owners, times and attributes. The mount is named as in the Dockerfile: by its `id`, or its `target` without one, and with `uid`, `gid` and `mode` where it is created with them. Where the archive is there already, only what changed comes from the builder. Programs of `--image` read the mount: a reference, `docker-daemon://`, `oci-layout://`, or a directory that begins with `.` or `/`.",
    example:
      "$ slipway cache export --mount uid=1000 --output cache.tar\nERROR: a cache mount needs an id: --mount id=...",
  },
  "cache import": {
    description:
      "Makes a cache mount equal to an archive that `cache export` wrote. Only what the builder lacks is sent, and what the archive has not is removed.",
    example: "$ slipway cache import --mount id=npm nowhere.tar\nERROR: there is no archive .../nowhere.tar",
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
  doctor: {
    description:
      "Looks at the engine, the builders and what they depend on: their versions, disks, clocks, names, mirrors, emulators and certificates, the registry logins, the files of the builders, and what is left of builders that are gone. Each finding is a line with a cause and what mends it; `--format json` prints an object for each. Boots nothing, and ends within five seconds, whatever does not answer. `--fix` mends what can be mended without harm, after asking: it removes what is left of builders that are gone, installs missing emulators, and keeps others from reading the logins. With `--force` it does not ask, and removes nothing.",
    example: '$ slipway doctor --format xml\nHint: give text or json\nERROR: invalid format "xml"',
    exitStatus:
      "0 when nothing is wrong, 1 for a finding that was not mended or an error, 130 when it was cancelled.",
  },
  du: {
    description:
      "Lists what the cache of a builder holds. Boots nothing: a builder that does not run is an error. `--all-builders` has a line for each builder instead, and the sum.",
    example:
      "$ slipway create --name ref-du --bootstrap\n...\n$ slipway --builder ref-du du\nID RECLAIMABLE SIZE LAST ACCESSED\n...\n$ slipway rm ref-du\nref-du removed",
  },
  history: {
    description: "Works with what the daemons of a builder remember of its builds. Alone it prints its help.",
    example: "$ slipway history\nCommands to work on build records\n...",
  },
  "history explain": {
    description:
      "Says for each step of a build that the cache did not have why it ran, compared with the last build of the same target: which file, build argument, instruction, image or commit is not what it was. A cause that is not known is called unknown.",
    example:
      "$ slipway create --name ref-explain --bootstrap\n...\n$ slipway build --quiet --explain --builder ref-explain examples/hello\n...\n$ slipway history explain --builder ref-explain\n6 steps ran, 0 cached\n...\n  because no earlier build of the target on ref-explain is known\n...\n$ slipway rm ref-explain\nref-explain removed",
  },
  "history export": {
    description:
      "Writes builds that have ended into one bundle, which Docker Desktop imports: the newest, those that are named, or all that `history ls` lists. Credentials of cache imports and tokens in commands are left out; build arguments are in it. With `--finalize` the trace of a build that has just ended is in it too.",
    example:
      "$ slipway create --name ref-export --bootstrap\n...\n$ slipway build --quiet --builder ref-export examples/hello\n...\n$ slipway history export --builder ref-export --finalize -o hello.dockerbuild\n$ slipway rm ref-export\nref-export removed",
  },
  "history import": {
    description:
      "Hands bundles to Docker Desktop, which has to run, and opens the first build there. Without `--file`, or for `-`, the bundle comes from standard input.",
    example:
      "$ slipway history import --file missing.dockerbuild\nERROR: failed to open file missing.dockerbuild: open missing.dockerbuild: no such file or directory",
  },
  "history inspect": {
    description:
      "Shows a build: what it was told, how it ended, what it was made from and what it left. Without `REF` it is the newest, `^1` the one before that. What the daemon has lost of it is named. `--format` takes `json` or a Go template with the fields of the JSON.",
    example:
      "$ slipway create --name ref-history --bootstrap\n...\n$ slipway build --quiet --builder ref-history examples/hello\n...\n$ slipway history inspect --builder ref-history --format '{{.Name}}: {{.Status}}'\nhello: completed\n$ slipway rm ref-history\nref-history removed",
  },
  "history inspect attachment": {
    description:
      "Prints something that a build has left in its daemon's store, as it is: the first of a type or for a platform, or any blob by its digest.",
    example:
      "$ slipway create --name ref-attachment --bootstrap\n...\n$ slipway build --quiet --builder ref-attachment examples/hello\n...\n$ slipway history inspect attachment --builder ref-attachment --type provenance | head -1\n{\n$ slipway rm ref-attachment\nref-attachment removed",
  },
  "history logs": {
    description:
      "Prints the log of a build on standard error, as the build itself printed it. A build that runs is followed.",
    example:
      "$ slipway create --name ref-logs --bootstrap\n...\n$ slipway build --quiet --builder ref-logs examples/hello\n...\n$ slipway history logs --builder ref-logs\n#1 [internal] load build definition from Dockerfile\n...\n$ slipway rm ref-logs\nref-logs removed",
  },
  "history ls": {
    description:
      "Lists builds, those that run first and at most 50 others of each node. Filters are `status`, `ref` and `repository` with `=` and `!=`, `startedAt` and `completedAt` with `<` and `>` and an age or a time, and `duration` with `<` and `>`; a build has to pass all of them.",
    example:
      "$ slipway create --name ref-list --bootstrap\n...\n$ slipway build --quiet --builder ref-list examples/hello\n...\n$ slipway history ls --builder ref-list --filter status=completed\nBUILD ID NAME STATUS CREATED AT DURATION\n...  hello Completed ...\n...\n$ slipway rm ref-list\nref-list removed",
  },
  "history open": {
    description:
      "Opens a build in Docker Desktop; where that is not installed, in the build view, which ends with Ctrl-C.",
    example: "$ slipway history open a b\nERROR: accepts at most 1 arg(s), received 2",
  },
  "history rm": {
    description:
      "Removes builds from the history, on every node that has them. They are gone for good: a record that was read before comes back with the daemon's next start when Buildx removes it.",
    example:
      "$ slipway create --name ref-remove --bootstrap\n...\n$ slipway build --quiet --builder ref-remove examples/hello\n...\n$ slipway history rm --builder ref-remove --all\n$ slipway history ls --builder ref-remove --format json\n$ slipway rm ref-remove\nref-remove removed",
  },
  "history trace": {
    description:
      "Shows when the daemon did what in a build that has ended: as a picture in text on a terminal, as JSON for Jaeger elsewhere. With `--compare` the other build comes first. A comparison whose output is no terminal, and on a terminal any trace with `--addr`, is served as a page instead, with the JSON below `/api/traces/`, until Ctrl-C.",
    example:
      '$ slipway create --name ref-trace --bootstrap\n...\n$ slipway build --quiet --builder ref-trace examples/hello\n...\n$ slipway history trace --builder ref-trace | head -2\n{\n  "data": [\n$ slipway rm ref-trace\nref-trace removed',
  },
  imagetools: {
    description:
      "Works on images in registries and OCI layouts, without a daemon: see [the guide](../imagetools.md).",
    example: "$ slipway imagetools inspect --raw oci-layout://nowhere\nERROR: could not read ...",
  },
  "imagetools create": {
    description:
      "Makes an image of others and puts it under every tag, with all that it consists of; copies, joins, annotates, and drops platforms. A source is a reference, a digest, a descriptor in JSON, or `oci-layout://PATH[:TAG][@DIGEST]`; a tag is a reference or `oci-layout://PATH[:TAG]`.",
    example:
      "$ slipway create --name ref-imagecreate\nref-imagecreate\n$ slipway build --quiet --builder ref-imagecreate --output type=oci,dest=ref-imagecreate-layout,tar=false examples/hello\n...\n$ slipway imagetools create --progress none --tag oci-layout://ref-imagecopy:v1 oci-layout://ref-imagecreate-layout\n$ slipway rm ref-imagecreate\nref-imagecreate removed",
  },
  "imagetools inspect": {
    description:
      "Shows an image of a registry, or of an OCI layout at `oci-layout://PATH[:TAG][@DIGEST]`, without pulling it.",
    example:
      "$ slipway create --name ref-imageshow\nref-imageshow\n$ slipway build --quiet --builder ref-imageshow --output type=oci,dest=ref-imageshow-layout,tar=false examples/hello\n...\n$ slipway imagetools inspect oci-layout://ref-imageshow-layout\nName: oci-layout://ref-imageshow-layout:latest\n...\n$ slipway rm ref-imageshow\nref-imageshow removed",
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
    description:
      "Lists the builders with their nodes. What cannot be loaded is told below the table. A terminal shows the table at once, with `...` where a node has not answered yet. `--orphans` lists what is left of builders instead: containers, volumes, networks and socket directories that no record knows, made by Slipway or Buildx in any docker context, and records that nobody has used for a day and whose engine has nothing. What another user or another state directory has on the same engine is among it.",
    example: "$ slipway ls\nNAME/NODE DRIVER/ENDPOINT STATUS BUILDKIT PLATFORMS\n...",
  },
  prune: {
    description:
      "Removes cache that no build is using, after asking. Boots nothing: a builder that does not run is an error. `--orphans` removes what `ls --orphans` lists instead, but for a container that a client is connected to; the question names each with its size and its last use, and `--filter` takes `name=TEXT` and `kind=volume`. `--all-builders --target 10g` frees the cache of all builders until the rest fits in so much, first what was used longest ago, and says what was freed and what is left; a builder that cannot be asked is named, and makes the exit status 1.",
    example:
      "$ slipway create --name ref-prune --bootstrap\n...\n$ slipway --builder ref-prune prune --force\n...\n$ slipway rm ref-prune\nref-prune removed",
  },
  qemu: {
    description: "Works with what runs programs of other platforms. Alone it prints its help.",
    example: "$ slipway qemu\nCommands for emulators of other platforms\n...",
  },
  "qemu install": {
    description:
      "Has the machines of a builder's engines run programs of other platforms, by running an image with QEMU in a privileged container there. What a machine runs already, by itself or by emulators of its distribution, is left as it is. Daemons that run build for the platforms at once; one that does not name them yet is warned of. `all` stands for all that the image has.",
    example: '$ slipway qemu install sparc64\nHint: ...\nERROR: there is no emulator for "sparc64"',
  },
  "qemu ls": {
    description:
      "Lists what runs programs of other platforms on the machines of a builder's engines: the kernel's handlers, whether they count in containers, and whether they came with the machine's system or by an image. A machine that is not this one is asked by the image, in a privileged container.",
    example: "$ slipway qemu ls\nPLATFORM NAME STATUS ORIGIN INTERPRETER\n...",
  },
  "qemu rm": {
    description:
      "Takes emulators away from the machines of a builder's engines. Those of the machine's own system take `--force`, and are back when it starts again. A daemon that runs goes on naming their platforms until it is stopped.",
    example: '$ slipway qemu rm sparc64\nHint: ...\nERROR: there is no emulator for "sparc64"',
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
  ui: {
    description:
      "Serves a page with the builds of all builders that run, live and past, and opens it in the browser. It listens on loopback unless told otherwise, and the link that it prints works once. Boots nothing. Ends with Ctrl-C.",
    example:
      '$ slipway ui --addr nowhere\nHint: give HOST:PORT, with port 0 for any that is free\nERROR: "nowhere" is no address to listen on',
  },
  "uninstall-plugin": {
    description: "Undoes `install-plugin` and nothing else.",
    example: "$ slipway install-plugin\n...\n$ slipway uninstall-plugin\n...",
  },
  upgrade: {
    description:
      "Pulls the image of a builder's nodes. Where it is another than the container was made from, it says so, makes the container anew on the volume with the cache, and boots it if it ran. Is refused while builds run, unless `--wait` is given. A builder that does not come up is put back as it was.",
    example: '$ slipway upgrade no-such-builder\nHint: ...\nERROR: no builder "no-such-builder" found',
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
