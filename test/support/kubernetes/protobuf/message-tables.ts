/**
 * The messages of `k8s.io/api` that clients send, as far as they are used, with their numbers in protobuf. One field is
 * `NUMBER NAME TYPE`, with `[]` for repeated ones, `{}` for maps with string keys, and `?` where zero differs from absent
 * (Go's pointers). The name `.` stands for the fields of a message that lie in the one around it. `Opaque` is read from
 * JSON only, and `Ignored` not at all.
 */
const tables: Readonly<Record<string, string>> = {
  ObjectMeta: `1 name string; 2 generateName string; 3 namespace string; 4 selfLink string; 5 uid string;
    6 resourceVersion string; 7 generation int; 8 creationTimestamp Time; 9 deletionTimestamp Time;
    10 deletionGracePeriodSeconds int?; 11 labels string{}; 12 annotations string{};
    13 ownerReferences OwnerReference[]; 14 finalizers string[]; 17 managedFields Opaque[]`,
  OwnerReference: `1 kind string; 3 name string; 4 uid string; 5 apiVersion string; 6 controller bool?;
    7 blockOwnerDeletion bool?`,
  LabelSelector: "1 matchLabels string{}; 2 matchExpressions LabelSelectorRequirement[]",
  LabelSelectorRequirement: "1 key string; 2 operator string; 3 values string[]",
  DeleteOptions: `1 gracePeriodSeconds int?; 2 preconditions Preconditions; 3 orphanDependents bool?;
    4 propagationPolicy string; 5 dryRun string[]`,
  Preconditions: "1 uid string; 2 resourceVersion string",
  ConfigMap: "1 metadata ObjectMeta; 2 data string{}; 3 binaryData bytes{}; 4 immutable bool?",
  Secret: "1 metadata ObjectMeta; 2 data bytes{}; 3 type string; 4 stringData string{}; 5 immutable bool?",
  Namespace: "1 metadata ObjectMeta; 2 spec NamespaceSpec; 3 status Ignored",
  NamespaceSpec: "1 finalizers string[]",
  ServiceAccount: "1 metadata ObjectMeta; 4 automountServiceAccountToken bool?",
  ResourceQuota: "1 metadata ObjectMeta; 2 spec ResourceQuotaSpec; 3 status Ignored",
  ResourceQuotaSpec: "1 hard Quantity{}; 2 scopes string[]",
  SelfSubjectAccessReview: "1 metadata ObjectMeta; 2 spec AccessReviewSpec; 3 status Ignored",
  AccessReviewSpec: "1 resourceAttributes ResourceAttributes",
  ResourceAttributes: `1 namespace string; 2 verb string; 3 group string; 4 version string; 5 resource string;
    6 subresource string; 7 name string`,
  Deployment: "1 metadata ObjectMeta; 2 spec DeploymentSpec; 3 status Ignored",
  DeploymentSpec: `1 replicas int?; 2 selector LabelSelector; 3 template PodTemplateSpec; 4 strategy Strategy;
    5 minReadySeconds int; 6 revisionHistoryLimit int?; 7 paused bool; 9 progressDeadlineSeconds int?`,
  Strategy: "1 type string; 2 rollingUpdate Opaque",
  StatefulSet: "1 metadata ObjectMeta; 2 spec StatefulSetSpec; 3 status Ignored",
  StatefulSetSpec: `1 replicas int?; 2 selector LabelSelector; 3 template PodTemplateSpec;
    4 volumeClaimTemplates PersistentVolumeClaim[]; 5 serviceName string; 6 podManagementPolicy string;
    7 updateStrategy Strategy; 8 revisionHistoryLimit int?; 9 minReadySeconds int;
    10 persistentVolumeClaimRetentionPolicy Opaque; 11 ordinals Opaque`,
  Pod: "1 metadata ObjectMeta; 2 spec PodSpec; 3 status Ignored",
  PersistentVolumeClaim: "1 metadata ObjectMeta; 2 spec PersistentVolumeClaimSpec; 3 status Ignored",
  PersistentVolumeClaimSpec: `1 accessModes string[]; 2 resources Resources; 3 volumeName string;
    4 selector LabelSelector; 5 storageClassName string?; 6 volumeMode string?`,
  Resources: "1 limits Quantity{}; 2 requests Quantity{}",
  PodTemplateSpec: "1 metadata ObjectMeta; 2 spec PodSpec",
  PodSpec: `1 volumes Volume[]; 2 containers Container[]; 3 restartPolicy string;
    4 terminationGracePeriodSeconds int?; 5 activeDeadlineSeconds int?; 6 dnsPolicy string; 7 nodeSelector string{};
    8 serviceAccountName string; 9 serviceAccount string; 10 nodeName string; 11 hostNetwork bool; 12 hostPID bool;
    13 hostIPC bool; 14 securityContext PodSecurityContext; 15 imagePullSecrets LocalObject[]; 16 hostname string;
    17 subdomain string; 18 affinity Opaque; 19 schedulerName string; 20 initContainers Container[]; 21 automountServiceAccountToken bool?;
    22 tolerations Toleration[]; 24 priorityClassName string; 25 priority int?; 27 shareProcessNamespace bool?`,
  PodSecurityContext: `2 runAsUser int?; 3 runAsNonRoot bool?; 5 fsGroup int?; 6 runAsGroup int?;
    10 seccompProfile SeccompProfile; 11 appArmorProfile SeccompProfile`,
  Container: `1 name string; 2 image string; 3 command string[]; 4 args string[]; 5 workingDir string;
    6 ports ContainerPort[]; 7 env EnvVar[]; 19 envFrom Opaque[];
    8 resources Resources; 9 volumeMounts VolumeMount[]; 10 livenessProbe Probe; 11 readinessProbe Probe;
    12 lifecycle Ignored; 13 terminationMessagePath string; 14 imagePullPolicy string;
    15 securityContext SecurityContext; 16 stdin bool; 17 stdinOnce bool; 18 tty bool;
    20 terminationMessagePolicy string; 22 startupProbe Probe`,
  ContainerPort: "1 name string; 2 hostPort int; 3 containerPort int; 4 protocol string; 5 hostIP string",
  EnvVar: "1 name string; 2 value string; 3 valueFrom EnvVarSource",
  EnvVarSource:
    "1 fieldRef Opaque; 2 resourceFieldRef Opaque; 3 configMapKeyRef KeySelector; 4 secretKeyRef KeySelector",
  KeySelector: "1 . LocalObject; 2 key string; 3 optional bool?",
  VolumeMount: `1 name string; 2 readOnly bool; 3 mountPath string; 4 subPath string; 5 mountPropagation string?;
    6 subPathExpr string`,
  Volume: "1 name string; 2 . VolumeSource",
  VolumeSource: `2 emptyDir EmptyDir; 10 persistentVolumeClaim ClaimSource; 19 configMap ConfigMapSource`,
  EmptyDir: "1 medium string; 2 sizeLimit Quantity",
  ClaimSource: "1 claimName string; 2 readOnly bool",
  ConfigMapSource: "1 . LocalObject; 2 items KeyToPath[]; 3 defaultMode int?; 4 optional bool?",
  LocalObject: "1 name string",
  KeyToPath: "1 key string; 2 path string; 3 mode int?",
  SecurityContext: `1 capabilities Capabilities; 2 privileged bool?; 4 runAsUser int?; 5 runAsNonRoot bool?;
    6 readOnlyRootFilesystem bool?; 7 allowPrivilegeEscalation bool?; 8 runAsGroup int?; 9 procMount string?;
    11 seccompProfile SeccompProfile; 12 appArmorProfile SeccompProfile`,
  Capabilities: "1 add string[]; 2 drop string[]",
  SeccompProfile: "1 type string; 2 localhostProfile string?",
  Probe: `1 . ProbeHandler; 2 initialDelaySeconds int; 3 timeoutSeconds int; 4 periodSeconds int;
    5 successThreshold int; 6 failureThreshold int; 7 terminationGracePeriodSeconds int?`,
  ProbeHandler: "1 exec ExecAction",
  ExecAction: "1 command string[]",
  Toleration: "1 key string; 2 operator string; 3 value string; 4 effect string; 5 tolerationSeconds int?",
  Unknown: "1 typeMeta TypeMeta; 2 raw bytes; 3 contentEncoding string; 4 contentType string",
  TypeMeta: "1 apiVersion string; 2 kind string",
};

