import type { FindingRule } from "./finding.ts";
import { NODE_TROUBLE_RULES } from "./rules_node_troubles.ts";
import { CERTIFICATE_RULES } from "./rules_certificates.ts";
import { SERVICE_ACCOUNT_RULES } from "./rules_service_accounts.ts";
import { SPACE_RULES } from "./rules_space.ts";
import { CONNECTION_TRACKING_RULES } from "./rules_connection_tracking.ts";
import { VOLUME_HOLD_RULES } from "./rules_volume_holds.ts";
import { CONTROL_PLANE_RULES } from "./rules_control_plane.ts";
import { CREDENTIAL_RULES } from "./rules_credentials.ts";
import { AUTOSCALING_RULES } from "./rules_autoscaling.ts";
import { DISK_RULES } from "./rules_disks.ts";
import { HOST_RULES } from "./rules_hosts.ts";
import { NODE_RULES } from "./rules_nodes.ts";
import { UNREACHABLE_RULES } from "./rules_unreachable.ts";
import { VOLUME_RULES } from "./rules_volumes.ts";
import { DNS_RULES } from "./rules_dns.ts";
import { ADMISSION_RULES } from "./rules_admission.ts";
import { BATCH_RULES } from "./rules_batch.ts";
import { CRASH_RULES } from "./rules_crashes.ts";
import { CRON_JOB_RULES } from "./rules_cron_jobs.ts";
import { DRIFT_RULES } from "./rules_drift.ts";
import { IMAGE_RULES } from "./rules_images.ts";
import { INIT_RULES } from "./rules_init.ts";
import { LIFECYCLE_RULES } from "./rules_lifecycle.ts";
import { MEMORY_RULES } from "./rules_memory.ts";
import { PREEMPTION_RULES } from "./rules_preemption.ts";
import { PROBE_RULES } from "./rules_probes.ts";
import { REFERENCE_RULES } from "./rules_references.ts";
import { ROLLOUT_RULES } from "./rules_rollouts.ts";
import { SCALING_RULES } from "./rules_scaling.ts";
import { SCHEDULING_RULES } from "./rules_scheduling.ts";
import { ROUTE_RULES } from "./rules_routes.ts";
import { NETWORK_POLICY_RULES } from "./rules_network_policies.ts";
import { SERVICE_RULES } from "./rules_services.ts";
import { WEBHOOK_RULES } from "./rules_webhooks.ts";
import { API_SERVER_RULES } from "./rules_api_server.ts";
import { CPU_RULES } from "./rules_cpu.ts";
import { DEPENDENCY_RULES } from "./rules_dependencies.ts";
import { ERROR_RULES } from "./rules_errors.ts";
import { LEAK_RULES } from "./rules_leaks.ts";
import { QUEUE_RULES } from "./rules_queues.ts";
import { TRAFFIC_RULES } from "./rules_traffic.ts";
import { REFUSAL_RULES } from "./rules_refusals.ts";

/** Every rule, by the class of incident it tells; adding one is adding a row to a table. */
export const FINDING_RULES: readonly FindingRule[] = [
  ...ADMISSION_RULES,
  ...BATCH_RULES,
  ...CRASH_RULES,
  ...CRON_JOB_RULES,
  ...DRIFT_RULES,
  ...IMAGE_RULES,
  ...INIT_RULES,
  ...LIFECYCLE_RULES,
  ...MEMORY_RULES,
  ...PREEMPTION_RULES,
  ...PROBE_RULES,
  ...REFERENCE_RULES,
  ...ROLLOUT_RULES,
  ...SCALING_RULES,
  ...SCHEDULING_RULES,
  ...SERVICE_RULES,
  ...NETWORK_POLICY_RULES,
  ...ROUTE_RULES,
  ...DNS_RULES,
  ...VOLUME_RULES,
  ...UNREACHABLE_RULES,
  ...WEBHOOK_RULES,
  ...NODE_RULES,
  ...HOST_RULES,
  ...DISK_RULES,
  ...AUTOSCALING_RULES,
  ...CREDENTIAL_RULES,
  ...API_SERVER_RULES,
  ...CPU_RULES,
  ...DEPENDENCY_RULES,
  ...ERROR_RULES,
  ...LEAK_RULES,
  ...QUEUE_RULES,
  ...TRAFFIC_RULES,
  ...REFUSAL_RULES,
  ...CONTROL_PLANE_RULES,
  ...VOLUME_HOLD_RULES,
  ...CONNECTION_TRACKING_RULES,
  ...SPACE_RULES,
  ...SERVICE_ACCOUNT_RULES,
  ...CERTIFICATE_RULES,
  ...NODE_TROUBLE_RULES,
];
