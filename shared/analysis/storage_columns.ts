import type { ConfigMap, PersistentVolume, PersistentVolumeClaim } from "./kube_storage.ts";
import type { ObjectTable } from "./object_columns.ts";
import { formatBytes } from "./quantity.ts";

const persistentVolumeClaims: ObjectTable<PersistentVolumeClaim> = {
  trouble: ({ status }) => status?.phase === "Bound" ? 0 : 1,
  columns: [
    { title: "status", from: "concise", cell: ({ status }) => status?.phase },
    {
      title: "capacity",
      from: "concise",
      cell: ({ spec, status }) =>
        status?.capacity?.["storage"] ?? spec?.resources?.requests?.["storage"],
    },
    { title: "class", cell: ({ spec }) => spec?.storageClassName },
    { title: "modes", cell: ({ spec }) => spec?.accessModes?.join(",") },
    { title: "volume", from: "full", cell: ({ spec }) => spec?.volumeName },
  ],
};

const persistentVolumes: ObjectTable<PersistentVolume> = {
  trouble: ({ status }) => /^(?:Bound|Available)$/.test(status?.phase ?? "") ? 0 : 1,
  columns: [
    { title: "status", from: "concise", cell: ({ status }) => status?.phase },
    { title: "capacity", from: "concise", cell: ({ spec }) => spec?.capacity?.["storage"] },
    {
      title: "claim",
      from: "concise",
      cell: ({ spec }) => spec?.claimRef && `${spec.claimRef.namespace}/${spec.claimRef.name}`,
    },
    { title: "class", cell: ({ spec }) => spec?.storageClassName },
    { title: "reclaim", cell: ({ spec }) => spec?.persistentVolumeReclaimPolicy },
    { title: "reason", cell: ({ status }) => status?.reason },
  ],
};

const configMaps: ObjectTable<ConfigMap> = {
  columns: [
    { title: "keys", from: "concise", cell: (map) => keySizes(map).length },
    {
      title: "sizes",
      cell: (map) => keySizes(map).map(([key, bytes]) => `${key} ${formatBytes(bytes)}`).join(", "),
    },
  ],
};

function keySizes({ data = {}, binaryData = {} }: ConfigMap): [key: string, bytes: number][] {
  // Base64 holds three bytes in four characters.
  return [
    ...Object.entries(data).map(([key, value]): [string, number] => [key, value.length]),
    ...Object.entries(binaryData).map(([key, value]): [string, number] => [
      key,
      Math.floor(value.length * 0.75),
    ]),
  ];
}

/** Tables by resource and group. */
export const storageTables = {
  "persistentvolumeclaims": persistentVolumeClaims,
  "persistentvolumes": persistentVolumes,
  "configmaps": configMaps,
};
