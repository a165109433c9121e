// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables are Compose's own
/** Compose files and what Buildx 0.36.1 makes of them. */
export interface ComposeCase {
  /** Lines below the `build` of the one service `a`, whose context is `.`. */
  readonly build?: string;
  /** The text of `compose.yaml`. */
  readonly text?: string;
  /** Texts by path. */
  readonly files?: Readonly<Record<string, string>>;
  /** What `-f` names. Default `compose.yaml`. */
  readonly names?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** What `--var` sets. */
  readonly vars?: Readonly<Record<string, string>>;
  /** The target `a` that is printed; left out are `context: .` and `dockerfile: Dockerfile`. */
  readonly target?: object;
  /** All targets. */
  readonly targets?: object;
  readonly error?: string;
  /** Older versions of Buildx do or say something else. */
  readonly newer?: boolean;
}

/** Attributes of a build. */
export const buildCases: readonly ComposeCase[] = [
  { build: "ulimits: {nofile: 1024}", target: { ulimits: ["nofile=0:0"] } },
  { build: "ulimits: {nofile: {soft: 1, hard: 2}}", target: { ulimits: ["nofile=1:2"] } },
  {
    build: "ulimits: {nofile: {soft: 5, hard: 2}}",
    error: "failed to parse compose file: ulimit soft limit must be less than or equal to hard limit: 5 > 2",
  },
  { build: "ulimits: {nofile: {soft: -1, hard: -1}}", target: { ulimits: ["nofile=-1:-1"] } },
  { build: "ulimits: {foo: 3}", error: "failed to parse compose file: invalid ulimit type: foo" },
  {
    build: "ulimits: {nofile: '3'}",
    error: "services.a.build.ulimits.nofile: invalid type string for external",
  },
  { build: "shm_size: 134217728", target: { "shm-size": "128MiB" } },
  { build: "shm_size: 128m", target: { "shm-size": "128MiB" } },
  { build: "shm_size: 1.5g", target: { "shm-size": "1.5GiB" } },
  { build: "shm_size: 1000", target: { "shm-size": "1000B" } },
  { build: "shm_size: -1", target: {} },
  { build: "shm_size: 1.5", error: "services.a.build.shm_size must be a integer or string" },
  {
    build:
      "args: {A: 1, B: 1.50, C: true, D: 2020-01-01, E: 1e3, F: 0x1F, G: 010, H: 0o17, I: ~, J: yes, K: 1_000, L: .inf, M: 0.00001, N: 123456789012345678901234567890, O: 0b11, P: 2001-12-14t21:59:43.10-05:00, Q: 1:30, R: null, S: '', T: 18446744073709551615, U: 1.0}",
    error: "json: unsupported value: +Inf",
    newer: true,
  },
  { build: "args: [1]", error: "services.a.build.args.[0]: unexpected type int" },
  { build: "args: 5", error: "services.a.build.args must be a mapping" },
  { build: "args: [A=1, A=2]", target: { args: { A: "2" } } },
  { build: "args: {A: {b: 1}}", error: "services.a.build.args.A must be a boolean, null, number or string" },
  { build: "args: {A: [1]}", error: "services.a.build.args.A must be a boolean, null, number or string" },
  { build: "labels: {a: 1, b: null, c: true}", target: { labels: { a: "1", b: "", c: "true" } } },
  { build: "labels: [a, b=1]", target: { labels: { a: "", b: "1" } } },
  {
    build: "additional_contexts: [a=b, c=service:d]",
    error: 'failed to parse compose file: service "a" declares unknown service "d" as additional contexts c',
  },
  {
    build: "additional_contexts: [a]",
    error: "services.a.build.additional_contexts: invalid value a, expected key=value",
  },
  { build: "no_cache: 'yes'", target: { "no-cache": true } },
  { build: "no_cache: false", target: {} },
  { build: "pull: true", target: { pull: true } },
  { build: "foo: 1", error: "services.a.build additional properties 'foo' not allowed" },
  { build: "dockerfile: 5", error: "services.a.build.dockerfile must be a string" },
  { build: "tags: a", error: "services.a.build.tags must be a array" },
  { build: "tags: [a, b, a]", target: { tags: ["a", "b"] } },
  { build: "tags: [a:1, a:1, 5]", error: "services.a.build.tags.[2]: unexpected type int" },
  {
    build: "extra_hosts: [a=1.2.3.4, 'b:::1', 'c=[::1]', 'a=5.6.7.8']",
    target: { "extra-hosts": { a: "1.2.3.4,5.6.7.8", b: "::1", c: "::1" } },
  },
  {
    build: "extra_hosts: {a: 1.2.3.4, b: [1.1.1.1, 2.2.2.2]}",
    target: { "extra-hosts": { a: "1.2.3.4", b: "1.1.1.1,2.2.2.2" } },
  },
  { build: "ssh: [k]", error: 'invalid ssh key "k"' },
  { build: "ssh: default", error: "services.a.build.ssh: invalid type string for ssh" },
  {
    build: "provenance: true\nsbom: false",
    target: { attest: [{ disabled: true, type: "sbom" }, { type: "provenance" }] },
  },
  {
    build: "provenance: mode=max\nsbom: true",
    target: { attest: [{ type: "sbom" }, { mode: "max", type: "provenance" }] },
  },
  { build: "provenance: ''", target: {} },
  { build: "provenance: 5", error: "failed to parse compose file: invalid value 5" },
  {
    build: "secrets: [s]",
    error:
      'failed to parse compose file: service "a" refers to undefined build secret s: invalid compose project',
  },
  {
    build:
      "args: {A: 1, B: 1.50, C: true, D: 2020-01-01, E: 1e3, F: 0x1F, G: 010, H: 0o17, I: ~, J: yes, K: 1_000, M: 0.00001, N: 123456789012345678901234567890, O: 0b11, P: 2001-12-14t21:59:43.10-05:00, Q: 1:30, R: null, S: '', T: 18446744073709551615, U: 1.0, V: +5, W: -0x1F, X: 08, Y: .5, Z: 5., AA: 1e21, AB: 123456789.0, AC: 2020-01-01 10:00:00, AD: True, AE: NULL, AF: 1__0, AG: 0x_1, AH: 2020-1-1, AI: '=', AJ: 12e03, AK: 1_0.5, AL: -0, AM: -0.0, AN: 2020-01-01T10:00:00Z, AO: !!str 5, AP: !!int '7', AQ: !!float 7, AR: on, AS: off, AT: y, AU: 0o8, AV: 2001-12-14 21:59:43.10 -5, AW: 9223372036854775808, AX: -9223372036854775809, AY: 1E+2, AZ: 0b2, BA: \"\\x41\"}",
    target: {
      args: {
        A: "1",
        AA: "1e+21",
        AB: "1.23456789e+08",
        AC: "2020-01-01 10:00:00 +0000 UTC",
        AD: "true",
        AF: "10",
        AG: "1",
        AH: "2020-01-01 00:00:00 +0000 UTC",
        AI: "=",
        AJ: "12000",
        AK: "10.5",
        AL: "-0",
        AM: "-0",
        AN: "2020-01-01 10:00:00 +0000 UTC",
        AO: "5",
        AP: "7",
        AQ: "7",
        AR: "on",
        AS: "off",
        AT: "y",
        AU: "0o8",
        AV: "2001-12-14 21:59:43.10 -5",
        AW: "9223372036854775808",
        AX: "-9.223372036854776e+18",
        AY: "100",
        AZ: "0b2",
        B: "1.5",
        BA: "A",
        C: "true",
        D: "2020-01-01 00:00:00 +0000 UTC",
        E: "1000",
        F: "31",
        G: "8",
        H: "15",
        J: "yes",
        K: "1000",
        M: "1e-05",
        N: "1.2345678901234568e+29",
        O: "3",
        P: "2001-12-14 21:59:43.1 -0500 -0500",
        Q: "1:30",
        S: "",
        T: "18446744073709551615",
        U: "1",
        V: "5",
        W: "-31",
        X: "8",
        Y: "0.5",
        Z: "5",
      },
    },
    newer: true,
  },
  {
    build: "ulimits: {nofile: {soft: 5}}",
    error: "services.a.build.ulimits.nofile must be a integer or string",
  },
  {
    build: "ulimits: {NOFILE: {soft: 5, hard: 6}}",
    error: "failed to parse compose file: invalid ulimit type: NOFILE",
  },
  {
    build: "ulimits: {nofile: 1.5}",
    error: "services.a.build.ulimits.nofile: invalid type float64 for external",
  },
  {
    build: "ulimits: {nofile: {soft: 1, hard: 2, x: 3}}",
    error: "services.a.build.ulimits.nofile additional properties 'x' not allowed",
  },
  {
    build: "ulimits: {nofile: {soft: -1, hard: 5}}",
    error:
      "failed to parse compose file: ulimit soft limit must be less than or equal to hard limit: soft: -1 (unlimited), hard: 5",
  },
  { build: "ulimits: {nofile: {soft: 1, hard: -1}}", target: { ulimits: ["nofile=1:-1"] } },
  { build: "ulimits: [a]", error: "services.a.build.ulimits.[]: invalid type string for external" },
  {
    build: "dockerfile_inline: |\n  FROM scratch\n  RUN echo $$X ${Y:-z}",
    target: { "dockerfile-inline": "FROM scratch\nRUN echo $X z\n" },
  },
];

