import { uuid } from "../random.ts";
import type { ClusterBuilder } from "./cluster_builder.ts";

/** Builds the claim `data-<pod>` and the volume it is bound to. */
export function buildVolume(
  builder: ClusterBuilder,
  { namespace, pod, size }: {
    readonly namespace: string;
    readonly pod: string;
    readonly size: string;
  },
  atMs: number,
): void {
  const claim = `data-${pod}`;
  const volume = `pvc-${uuid(builder.hash(`volume of ${namespace}/${claim}`))}`;
  const shared = {
    accessModes: ["ReadWriteOnce"],
    storageClassName: "standard",
    volumeMode: "Filesystem",
  };
  builder.create(
    {
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: {
        name: claim,
        namespace,
        labels: { app: pod.replace(/-\d+$/, "") },
        annotations: { "volume.kubernetes.io/storage-provisioner": PROVISIONER },
        finalizers: ["kubernetes.io/pvc-protection"],
      },
      spec: { ...shared, resources: { requests: { storage: size } }, volumeName: volume },
      status: { phase: "Bound", accessModes: shared.accessModes, capacity: { storage: size } },
    },
    atMs,
    "kube-controller-manager",
  );
  builder.create(
    {
      apiVersion: "v1",
      kind: "PersistentVolume",
      metadata: { name: volume, finalizers: ["kubernetes.io/pv-protection"] },
      spec: {
        ...shared,
        capacity: { storage: size },
        claimRef: { apiVersion: "v1", kind: "PersistentVolumeClaim", namespace, name: claim },
        persistentVolumeReclaimPolicy: "Delete",
        csi: { driver: PROVISIONER, volumeHandle: volume },
      },
      status: { phase: "Bound" },
    },
    atMs,
    "csi-provisioner",
  );
}

const PROVISIONER = "csi.example";

/** Builds the default StorageClass and its driver. */
export function buildStorageClass(builder: ClusterBuilder, atMs: number): void {
  builder.create({
    apiVersion: "storage.k8s.io/v1",
    kind: "StorageClass",
    metadata: {
      name: "standard",
      annotations: { "storageclass.kubernetes.io/is-default-class": "true" },
    },
    provisioner: PROVISIONER,
    reclaimPolicy: "Delete",
    volumeBindingMode: "WaitForFirstConsumer",
    allowVolumeExpansion: true,
  }, atMs);
  builder.create({
    apiVersion: "storage.k8s.io/v1",
    kind: "CSIDriver",
    metadata: { name: PROVISIONER },
    spec: { attachRequired: true, podInfoOnMount: false },
  }, atMs);
}
