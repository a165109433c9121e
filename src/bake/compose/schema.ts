/** The types that JSON distinguishes, as a schema names them. */
export type SchemaType = "object" | "array" | "string" | "integer" | "number" | "boolean" | "null";

/** The part of JSON Schema that is needed for the part of a Compose file that bake reads. */
export interface Schema {
  readonly type?: readonly SchemaType[];
  /** Exactly one of these, of which never two can hold. */
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  /** What keys of a form hold; where there is one of the two, other keys are refused unless `open`. */
  readonly keys?: readonly [RegExp, Schema];
  readonly open?: boolean;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly uniqueItems?: boolean;
}

const any: Schema = {};
const string: Schema = { type: ["string"] };
const flag: Schema = { type: ["boolean", "string"] };
const strings: Schema = { type: ["array"], items: string };
const extensions: readonly [RegExp, Schema] = [/^x-/, any];
const scalar: Schema = { type: ["string", "number", "boolean", "null"] };
const uniqueStrings: Schema = { type: ["array"], items: string, uniqueItems: true };
const pairs: Schema = { oneOf: [{ type: ["object"], keys: [/./, scalar] }, uniqueStrings] };

const hosts: Schema = {
  oneOf: [
    { type: ["object"], keys: [/./, { oneOf: [string, { type: ["array"], items: string }] }] },
    uniqueStrings,
  ],
};

const limit: Schema = { type: ["integer", "string"] };

const ulimits: Schema = {
  type: ["object"],
  open: true,
  keys: [
    /^[a-z]+$/,
    {
      oneOf: [
        limit,
        {
          type: ["object"],
          properties: { hard: limit, soft: limit },
          required: ["soft", "hard"],
          keys: extensions,
        },
      ],
    },
  ],
};

const secretMounts: Schema = {
  type: ["array"],
  items: {
    oneOf: [
      string,
      {
        type: ["object"],
        properties: {
          source: string,
          target: string,
          uid: string,
          gid: string,
          mode: { type: ["number", "string"] },
        },
        keys: extensions,
      },
    ],
  },
};

const build: Schema = {
  oneOf: [
    string,
    {
      type: ["object"],
      keys: extensions,
      properties: {
        context: string,
        dockerfile: string,
        dockerfile_inline: string,
        entitlements: strings,
        args: pairs,
        ssh: pairs,
        labels: pairs,
        cache_from: strings,
        cache_to: strings,
        no_cache: flag,
        no_cache_filter: { oneOf: [string, uniqueStrings] },
        additional_contexts: pairs,
        network: string,
        provenance: { type: ["string", "boolean"] },
        sbom: { type: ["string", "boolean"] },
        pull: flag,
        target: string,
        shm_size: limit,
        extra_hosts: hosts,
        isolation: string,
        privileged: flag,
        secrets: secretMounts,
        tags: strings,
        ulimits,
        platforms: strings,
      },
    },
  ],
};

const envFile: Schema = {
  oneOf: [
    string,
    {
      type: ["array"],
      items: {
        oneOf: [
          string,
          {
            type: ["object"],
            properties: { path: string, format: string, required: flag },
            keys: [/(?!)/, any],
            required: ["path"],
          },
        ],
      },
    },
  ],
};

const secret: Schema = {
  type: ["object"],
  keys: extensions,
  properties: {
    name: string,
    environment: string,
    file: string,
    external: { type: ["boolean", "string", "object"], open: true, properties: { name: string } },
    labels: pairs,
    driver: string,
    driver_opts: { type: ["object"], open: true, keys: [/./, { type: ["string", "number"] }] },
    template_driver: string,
  },
};

const NAME = /^[a-zA-Z0-9._-]+$/;

const service: Schema = {
  type: ["object"],
  open: true,
  properties: { image: string, build, environment: pairs, env_file: envFile },
};

/** What the parts of a Compose model that bake reads must look like, by the Compose specification's own schema. */
export const composeSchema: Schema = {
  type: ["object"],
  open: true,
  properties: {
    services: { type: ["object"], keys: [NAME, service] },
    secrets: { type: ["object"], keys: [NAME, secret] },
  },
};
