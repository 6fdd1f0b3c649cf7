/** The lab as a test sees it: addresses, credentials, facts, and a hand on its components. */

import { startComponent, stopComponent } from "./lab_components.ts";
import { FACTS } from "./lab_facts.ts";
import {
  applyManifests,
  kubectl,
  serviceAccountKubeconfig,
  serviceAccountToken,
} from "./lab_kubectl.ts";
import { ADMIN_KUBECONFIG, AUDIT_LOG, CA_CERTIFICATE, URLS } from "./lab_layout.ts";
import { TENANTS } from "./lab_loki_push.ts";
import { BUSY_NAMESPACE } from "./lab_shop.ts";

export const lab = {
  /** `kubernetes`, `prometheus`, `alertmanager`, `loki`, and `lokiTenants`, which wants a tenant. */
  urls: URLS,
  /** The tenants of `lokiTenants`: the first holds namespace shop, the second all else. */
  tenants: TENANTS.map(({ id }) => id),
  caCertificatePath: CA_CERTIFICATE,
  /** cluster-admin, by client certificate. */
  adminKubeconfigPath: ADMIN_KUBECONFIG,
  /** Every request to the API server but those of the lab's own components, a JSON line each. */
  auditLogPath: AUDIT_LOG,
  /** What is wrong in the shop. */
  facts: FACTS,
  /** 80 to 100 pods. */
  busyNamespace: BUSY_NAMESPACE,
  kubectl,
  applyManifests,
  serviceAccountToken,
  serviceAccountKubeconfig,
  startComponent,
  stopComponent,
} as const;
