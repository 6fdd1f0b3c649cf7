import type { WorldObject } from "../world/kube_objects.ts";
import { objectFamilies, type ObjectTable } from "./object_families.ts";
import { phases } from "./object_rows.ts";
import { quantity } from "./quantity.ts";

interface Claim extends WorldObject {
  spec: {
    storageClassName?: string;
    volumeName?: string;
    resources?: { requests?: { storage?: string } };
  };
  status?: { phase?: string };
}

const CLAIMS: ObjectTable<Claim> = {
  key: "persistentvolumeclaims",
  nameLabel: "persistentvolumeclaim",
  metrics: {
    kube_persistentvolumeclaim_info: ["Information about claim.", ({ spec }) => [[
      { storageclass: spec.storageClassName ?? "", volumename: spec.volumeName ?? "" },
      1,
    ]]],
    kube_persistentvolumeclaim_status_phase: phases(["Lost", "Bound", "Pending"]),
    kube_persistentvolumeclaim_resource_requests_storage_bytes: [
      "Requested size.",
      ({ spec }) => [[{}, quantity(spec.resources?.requests?.storage)]],
    ],
  },
};

const VOLUMES: ObjectTable<WorldObject> = {
  key: "persistentvolumes",
  nameLabel: "persistentvolume",
  metrics: {
    kube_persistentvolume_status_phase: phases([
      "Pending",
      "Available",
      "Bound",
      "Released",
      "Failed",
    ]),
    kube_persistentvolume_info: ["Information about volume.", ({ spec }) => [[
      { storageclass: String((spec as { storageClassName?: string }).storageClassName ?? "") },
      1,
    ]]],
  },
};

/** kube-state-metrics on volumes and their claims. */
export const STORAGE_FAMILIES = [...objectFamilies(CLAIMS), ...objectFamilies(VOLUMES)];