/** A field of a message. */
export interface Field {
  readonly name: string;
  readonly type: string;
  readonly shape: "one" | "list" | "map";
  /** Whether a zero is said, and not what absence means. */
  readonly pointer: boolean;
}

const parsed = new Map<string, ReadonlyMap<number, Field>>();

/** The fields of a message by the name that they have in JSON; undefined for a message that the tables lack. */
export function namedFields(message: string): ReadonlyMap<string, Field> | undefined {
  const fields = messageFields(message);
  if (fields === undefined) return undefined;
  const named = [...fields.values()].flatMap((field): [string, Field][] =>
    field.name === "." ? [...(namedFields(field.type) ?? [])] : [[field.name, field]],
  );
  return new Map(named);
}

/** The fields of a message by number; undefined for a message that the tables lack. */
export function messageFields(message: string): ReadonlyMap<number, Field> | undefined {
  const text = tables[message];
  if (text === undefined) return undefined;
  let fields = parsed.get(message);
  if (fields === undefined) {
    fields = new Map(text.split(";").map(parseField));
    parsed.set(message, fields);
  }
  return fields;
}

function parseField(text: string): [number, Field] {
  const [, number, name, type, mark] = /^\s*(\d+) (\S+) (\w+)(\[\]|\{\}|\?)?\s*$/.exec(text) ?? [];
  if (number === undefined || name === undefined || type === undefined) throw new Error(`no field: ${text}`);
  const shape = mark === "[]" ? "list" : mark === "{}" ? "map" : "one";
  return [Number(number), { name, type, shape, pointer: mark === "?" }];
}