/** Whole files: their syntax, variables, how several are merged, `extends` and `include`. */
export const fileCases: readonly ComposeCase[] = [
  {
    text: "services:\n  a:\n    build:\n      context: .\n      secrets: [s]\nsecrets: {s: {file: /etc/hostname}}",
    targets: { a: { secret: [{ id: "s", src: "/etc/hostname" }] } },
  },
  {
    text: "services:\n  a:\n    build:\n      context: .\n      secrets: [{source: s, target: t}]\nsecrets: {s: {environment: X}}",
    targets: { a: { secret: [{ id: "s", env: "X" }] } },
  },
  {
    text: "services:\n  a:\n    build:\n      context: .\n      secrets: [s]\nsecrets: {s: {external: true}}",
    error: "failed to parse compose file: unsupported external secret ",
  },
  {
    text: "services:\n  a:\n    build:\n      context: .\n      secrets: [s]\nsecrets: {s: {external: true, name: q}}",
    error: "failed to parse compose file: unsupported external secret q",
  },
  {
    text: "services:\n  a:\n    build:\n      context: .\n      secrets: [s]\nsecrets: {s: {}}",
    error:
      'failed to parse compose file: secret "s" must declare either `file` or `environment`: invalid compose project',
  },
  {
    text: "services:\n  a:\n    build:\n      context: .\n      secrets: [s]\nsecrets: {s: {external: 'no', file: /etc/hostname}}",
    targets: { a: { secret: [{ id: "s", src: "/etc/hostname" }] } },
  },
  {
    text: "services:\n  a:\n    build:\n      context: .\n      secrets: [{}]\nsecrets: {s: {environment: X}}",
    error:
      'failed to parse compose file: service "a" refers to undefined build secret : invalid compose project',
  },
  {
    text: "services: {a: {}}",
    error:
      'failed to parse compose file: service "a" has neither an image nor a build context specified: invalid compose project',
  },
  {
    text: "services: {a: }",
    error:
      'failed to parse compose file: service "a" has neither an image nor a build context specified: invalid compose project',
  },
  { text: "services:", error: "services must be a mapping" },
  { text: "services: []", error: "services must be a mapping" },
  { text: "services: {a: 5}", error: "services.a must be a mapping" },
  { text: "services: {a: {build: }}", error: "services.a.build: invalid type <nil> for build" },
  { text: "services: {a: {build: 5}}", error: "services.a.build: invalid type int for build" },
  { text: "services: {a: {build: .}, b: {build: {}}}", targets: { a: {}, b: {} } },
  { text: "services: {a.b: {build: .}}", targets: { a_b: {} } },
  { text: "services: {'a b': {build: .}}", error: "services additional properties 'a b' not allowed" },
  { text: "services: {ä: {build: .}}", error: "services additional properties 'ä' not allowed" },
  { text: "services: {1: {build: .}}", error: "non-string key in services: 1" },
  { text: "{}", error: "empty compose file" },
  { text: "foo: bar", error: "empty compose file" },
  { text: "[1]", error: "top-level object must be a mapping" },
  { text: "a", error: "top-level object must be a mapping" },
  { text: "services: {a: {build: ., image: 5}}", error: "services.a.image must be a string" },
  { text: "services: {a: {build: ., image: i}}", targets: { a: { tags: ["i"] } } },
  { text: "services: {a: {build: ., environment: 5}}", error: "services.a.environment must be a mapping" },
  {
    text: "services: {a: {build: ., env_file: x.env}}",
    error: "env file x.env not found: stat x.env: no such file or directory",
  },
  { text: "services: {a: {build: ., env_file: [{path: x.env, required: false}]}}", targets: { a: {} } },
  {
    text: "services: {a: {build: ., env_file: [{}]}}",
    error: "environment path attribute services.a.env_file.[0] is missing",
  },
  {
    text: "services: {a: {build: ., env_file: }}",
    error: "services.a.env_file: invalid type <nil> for env_file",
  },
  {
    text: "services: {a: {build: {context: ., dockerfile: x, dockerfile_inline: y}}}",
    error:
      'failed to parse compose file: service "a" declares mutualy exclusive dockerfile and dockerfile_inline: invalid compose project',
  },
  { text: "version: '3'\nservices: {a: {build: .}}", targets: { a: {} } },
  {
    text: "services:\n  a:\n   b: c\n  d",
    error:
      "failed to parse : yaml: while scanning a simple key at line 4, column 3: line 5: could not find expected ':'",
    newer: true,
  },
  {
    text: "a: b: c",
    error: "failed to parse : yaml: line 1, column 5: mapping values are not allowed in this context",
    newer: true,
  },
  {
    text: "services:\n\tx: 1",
    error:
      "failed to parse : yaml: while scanning for the next token at line 2: found character that cannot start any token",
    newer: true,
  },
  {
    text: "services: {a: &x {build: .}, b: *y}",
    error: "failed to parse : yaml: line 1, column 34: unknown anchor 'y' referenced",
    newer: true,
  },
  {
    text: "services: {a: {build: .}, a: {build: x}}",
    error:
      'failed to parse : yaml: construct errors:\n  line 1: line 1: mapping key "a" already defined at line 1',
    newer: true,
  },
  { text: "services: {a: !foo {build: .}}", targets: { a: {} } },
  {
    text: "%YAML 1.1\n---\nservices: {a: {build: .}}\n---\nservices: {b: {build: x}}",
    targets: { a: {}, b: { context: "x" } },
  },
  {
    files: {
      "compose.yaml":
        "services:\n  a:\n    environment: {A: '1', B: }\n    build:\n      context: .\n      args: [A, B, C]\n",
    },
    env: { B: "envB", C: "envC" },
    targets: { a: { args: { A: "1", B: "envB", C: "envC" } } },
  },
  {
    files: {
      "compose.yaml":
        "services:\n  a:\n    environment: [A, B=x]\n    env_file: e.env\n    build:\n      context: .\n      args: [A, B, C, D]\n",
      "e.env": "A=fromfile\nC=${Z:-q}\nD=$C-$B\n",
    },
    targets: { a: { args: { B: "x", C: "q", D: "q-x" } } },
  },
  {
    files: { "compose.yaml": "services: {a: {build: '${X:?}'}}" },
    error: "error while interpolating services.a.build: required variable X is missing a value",
  },
  {
    text: "services: {a: {build: '${X:?must be set}'}}",
    error: "error while interpolating services.a.build: required variable X is missing a value: must be set",
  },
  {
    text: "services: {a: {build: '${X?must $Y}'}}",
    error: "error while interpolating services.a.build: required variable X is missing a value: must ",
  },
  {
    text: "services: {a: {build: '${X'}}",
    error:
      "invalid interpolation format for services.a.build.\nYou may need to escape any $ with another $.\n${X",
  },
  {
    text: "services: {a: {build: '$X-$$Y-$1-${X:-a${Y:-b}c}-${X+no}-${PATH:+yes}-$'}}",
    targets: { a: { context: "-$Y-$1-abc--yes-$" } },
  },
  { text: "services: {a: {build: '${X:-a} ${Y-b}'}}", targets: { a: { context: "a b" } } },
  { text: "services: {a: {build: '${X:-{}}'}}", targets: { a: { context: "{}" } } },
  {
    text: "services: {a: {build: '${1X}'}}",
    error:
      "invalid interpolation format for services.a.build.\nYou may need to escape any $ with another $.\n${1X}",
  },
  {
    text: "services: {a: {build: '${X:-${}}'}}",
    error:
      "invalid interpolation format for services.a.build.\nYou may need to escape any $ with another $.\n${}",
  },
  {
    text: "services: {a: {build: '${X!}'}}",
    error:
      "invalid interpolation format for services.a.build.\nYou may need to escape any $ with another $.\n${X!}",
  },
  {
    text: "name: foo\nservices: {a: {build: '${COMPOSE_PROJECT_NAME}'}}",
    targets: { a: { context: "foo" } },
  },
  { text: "services: {a: {build: '${COMPOSE_PROJECT_NAME}'}}", targets: { a: { context: "bake" } } },
  {
    files: { "compose.yaml": "services: {a: {build: '${COMPOSE_PROJECT_NAME}'}}" },
    env: { COMPOSE_PROJECT_NAME: "zed" },
    targets: { a: { context: "zed" } },
  },
  {
    text: "name: Foo Bar\nservices: {a: {build: '${COMPOSE_PROJECT_NAME}'}}",
    targets: { a: { context: "Foo Bar" } },
  },
  {
    files: {
      "compose.yaml": "services: {a: {build: '${A}-${B}-${C}'}}",
      ".env": "export A=1\nB=\"x ${A} \\n\\ty\" # c\nC='$A' \n# foo\nD: yaml\nE=a # b\n",
    },
    env: { A: "env" },
    targets: { a: { context: "env-x env \n\ty-$A" } },
  },
  {
    files: { "compose.yaml": "services: {a: {build: '${A}'}}" },
    vars: { A: "v" },
    targets: { a: { context: "v" } },
    newer: true,
  },
  {
    files: {
      "a.yaml":
        "services:\n  a:\n    build:\n      context: .\n      args: {A: 1, B: 2}\n      tags: [x]\n      labels: {l: 1}\n",
      "b.yaml":
        "services:\n  a:\n    build:\n      context: .\n      args: !override {Z: 1}\n      tags: !reset []\n      labels: !reset null\n",
    },
    names: ["a.yaml", "b.yaml"],
    targets: { a: { args: { Z: "1" } } },
  },
  {
    files: { "a.yaml": "services: {a: {build: x}}", "b.yaml": "services: {a: {build: {args: {A: 1}}}}" },
    names: ["a.yaml", "b.yaml"],
    targets: { a: { context: "x", args: { A: "1" } } },
  },
  {
    files: { "a.yaml": "services: {a: {build: x}}", "b.yaml": "services: {a: {build: [1]}}" },
    names: ["a.yaml", "b.yaml"],
    error: "services.a.build: invalid type []interface {} for build",
  },
  {
    files: {
      "a.yaml": "services: {a: {build: {context: ., tags: [a]}}}",
      "b.yaml": "services: {a: {build: {tags: b}}}",
    },
    names: ["a.yaml", "b.yaml"],
    error: "services.a.build.tags must be a array",
  },
  {
    files: {
      "a.yaml": "services: {a: {build: {context: ., extra_hosts: [a=1]}}}",
      "b.yaml": "services: {a: {build: {extra_hosts: {a: '2', b: ['1','2']}}}}",
    },
    names: ["a.yaml", "b.yaml"],
    targets: { a: { "extra-hosts": { a: "1,2", b: "1,2" } } },
  },
  {
    files: {
      "compose.yaml": "services: {a: {extends: {service: b, file: sub/base.yaml}, build: {args: {A: 1}}}}",
      "sub/base.yaml":
        "services: {b: {image: i, build: {context: ./app, args: {A: 0, B: 1}, additional_contexts: {x: ./y, z: 'service:a'}, secrets: [s]}, env_file: e.env}}\nsecrets: {s: {file: ./s}}",
      "sub/e.env": "A=1",
      "sub/s": "",
    },
    error:
      'failed to parse compose file: service "a" refers to undefined build secret s: invalid compose project',
  },
  {
    files: { "compose.yaml": "services: {a: {extends: b}, b: {extends: {service: a}}}" },
    error: "Circular reference:\n  a in \n  extends b in \n  extends a in ",
  },
  {
    files: { "compose.yaml": "services: {a: {extends: z, build: .}}" },
    error: 'cannot extend service "a" in : service "z" not found',
  },
  {
    files: { "compose.yaml": "services: {a: {extends: {service: z, file: nope.yaml}, build: .}}" },
    error: "open nope.yaml: no such file or directory",
  },
  {
    files: {
      "compose.yaml": "services: {a: {extends: {service: z, file: x.yaml}, build: .}}",
      "x.yaml": "services: {q: {}}",
    },
    error: 'cannot extend service "a" in : service "z" not found in x.yaml',
  },
  {
    files: {
      "compose.yaml": "services: {a: {extends: {file: x.yaml}, build: .}}",
      "x.yaml": "services: {q: {}}",
    },
    error: "extends.a.service is required",
  },
  {
    files: {
      "compose.yaml": "services: {a: {extends: b}, b: {build: {context: x, args: {A: 1}}, image: im}}",
    },
    targets: {
      a: { context: "x", args: { A: "1" }, tags: ["im"] },
      b: { context: "x", args: { A: "1" }, tags: ["im"] },
    },
  },
  {
    files: {
      "compose.yaml": "include: [sub/c.yaml]\nservices: {a: {build: .}}",
      "sub/c.yaml": "services: {b: {build: ./app, image: '${V:-none}'}}",
      "sub/.env": "V=fromenv",
    },
    targets: { a: {}, b: { context: "sub/app", tags: ["fromenv"] } },
  },
  {
    files: {
      "compose.yaml":
        "include: [{path: [sub/c.yaml, sub/d.yaml], project_directory: pd, env_file: my.env}]\nservices: {a: {build: .}}",
      "sub/c.yaml": "services: {b: {build: ./app, image: '${V:-none}'}}",
      "sub/d.yaml": "services: {b: {build: {args: {X: 1}}}}",
      "my.env": "V=fromenv",
    },
    targets: { a: {}, b: { context: "app", args: { X: "1" }, tags: ["fromenv"] } },
  },
  {
    files: {
      "compose.yaml": "include: [sub/c.yaml]\nservices: {a: {build: .}}",
      "sub/c.yaml": "include: [inner/c.yaml]\nservices: {b: {build: ./app}}",
      "sub/inner/c.yaml": "services: {c: {build: x}}",
    },
    targets: { a: {}, b: { context: "sub/app" }, c: { context: "sub/sub/inner/x" } },
  },
  {
    files: { "compose.yaml": "include: foo\nservices: {a: {build: .}}" },
    error: "`include` must be a list, got foo",
  },
  {
    files: { "compose.yaml": "include: [nope.yaml]\nservices: {a: {build: .}}" },
    error: "open nope.yaml: no such file or directory",
  },
  {
    files: {
      "compose.yaml": "include: [sub/c.yaml]\nservices: {b: {build: {args: {A: 1}}}}",
      "sub/c.yaml": "services: {b: {build: ./app}}",
    },
    targets: { b: { context: "sub/app", args: { A: "1" } } },
    newer: true,
  },
  {
    files: {
      "compose.yaml": "include: [sub/c.yaml]\nservices: {a: {build: .}}",
      "sub/c.yaml": "services: {b: {extends: {service: x, file: ext/e.yaml}}}",
      "sub/ext/e.yaml": "services: {x: {build: ./ctx}}",
    },
    targets: { a: {}, b: { context: "sub/ext/ctx" } },
  },
  {
    text: "services: {a: {build: {context: ., args: {A: 1234567.5, B: 123456.5, C: 999999.0, D: 1000000.0, E: 1234567890123456789.0, F: 0.0001, G: 0.00012345, H: 100000.0, I: 21.5e20}}}}",
    targets: {
      a: {
        args: {
          A: "1.2345675e+06",
          B: "123456.5",
          C: "999999",
          D: "1e+06",
          E: "1.2345678901234568e+18",
          F: "0.0001",
          G: "0.00012345",
          H: "100000",
          I: "2.15e+21",
        },
      },
    },
  },
  {
    files: {
      "compose.yaml":
        "services: {a: {build: {context: ., args: {A: '<$A>', B: '<$B>', C: '<$C>', D: '<$D>', E: '<$E>', F: '<$F>', G: '<$G>', H: '<$H>', I: '<$I>', J: '<$J>', K: '<$K>', L: '<$L>', M: '<$M>', N: '<$N>'}}}}",
      ".env": "A",
    },
    targets: {
      a: {
        args: {
          A: "<>",
          B: "<>",
          C: "<>",
          D: "<>",
          E: "<>",
          F: "<>",
          G: "<>",
          H: "<>",
          I: "<>",
          J: "<>",
          K: "<>",
          L: "<>",
          M: "<>",
          N: "<>",
        },
      },
    },
  },
  {
    files: {
      "compose.yaml":
        "services: {a: {build: {context: ., args: {A: '<$A>', B: '<$B>', C: '<$C>', D: '<$D>', E: '<$E>', F: '<$F>', G: '<$G>', H: '<$H>', I: '<$I>', J: '<$J>', K: '<$K>', L: '<$L>', M: '<$M>', N: '<$N>'}}}}",
      ".env": "A\nB=1\n",
    },
    targets: {
      a: {
        args: {
          A: "<>",
          B: "<1>",
          C: "<>",
          D: "<>",
          E: "<>",
          F: "<>",
          G: "<>",
          H: "<>",
          I: "<>",
          J: "<>",
          K: "<>",
          L: "<>",
          M: "<>",
          N: "<>",
        },
      },
    },
  },
  {
    files: {
      "compose.yaml":
        "services: {a: {build: {context: ., args: {A: '<$A>', B: '<$B>', C: '<$C>', D: '<$D>', E: '<$E>', F: '<$F>', G: '<$G>', H: '<$H>', I: '<$I>', J: '<$J>', K: '<$K>', L: '<$L>', M: '<$M>', N: '<$N>'}}}}",
      ".env": "export A\n",
    },
    targets: {
      a: {
        args: {
          A: "<>",
          B: "<>",
          C: "<>",
          D: "<>",
          E: "<>",
          F: "<>",
          G: "<>",
          H: "<>",
          I: "<>",
          J: "<>",
          K: "<>",
          L: "<>",
          M: "<>",
          N: "<>",
        },
      },
    },
  },
  {
    files: {
      "compose.yaml":
        "services: {a: {build: {context: ., args: {A: '<$A>', B: '<$B>', C: '<$C>', D: '<$D>', E: '<$E>', F: '<$F>', G: '<$G>', H: '<$H>', I: '<$I>', J: '<$J>', K: '<$K>', L: '<$L>', M: '<$M>', N: '<$N>'}}}}",
      ".env": "export\nA=1",
    },
    targets: {
      a: {
        args: {
          A: "<1>",
          B: "<>",
          C: "<>",
          D: "<>",
          E: "<>",
          F: "<>",
          G: "<>",
          H: "<>",
          I: "<>",
          J: "<>",
          K: "<>",
          L: "<>",
          M: "<>",
          N: "<>",
        },
      },
    },
  },
  {
    files: {
      "compose.yaml":
        "services: {a: {build: {context: ., args: {A: '<$A>', B: '<$B>', C: '<$C>', D: '<$D>', E: '<$E>', F: '<$F>', G: '<$G>', H: '<$H>', I: '<$I>', J: '<$J>', K: '<$K>', L: '<$L>', M: '<$M>', N: '<$N>'}}}}",
      ".env": "A = 1\nB= 2\nC =3",
    },
    targets: {
      a: {
        args: {
          A: "<1>",
          B: "<2>",
          C: "<3>",
          D: "<>",
          E: "<>",
          F: "<>",
          G: "<>",
          H: "<>",
          I: "<>",
          J: "<>",
          K: "<>",
          L: "<>",
          M: "<>",
          N: "<>",
        },
      },
    },
  },
  {
    files: {
      "compose.yaml":
        "services: {a: {build: {context: ., args: {A: '<$A>', B: '<$B>', C: '<$C>', D: '<$D>', E: '<$E>', F: '<$F>', G: '<$G>', H: '<$H>', I: '<$I>', J: '<$J>', K: '<$K>', L: '<$L>', M: '<$M>', N: '<$N>'}}}}",
      ".env":
        'A="a\\"b"\nB=\'a\\\'b\'\nC="\\$X $X $$X"\nD=\'\\n\'\nE="\\q\\\\"\nF=a\\nb\nG="\\0101\\x41\\u0041\\07"',
    },
    targets: {
      a: {
        args: {
          A: '<a"b>',
          B: "<a'b>",
          C: "<$X  $X>",
          D: "<\\n>",
          E: "<\\q\\>",
          F: "<a\\nb>",
          G: "<A\\x41\\u0041\\7>",
          H: "<>",
          I: "<>",
          J: "<>",
          K: "<>",
          L: "<>",
          M: "<>",
          N: "<>",
        },
      },
    },
  },
  {
    files: {
      "compose.yaml":
        "services: {a: {build: {context: ., args: {A: '<$A>', B: '<$B>', C: '<$C>', D: '<$D>', E: '<$E>', F: '<$F>', G: '<$G>', H: '<$H>', I: '<$I>', J: '<$J>', K: '<$K>', L: '<$L>', M: '<$M>', N: '<$N>'}}}}",
      ".env": "A=1\nB=$A$A\nC=${A:-x}${Z:-y}",
    },
    targets: {
      a: {
        args: {
          A: "<1>",
          B: "<11>",
          C: "<1y>",
          D: "<>",
          E: "<>",
          F: "<>",
          G: "<>",
          H: "<>",
          I: "<>",
          J: "<>",
          K: "<>",
          L: "<>",
          M: "<>",
          N: "<>",
        },
      },
    },
  },
  {
    files: {
      "compose.yaml":
        "services: {a: {build: {context: ., args: {A: '<$A>', B: '<$B>', C: '<$C>', D: '<$D>', E: '<$E>', F: '<$F>', G: '<$G>', H: '<$H>', I: '<$I>', J: '<$J>', K: '<$K>', L: '<$L>', M: '<$M>', N: '<$N>'}}}}",
      ".env": "A: 1\nB:2",
    },
    targets: {
      a: {
        args: {
          A: "<1>",
          B: "<2>",
          C: "<>",
          D: "<>",
          E: "<>",
          F: "<>",
          G: "<>",
          H: "<>",
          I: "<>",
          J: "<>",
          K: "<>",
          L: "<>",
          M: "<>",
          N: "<>",
        },
      },
    },
  },
  {
    files: {
      "compose.yaml":
        "services: {a: {build: {context: ., args: {A: '<$A>', B: '<$B>', C: '<$C>', D: '<$D>', E: '<$E>', F: '<$F>', G: '<$G>', H: '<$H>', I: '<$I>', J: '<$J>', K: '<$K>', L: '<$L>', M: '<$M>', N: '<$N>'}}}}",
      ".env": "A==x",
    },
    targets: {
      a: {
        args: {
          A: "<=x>",
          B: "<>",
          C: "<>",
          D: "<>",
          E: "<>",
          F: "<>",
          G: "<>",
          H: "<>",
          I: "<>",
          J: "<>",
          K: "<>",
          L: "<>",
          M: "<>",
          N: "<>",
        },
      },
    },
  },
  {
    files: {
      "compose.yaml":
        "services: {a: {build: {context: ., args: {A: '<$A>', B: '<$B>', C: '<$C>', D: '<$D>', E: '<$E>', F: '<$F>', G: '<$G>', H: '<$H>', I: '<$I>', J: '<$J>', K: '<$K>', L: '<$L>', M: '<$M>', N: '<$N>'}}}}",
      ".env": "A=x #c\nB=x#c\nC=#x\nD= #x\nE='x' #y\nF='x'y\nG=1",
    },
    targets: {
      a: {
        args: {
          A: "<x>",
          B: "<x#c>",
          C: "<#x>",
          D: "<#x>",
          E: "<x>",
          F: "<x>",
          G: "<1>",
          H: "<>",
          I: "<>",
          J: "<>",
          K: "<>",
          L: "<>",
          M: "<>",
          N: "<>",
        },
      },
    },
  },
  {
    files: {
      "compose.yaml":
        "services: {a: {build: {context: ., args: {A: '<$A>', B: '<$B>', C: '<$C>', D: '<$D>', E: '<$E>', F: '<$F>', G: '<$G>', H: '<$H>', I: '<$I>', J: '<$J>', K: '<$K>', L: '<$L>', M: '<$M>', N: '<$N>'}}}}",
      ".env": "  A=1\n\t# c\n\nB=2\r\nC=3",
    },
    targets: {
      a: {
        args: {
          A: "<1>",
          B: "<2>",
          C: "<3>",
          D: "<>",
          E: "<>",
          F: "<>",
          G: "<>",
          H: "<>",
          I: "<>",
          J: "<>",
          K: "<>",
          L: "<>",
          M: "<>",
          N: "<>",
        },
      },
    },
  },
  {
    files: {
      "compose.yaml":
        "services: {a: {build: {context: ., args: {A: '<$A>', B: '<$B>', C: '<$C>', D: '<$D>', E: '<$E>', F: '<$F>', G: '<$G>', H: '<$H>', I: '<$I>', J: '<$J>', K: '<$K>', L: '<$L>', M: '<$M>', N: '<$N>'}}}}",
      ".env": "A.B=1\nA-B=2\nA[0]=3\nC=4",
    },
    targets: {
      a: {
        args: {
          A: "<>",
          B: "<>",
          C: "<4>",
          D: "<>",
          E: "<>",
          F: "<>",
          G: "<>",
          H: "<>",
          I: "<>",
          J: "<>",
          K: "<>",
          L: "<>",
          M: "<>",
          N: "<>",
        },
      },
    },
  },
  {
    files: {
      "compose.yaml":
        "services: {a: {build: {context: ., args: {A: '<$A>', B: '<$B>', C: '<$C>', D: '<$D>', E: '<$E>', F: '<$F>', G: '<$G>', H: '<$H>', I: '<$I>', J: '<$J>', K: '<$K>', L: '<$L>', M: '<$M>', N: '<$N>'}}}}",
      ".env": "é=1\nA=2",
    },
    targets: {
      a: {
        args: {
          A: "<2>",
          B: "<>",
          C: "<>",
          D: "<>",
          E: "<>",
          F: "<>",
          G: "<>",
          H: "<>",
          I: "<>",
          J: "<>",
          K: "<>",
          L: "<>",
          M: "<>",
          N: "<>",
        },
      },
    },
  },
  {
    files: {
      "compose.yaml":
        "services: {a: {build: {context: ., args: {A: '<$A>', B: '<$B>', C: '<$C>', D: '<$D>', E: '<$E>', F: '<$F>', G: '<$G>', H: '<$H>', I: '<$I>', J: '<$J>', K: '<$K>', L: '<$L>', M: '<$M>', N: '<$N>'}}}}",
      ".env": 'A="multi\nline"\nB=1',
    },
    targets: {
      a: {
        args: {
          A: "<multi\nline>",
          B: "<1>",
          C: "<>",
          D: "<>",
          E: "<>",
          F: "<>",
          G: "<>",
          H: "<>",
          I: "<>",
          J: "<>",
          K: "<>",
          L: "<>",
          M: "<>",
          N: "<>",
        },
      },
    },
  },
  {
    files: {
      "compose.yaml":
        "services: {a: {build: {context: ., args: {A: '<$A>', B: '<$B>', C: '<$C>', D: '<$D>', E: '<$E>', F: '<$F>', G: '<$G>', H: '<$H>', I: '<$I>', J: '<$J>', K: '<$K>', L: '<$L>', M: '<$M>', N: '<$N>'}}}}",
      ".env": "=1",
    },
    targets: {
      a: {
        args: {
          A: "<>",
          B: "<>",
          C: "<>",
          D: "<>",
          E: "<>",
          F: "<>",
          G: "<>",
          H: "<>",
          I: "<>",
          J: "<>",
          K: "<>",
          L: "<>",
          M: "<>",
          N: "<>",
        },
      },
    },
  },
  {
    files: {
      "compose.yaml":
        "services: {a: {build: {context: ., args: {A: '<$A>', B: '<$B>', C: '<$C>', D: '<$D>', E: '<$E>', F: '<$F>', G: '<$G>', H: '<$H>', I: '<$I>', J: '<$J>', K: '<$K>', L: '<$L>', M: '<$M>', N: '<$N>'}}}}",
      ".env": "A=1\n=2\nB=3",
    },
    targets: {
      a: {
        args: {
          A: "<1>",
          B: "<3>",
          C: "<>",
          D: "<>",
          E: "<>",
          F: "<>",
          G: "<>",
          H: "<>",
          I: "<>",
          J: "<>",
          K: "<>",
          L: "<>",
          M: "<>",
          N: "<>",
        },
      },
    },
  },
  {
    files: {
      "compose.yaml":
        "services: {a: {build: {context: ., args: {A: '<$A>', B: '<$B>', C: '<$C>', D: '<$D>', E: '<$E>', F: '<$F>', G: '<$G>', H: '<$H>', I: '<$I>', J: '<$J>', K: '<$K>', L: '<$L>', M: '<$M>', N: '<$N>'}}}}",
      ".env": "A\tB=1",
    },
    targets: {
      a: {
        args: {
          A: "<>",
          B: "<>",
          C: "<>",
          D: "<>",
          E: "<>",
          F: "<>",
          G: "<>",
          H: "<>",
          I: "<>",
          J: "<>",
          K: "<>",
          L: "<>",
          M: "<>",
          N: "<>",
        },
      },
    },
  },
  {
    files: {
      "compose.yaml":
        "services: {a: {build: {context: ., args: {A: '<$A>', B: '<$B>', C: '<$C>', D: '<$D>', E: '<$E>', F: '<$F>', G: '<$G>', H: '<$H>', I: '<$I>', J: '<$J>', K: '<$K>', L: '<$L>', M: '<$M>', N: '<$N>'}}}}",
      ".env": "A=`x`",
    },
    targets: {
      a: {
        args: {
          A: "<`x`>",
          B: "<>",
          C: "<>",
          D: "<>",
          E: "<>",
          F: "<>",
          G: "<>",
          H: "<>",
          I: "<>",
          J: "<>",
          K: "<>",
          L: "<>",
          M: "<>",
          N: "<>",
        },
      },
    },
  },
  {
    files: {
      "compose.yaml":
        "services: {a: {build: {context: ., args: {A: '<$A>', B: '<$B>', C: '<$C>', D: '<$D>', E: '<$E>', F: '<$F>', G: '<$G>', H: '<$H>', I: '<$I>', J: '<$J>', K: '<$K>', L: '<$L>', M: '<$M>', N: '<$N>'}}}}",
      ".env": "1A=2\nA=3",
    },
    targets: {
      a: {
        args: {
          A: "<3>",
          B: "<>",
          C: "<>",
          D: "<>",
          E: "<>",
          F: "<>",
          G: "<>",
          H: "<>",
          I: "<>",
          J: "<>",
          K: "<>",
          L: "<>",
          M: "<>",
          N: "<>",
        },
      },
    },
  },
  {
    files: {
      "compose.yaml":
        "services: {a: {build: {context: ., args: {A: '<$A>', B: '<$B>', C: '<$C>', D: '<$D>', E: '<$E>', F: '<$F>', G: '<$G>', H: '<$H>', I: '<$I>', J: '<$J>', K: '<$K>', L: '<$L>', M: '<$M>', N: '<$N>'}}}}",
      ".env": "A B",
    },
    targets: {
      a: {
        args: {
          A: "<>",
          B: "<>",
          C: "<>",
          D: "<>",
          E: "<>",
          F: "<>",
          G: "<>",
          H: "<>",
          I: "<>",
          J: "<>",
          K: "<>",
          L: "<>",
          M: "<>",
          N: "<>",
        },
      },
    },
  },
  {
    files: {
      "compose.yaml":
        "services: {a: {build: {context: ., args: {A: '<$A>', B: '<$B>', C: '<$C>', D: '<$D>', E: '<$E>', F: '<$F>', G: '<$G>', H: '<$H>', I: '<$I>', J: '<$J>', K: '<$K>', L: '<$L>', M: '<$M>', N: '<$N>'}}}}",
      ".env": "A=1 \\\nB=2",
    },
    targets: {
      a: {
        args: {
          A: "<1 \\>",
          B: "<2>",
          C: "<>",
          D: "<>",
          E: "<>",
          F: "<>",
          G: "<>",
          H: "<>",
          I: "<>",
          J: "<>",
          K: "<>",
          L: "<>",
          M: "<>",
          N: "<>",
        },
      },
    },
  },
  {
    files: {
      "compose.yaml":
        "services: {a: {build: {context: ., args: {A: '<$A>', B: '<$B>', C: '<$C>', D: '<$D>', E: '<$E>', F: '<$F>', G: '<$G>', H: '<$H>', I: '<$I>', J: '<$J>', K: '<$K>', L: '<$L>', M: '<$M>', N: '<$N>'}}}}",
      ".env": "A=$B\nB=2\n",
    },
    env: { B: "env", A: "x" },
    targets: {
      a: {
        args: {
          A: "<x>",
          B: "<env>",
          C: "<>",
          D: "<>",
          E: "<>",
          F: "<>",
          G: "<>",
          H: "<>",
          I: "<>",
          J: "<>",
          K: "<>",
          L: "<>",
          M: "<>",
          N: "<>",
        },
      },
    },
  },
  {
    files: {
      "compose.yaml":
        "services: {a: {build: {context: ., args: {A: '<$A>', B: '<$B>', C: '<$C>', D: '<$D>', E: '<$E>', F: '<$F>', G: '<$G>', H: '<$H>', I: '<$I>', J: '<$J>', K: '<$K>', L: '<$L>', M: '<$M>', N: '<$N>'}}}}",
      ".env": "A=a \nB=1",
    },
    targets: {
      a: {
        args: {
          A: "<a>",
          B: "<1>",
          C: "<>",
          D: "<>",
          E: "<>",
          F: "<>",
          G: "<>",
          H: "<>",
          I: "<>",
          J: "<>",
          K: "<>",
          L: "<>",
          M: "<>",
          N: "<>",
        },
      },
    },
  },
  {
    files: {
      "compose.yaml":
        "services: {a: {build: {context: ., args: {A: '<$A>', B: '<$B>', C: '<$C>', D: '<$D>', E: '<$E>', F: '<$F>', G: '<$G>', H: '<$H>', I: '<$I>', J: '<$J>', K: '<$K>', L: '<$L>', M: '<$M>', N: '<$N>'}}}}",
      ".env": 'A="x" # " \nB=1',
    },
    targets: {
      a: {
        args: {
          A: "<x>",
          B: "<1>",
          C: "<>",
          D: "<>",
          E: "<>",
          F: "<>",
          G: "<>",
          H: "<>",
          I: "<>",
          J: "<>",
          K: "<>",
          L: "<>",
          M: "<>",
          N: "<>",
        },
      },
    },
  },
  {
    files: {
      "compose.yaml":
        "services: {a: {build: {context: ., args: {A: '<$A>', B: '<$B>', C: '<$C>', D: '<$D>', E: '<$E>', F: '<$F>', G: '<$G>', H: '<$H>', I: '<$I>', J: '<$J>', K: '<$K>', L: '<$L>', M: '<$M>', N: '<$N>'}}}}",
      ".env": "exportA=1",
    },
    targets: {
      a: {
        args: {
          A: "<>",
          B: "<>",
          C: "<>",
          D: "<>",
          E: "<>",
          F: "<>",
          G: "<>",
          H: "<>",
          I: "<>",
          J: "<>",
          K: "<>",
          L: "<>",
          M: "<>",
          N: "<>",
        },
      },
    },
  },
  {
    files: {
      "compose.yaml":
        "services: {a: {build: {context: ., args: {A: '<$A>', B: '<$B>', C: '<$C>', D: '<$D>', E: '<$E>', F: '<$F>', G: '<$G>', H: '<$H>', I: '<$I>', J: '<$J>', K: '<$K>', L: '<$L>', M: '<$M>', N: '<$N>'}}}}",
      ".env": "export  A=1",
    },
    targets: {
      a: {
        args: {
          A: "<1>",
          B: "<>",
          C: "<>",
          D: "<>",
          E: "<>",
          F: "<>",
          G: "<>",
          H: "<>",
          I: "<>",
          J: "<>",
          K: "<>",
          L: "<>",
          M: "<>",
          N: "<>",
        },
      },
    },
  },
  {
    files: {
      "compose.yaml":
        "services: {a: {build: {context: ., args: {A: '<$A>', B: '<$B>', C: '<$C>', D: '<$D>', E: '<$E>', F: '<$F>', G: '<$G>', H: '<$H>', I: '<$I>', J: '<$J>', K: '<$K>', L: '<$L>', M: '<$M>', N: '<$N>'}}}}",
      ".env": 'A="\\07"\nB="\\0377"\nC="\\0777"\nD="\\a\\b\\c"',
    },
    targets: {
      a: {
        args: {
          A: "<\\7>",
          B: "<ÿ>",
          C: "<\\777>",
          D: "<\u0007\b\\c>",
          E: "<>",
          F: "<>",
          G: "<>",
          H: "<>",
          I: "<>",
          J: "<>",
          K: "<>",
          L: "<>",
          M: "<>",
          N: "<>",
        },
      },
    },
  },
  {
    text: "services:\n  a:\n    image: im\n    build:\n      context: .\n      x-bake:\n        tags: [t1, t2, t1]\n",
    targets: { a: { tags: ["t1", "t2"] } },
  },
  {
    text: "services:\n  a:\n    image: im\n    build:\n      context: .\n      x-bake:\n        tags: t1 t2\n",
    targets: { a: { tags: ["t1", "t2"] } },
  },
  {
    text: "services:\n  a:\n    image: im\n    build:\n      context: .\n      tags: [b, t1]\n      x-bake:\n        tags: [t1]\n",
    targets: { a: { tags: ["b", "t1"] } },
  },
  {
    text: "services:\n  a:\n    image: im\n    build:\n      context: .\n      x-bake:\n        platforms: linux/amd64 linux/arm64\n",
    targets: { a: { tags: ["im"], platforms: ["linux/amd64", "linux/arm64"] } },
  },
  {
    text: "services:\n  a:\n    image: im\n    build:\n      context: .\n      platforms: [linux/amd64]\n      x-bake:\n        platforms: [linux/arm64]\n",
    targets: { a: { tags: ["im"], platforms: ["linux/amd64", "linux/arm64"] } },
  },
  {
    text: "services:\n  a:\n    image: im\n    build:\n      context: .\n      x-bake:\n        cache-from: user/a user/b\n",
    targets: {
      a: {
        tags: ["im"],
        "cache-from": [
          { ref: "user/a", type: "registry" },
          { ref: "user/b", type: "registry" },
        ],
      },
    },
  },
  {
    text: "services:\n  a:\n    image: im\n    build:\n      context: .\n      cache_from: [user/a, user/c]\n      cache_to: ['type=local,dest=p']\n      x-bake:\n        cache-from: [user/a, 'type=gha,scope=x']\n        cache-to: type=inline\n",
    targets: {
      a: {
        tags: ["im"],
        "cache-from": [
          { ref: "user/a", type: "registry" },
          { ref: "user/c", type: "registry" },
          { scope: "x", type: "gha" },
        ],
        "cache-to": [{ dest: "p", type: "local" }, { type: "inline" }],
      },
    },
  },
  {
    text: "services:\n  a:\n    image: im\n    build:\n      context: .\n      x-bake:\n        cache-to: [user/a, user/a]\n",
    targets: { a: { tags: ["im"], "cache-to": [{ ref: "user/a", type: "registry" }] } },
  },
  {
    text: "services:\n  a:\n    image: im\n    build:\n      context: .\n      x-bake:\n        output: type=docker\n",
    targets: { a: { tags: ["im"], output: [{ type: "docker" }] } },
  },
  {
    text: "services:\n  a:\n    image: im\n    build:\n      context: .\n      x-bake:\n        output: [./out, 'type=oci,dest=x.tar']\n",
    targets: {
      a: {
        tags: ["im"],
        output: [
          { dest: "./out", type: "local" },
          { dest: "x.tar", type: "oci" },
        ],
      },
    },
  },
  {
    text: "services:\n  a:\n    image: im\n    build:\n      context: .\n      x-bake:\n        pull: true\n        no-cache: true\n",
    targets: { a: { tags: ["im"], pull: true, "no-cache": true } },
  },
  {
    text: "services:\n  a:\n    image: im\n    build:\n      context: .\n      x-bake:\n        pull: 'true'\n",
    error:
      "failed to parse compose file: yaml: unmarshal errors:\n  line 1: cannot unmarshal !!str `true` into bool",
  },
  {
    text: "services:\n  a:\n    image: im\n    build:\n      context: .\n      x-bake:\n        pull: 5\n",
    error:
      "failed to parse compose file: yaml: unmarshal errors:\n  line 1: cannot unmarshal !!int `5` into bool",
  },
  {
    text: "services:\n  a:\n    image: im\n    build:\n      context: .\n      x-bake:\n        pull: yes\n",
    targets: { a: { tags: ["im"], pull: true } },
  },
  {
    text: "services:\n  a:\n    image: im\n    build:\n      context: .\n      x-bake:\n        no-cache-filter: a b a\n",
    targets: { a: { tags: ["im"], "no-cache-filter": ["a", "b"] } },
  },
  {
    text: "services:\n  a:\n    image: im\n    build:\n      context: .\n      x-bake:\n        foo: bar\n        tags: []\n",
    targets: { a: { tags: ["im"] } },
  },
  {
    text: "services:\n  a:\n    image: im\n    build:\n      context: .\n      x-bake:\n        tags: \n",
    targets: { a: { tags: ["im"] } },
  },
  {
    text: "services:\n  a:\n    image: im\n    build:\n      context: .\n      x-bake:\n        tags: 5\n",
    targets: { a: { tags: ["5"] } },
  },
  {
    text: "services:\n  a:\n    image: im\n    build:\n      context: .\n      x-bake:\n        tags: [5, 1.50, true]\n",
    targets: { a: { tags: ["5", "1.5", "true"] } },
  },
  {
    text: "services:\n  a:\n    image: im\n    build:\n      context: .\n      x-bake:\n        contexts: {a: 5}\n",
    targets: { a: { contexts: { a: "5" }, tags: ["im"] } },
  },
  {
    text: "services:\n  a:\n    image: im\n    build:\n      context: .\n      x-bake:\n        - a\n",
    error:
      "failed to parse compose file: yaml: unmarshal errors:\n  line 1: cannot unmarshal !!seq into bake.xbake",
  },
  {
    text: "services:\n  a:\n    image: im\n    build:\n      context: .\n      x-bake:\n        tags: ''\n",
    targets: { a: { tags: ["im"] } },
  },
  {
    text: "services:\n  a:\n    image: im\n    build:\n      context: .\n      x-bake:\n        output: ''\n",
    targets: { a: { tags: ["im"] } },
  },
  {
    text: "services:\n  a:\n    image: im\n    build:\n      context: .\n      x-bake:\n        output: ['']\n",
    targets: { a: { tags: ["im"] } },
  },
  {
    text: "services:\n  a:\n    image: im\n    build:\n      context: .\n      x-bake:\n        secret: [foo]\n",
    error: "failed to parse compose file: invalid field 'foo' must be a key=value pair",
  },
  {
    text: "services:\n  a:\n    image: im\n    build:\n      context: .\n      x-bake:\n        output: ['type=docker', foo=bar]\n",
    targets: { a: { tags: ["im"], output: [{ type: "docker" }, { dest: "foo=bar", type: "local" }] } },
  },
  {
    text: "services:\n  a:\n    image: im\n    build:\n      context: .\n      x-bake:\n        cache-from: ['foo=bar']\n",
    error: 'failed to parse compose file: type required for "foo=bar"',
    newer: true,
  },
  {
    text: "services:\n  a:\n    image: im\n    build:\n      context: .\n      x-bake:\n        entitlements: [network.host]\n",
    targets: { a: { tags: ["im"] } },
  },
  { text: "services: {a: {build: .}}\nx-bake: {tags: [z]}", targets: { a: {} } },
  {
    text: "x-common: &c {context: ., args: {A: 1}}\nservices: {a: {build: {<<: *c, target: t}}, b: {build: *c}}",
    targets: { a: { args: { A: "1" }, target: "t" }, b: { args: { A: "1" } } },
  },
  {
    text: "x-a: &a {args: {A: 1}}\nx-b: &b {args: {B: 1}, target: tt}\nservices: {a: {build: {<<: [*a, *b], context: .}}}",
    targets: { a: { args: { A: "1" }, target: "tt" } },
  },
  {
    text: "x-a: &a [ta, tb]\nservices: {a: {build: {context: ., tags: *a}}}",
    targets: { a: { tags: ["ta", "tb"] } },
  },
  {
    text: "services: {a: &a {build: {context: ., args: &args {A: $X}}}, b: {<<: *a, build: {context: x, args: {<<: *args, B: 2}}}}",
    targets: { a: { args: { A: "" } }, b: { context: "x", args: { A: "", B: "2" } } },
  },
  {
    text: "services: {a: {build: {<<: foo, context: .}}}",
    error:
      "failed to parse : yaml: construct errors:\n  line 1: yaml: map merge requires map or sequence of maps as the value",
    newer: true,
  },
  {
    text: "services: {a: {build: {'<<': {target: q}, context: .}}}",
    error: "services.a.build additional properties '<<' not allowed",
  },
  {
    text: "services: {a: {build: {context: 'https://github.com/x/y.git#main:sub', dockerfile: ../D}}}",
    targets: { a: { context: "https://github.com/x/y.git#main:sub", dockerfile: "../D" } },
  },
  { text: "services: {a: {build: ./x/../y/}}", targets: { a: { context: "y" } } },
  { text: "services: {a: {build: ''}}", targets: { a: {} } },
  { text: "services: {a: {build: {context: '', target: ''}}}", targets: { a: {} } },
  { text: "services: {a: {build: ~/foo}}", targets: { a: { context: "/root/foo" } } },
  { text: "services: {a: {build: ..}}", targets: { a: { context: ".." } } },
  {
    text: "services: {a: {build: {context: ., network: host}}}",
    targets: { a: { network: "host", entitlements: ["network.host"] } },
  },
  {
    text: "services: {a: {build: {context: ., entitlements: [x], privileged: true, isolation: foo, no_cache_filter: [a]}}}",
    targets: { a: {} },
    newer: true,
  },
  { text: "services: {a: {build: {context: ., x-foo: 1}}}", targets: { a: {} } },
  { text: "services: {x-foo: {build: .}, b: {build: .}}", targets: { b: {}, "x-foo": {} } },
  { text: "services: {a: {profiles: [p], build: .}, b: {build: .}}", targets: { a: {}, b: {} } },
  {
    text: "services: {a: {build: {context: ., labels: [x=1, x=2, y]}}}",
    targets: { a: { labels: { x: "2", y: "" } } },
  },
  {
    text: "services: {a: {build: {context: ., args: ['A=1=2', 'B=', '=x']}}}",
    targets: { a: { args: { "": "x", A: "1=2", B: "" } } },
  },
  {
    text: "services: {a: {build: {context: ., cache_from: ['a,b', 'type=registry,ref=x', '']}}}",
    targets: {
      a: {
        "cache-from": [
          { ref: "a", type: "registry" },
          { ref: "b", type: "registry" },
          { ref: "x", type: "registry" },
        ],
      },
    },
  },
  {
    text: "services: {a: {build: {context: ., cache_from: ['type=']}}}",
    error: 'failed to parse compose file: type required for "type="',
    newer: true,
  },
  {
    text: "services: {a: {build: {context: ., cache_from: ['foo=bar']}}}",
    error: 'failed to parse compose file: type required for "foo=bar"',
    newer: true,
  },
  {
    text: "services: {a: {build: {context: ., cache_from: ['a=b,c']}}}",
    error: "failed to parse compose file: invalid value c",
  },
  {
    text: "services: {a: {build: {context: ., provenance: 'mode=max,foo'}}}",
    error: "failed to parse compose file: invalid value foo",
  },
  {
    text: "services: {a: {build: {context: ., sbom: 'generator=x'}}}",
    targets: { a: { attest: [{ generator: "x", type: "sbom" }] } },
  },
  {
    text: "services: {a: {build: {context: ., args: {A: '${B:-${C:-d}}', D: '$${x}', E: '%{x}'}}}}",
    targets: { a: { args: { A: "d", D: "$${x}", E: "%%{x}" } } },
  },
  { text: "services: {a: {build: {context: ., dockerfile: ''}}}", targets: { a: {} } },
  { text: "services: {a: {build: {context: ., dockerfile_inline: '${A}'}}}", targets: { a: {} } },
  {
    text: "secrets: {a: {file: x, foo: 1}}\nservices: {a: {build: .}}",
    error: "secrets.a additional properties 'foo' not allowed",
  },
  {
    text: "secrets: {a: {external: {name: z}}}\nservices: {a: {build: {context: ., secrets: [a]}}}",
    error: "failed to parse compose file: unsupported external secret z",
  },
  {
    text: "secrets: {a: {external: {name: z}, name: y}}\nservices: {a: {build: .}}",
    error: "secrets.a: name and external.name conflict; only use name",
  },
  {
    text: "secrets: {a: {external: maybe}}\nservices: {a: {build: .}}",
    error:
      "error while interpolating secrets.a.external: failed to cast to expected type: invalid boolean: maybe",
  },
  { text: "secrets: {a: {file: 5}}\nservices: {a: {build: .}}", error: "secrets.a.file must be a string" },
  { text: "secrets: {a: }\nservices: {a: {build: .}}", error: "secrets.a must be a mapping" },
  { text: "secrets: []\nservices: {a: {build: .}}", error: "secrets must be a mapping" },
  {
    text: "secrets: {'a b': {file: x}}\nservices: {a: {build: .}}",
    error: "secrets additional properties 'a b' not allowed",
  },
  {
    text: "secrets: {a: {driver_opts: {x: [1]}}}\nservices: {a: {build: .}}",
    error: "secrets.a.driver_opts.x must be a number or string",
  },
  {
    text: "services: {a: {build: {context: ., secrets: [{source: s, mode: 0444, x-a: 1}]}}}\nsecrets: {s: {environment: E}}",
    targets: { a: { secret: [{ id: "s", env: "E" }] } },
  },
  {
    text: "services: {a: {build: {context: ., secrets: [{source: s, foo: 1}]}}}\nsecrets: {s: {environment: E}}",
    error: "services.a.build.secrets.0 additional properties 'foo' not allowed",
  },
  {
    text: "services: {a: {build: {context: ., secrets: s}}}\nsecrets: {s: {environment: E}}",
    error: "services.a.build.secrets must be a array",
  },
  {
    text: "services: {a: {build: {context: ., secrets: [5]}}}",
    error: "services.a.build.secrets.[]: unsupported type int",
  },
  {
    text: "services: {a: {build: {context: ., secrets: [s, s]}}}\nsecrets: {s: {environment: E}}",
    targets: { a: { secret: [{ id: "s", env: "E" }] } },
  },
  {
    text: "services: {a: {build: {context: ., platforms: linux/amd64}}}",
    error: "services.a.build.platforms must be a array",
  },
  {
    text: "services: {a: {build: {context: ., cache_from: a}}}",
    error: "services.a.build.cache_from must be a array",
  },
  {
    text: "services: {a: {build: {context: ., labels: {a: [1]}}}}",
    error: "services.a.build.labels.a must be a boolean, null, number or string",
  },
  { text: "services: {a: {build: {context: ., args: [A, A]}}}", targets: { a: {} } },
  {
    text: "services: {a: {build: {context: ., extra_hosts: [a=1, a=1]}}}",
    error: "services.a.build.extra_hosts must be a mapping",
  },
  {
    text: "services: {a: {build: {context: ., extra_hosts: {a: 5}}}}",
    error: "services.a.build.extra_hosts.a must be a string",
  },
  {
    text: "services: {a: {build: {context: ., extra_hosts: {a: }}}}",
    error: "services.a.build.extra_hosts.a must be a string",
  },
  {
    text: "services: {a: {build: {context: ., no_cache: 5}}}",
    error: "services.a.build.no_cache must be a boolean or string",
  },
  {
    text: "services: {a: {build: {context: ., env: 5}, environment: [A=1, A=2, 5]}}",
    error: "services.a.environment.[2]: unexpected type int",
  },
  {
    text: "services: {a: {build: ., environment: {A: {}}}}",
    error: "services.a.environment.A must be a boolean, null, number or string",
  },
  { text: "services: {a: {build: ., env_file: [5]}}", error: "services.a.env_file.0 must be a string" },
  {
    text: "services: {a: {build: ., env_file: 5}}",
    error: "services.a.env_file: invalid type int for env_file",
  },
  {
    text: "services: {a: {build: ., env_file: [{path: x, foo: 1}]}}",
    error: "services.a.env_file.0 additional properties 'foo' not allowed",
  },
  {
    files: { "compose.yaml": "services: {a: {build: ., env_file: [{path: e, format: raw}]}}", e: "" },
    error: 'unsupported env_file format "raw"',
  },
  {
    files: { "compose.yaml": "services: {a: {build: ., env_file: e}}", e: "A B=1" },
    error: "failed to read e: line 1: key cannot contain a space",
  },
  { text: "---\n", error: "top-level object must be a mapping" },
  { text: "# c\n", error: "empty compose file" },
  { text: "services: {a: {build: .}}\n---\n# c\n", error: "top-level object must be a mapping" },
  {
    text: "services: {a: {build: .}}\n...\n---\nservices: {a: {build: {target: t}}}",
    targets: { a: { target: "t" } },
  },
  { text: "﻿services: {a: {build: .}}", targets: { a: {} } },
  { text: 'services: {a: {build: "x\\ty"}}', targets: { a: { context: "x\ty" } } },
  {
    text: "services: @x",
    error:
      "failed to parse : yaml: while scanning for the next token at line 1, column 11: found character that cannot start any token",
    newer: true,
  },
  {
    text: "services: {a: {build: `x`}}",
    error:
      "failed to parse : yaml: while scanning for the next token at line 1, column 23: found character that cannot start any token",
    newer: true,
  },
  {
    text: "services: {a: {build: %x}}",
    error:
      "failed to parse : yaml: while scanning for the next token at line 1, column 23: found character that cannot start any token",
    newer: true,
  },
  { text: "!!map {services: {a: {build: .}}}", targets: { a: {} } },
  {
    text: "services: {a: {build: !!int x}}",
    error: "failed to parse : yaml: construct errors:\n  line 1: yaml: cannot construct !!str `x` as a !!int",
    newer: true,
  },
  {
    text: "services: {a: {build: {context: ., no_cache: !!bool 'true'}}}",
    targets: { a: { "no-cache": true } },
  },
  {
    text: "services: {a: {build: {context: ., args: {A: !!null x}}}}",
    error:
      "failed to parse : yaml: construct errors:\n  line 1: yaml: cannot construct !!str `x` as a !!null",
    newer: true,
  },
  {
    text: "services: {a: {build: {context: ., args: {A: !!binary aGk=}}}}",
    targets: { a: { args: { A: "hi" } } },
  },
  { text: "true: x", error: "non-string key at top level: true" },
  { text: "1.5: x", error: "non-string key at top level: 1.5" },
  { text: "~: x", error: "non-string key at top level: <nil>" },
  {
    text: "services: {a: {build: {context: ., args: {1: x}}}}",
    error: "non-string key in services.a.build.args: 1",
  },
  {
    text: "services: {a: {build: {context: ., args: {true: x}}}}",
    error: "non-string key in services.a.build.args: true",
  },
  {
    text: "services: {a: {build: {context: ., args: {A: !!binary aGk=, B: !foo 5, C: ! 5, D: !foo '5', E: !!set x, F: !!timestamp 2020-01-01}}}}",
    targets: { a: { args: { A: "hi", B: "5", C: "5", D: "5", E: "x", F: "2020-01-01 00:00:00 +0000 UTC" } } },
    newer: true,
  },
  {
    text: "services: {a: {build: !override {context: ., args: {A: !override 5}}}}",
    targets: { a: { args: { A: "5" } } },
  },
];
