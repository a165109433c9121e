import type { Toleration } from "./tolerations.js";

/** Amounts in the canonical form of Kubernetes; what is absent is not asked for. */
export interface Amounts {
  readonly cpu?: string;
  readonly memory?: string;
  readonly "ephemeral-storage"?: string;
}

/** How a pod is chosen. */
export type LoadBalance = "sticky" | "random";

/** The driver's options, checked. */
export interface KubernetesOptions {
  readonly image: string;
  /** Default: the one of the kubeconfig's context. */
  readonly namespace: string | undefined;
  readonly replicas: number;
  readonly requests: Amounts;
  readonly limits: Amounts;
  readonly rootless: boolean;
  readonly nodeSelector: Readonly<Record<string, string>> | undefined;
  readonly annotations: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly tolerations: readonly Toleration[] | undefined;
  readonly serviceAccount: string | undefined;
  readonly schedulerName: string | undefined;
  readonly loadBalance: LoadBalance;
  /** Undefined: nothing is installed for other platforms. */
  readonly qemuImage: string | undefined;
  /** How long pods are waited for, milliseconds. */
  readonly timeout: number;
  /** The user said how long: what may take its time is waited for. */
  readonly patient: boolean;
  /** Size of a claim for the daemon's state; undefined for state that ends with the pod. */
  readonly claim: string | undefined;
  /** Size of a state directory in memory. */
  readonly rootMemory: string | undefined;
  readonly environment: readonly { readonly name: string; readonly value: string }[];
  readonly defaultLoad: boolean;
}
