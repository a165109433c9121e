/**
 * Every kind of failure Slipway reports. A code is stable once released; new ones may be added.
 */
export type SlipwayErrorCode =
  /** A value the caller gave is malformed or contradicts another one; nothing was started. */
  | "invalid-argument"
  /** The named thing (builder, node, context, image, file) does not exist. */
  | "not-found"
  /** The name is taken. */
  | "already-exists"
  /** The operation was cancelled by its AbortSignal or by the user. */
  | "canceled"
  /** A time limit ran out. */
  | "timeout"
  /** No Docker Engine answers at the endpoint. */
  | "engine-unreachable"
  /** No BuildKit daemon answers at the address of a remote builder, or what is there is not trusted or refuses. */
  | "daemon-unreachable"
  /** The Docker Engine answered with an error. */
  | "engine-error"
  /** No Kubernetes API server answers where the kubeconfig says that one is. */
  | "cluster-unreachable"
  /** The Kubernetes API server answered with an error, such as a quota that is used up or a refusal by admission. */
  | "cluster-error"
  /** The engine has no such image and could not pull it. */
  | "image-unavailable"
  /** Builds run on a builder that is to be changed. */
  | "builder-busy"
  /** The builder's container or pods could not be created, started, or did not become ready. */
  | "boot-failed"
  /** The BuildKit daemon ended while it was in use. */
  | "daemon-exited"
  /** The kernel killed the daemon or a build step for want of memory. */
  | "out-of-memory"
  /** No space is left where data had to be written. */
  | "disk-full"
  /** The connection to the engine or the daemon broke. */
  | "connection-lost"
  /** The build itself failed: a step, the frontend, an exporter. */
  | "build-failed"
  /** A registry, a cluster or a credential helper refused or lacks credentials. */
  | "auth-failed"
  /** A registry answered with an error other than a refusal, or does not answer. */
  | "registry-error"
  /** The peer sent what its protocol does not allow, or something outside what it may touch. */
  | "protocol-error"
  /** The driver, daemon or engine cannot do what was asked. */
  | "unsupported"
  /** A file on disk that Slipway shares with others is damaged or foreign. */
  | "corrupt-state"
  /** A file or directory could not be read or written. */
  | "io-error"
  /** A defect in Slipway. */
  | "internal";
