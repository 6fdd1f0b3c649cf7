import type { FindingRule } from "./finding.ts";
import { ADMISSION_RULES } from "./rules_admission.ts";
import { API_SERVER_RULES } from "./rules_api_server.ts";
import { AUTOSCALING_RULES } from "./rules_autoscaling.ts";
import { BATCH_RULES } from "./rules_batch.ts";
import { CERTIFICATE_RULES } from "./rules_certificates.ts";
import { CONNECTION_TRACKING_RULES } from "./rules_connection_tracking.ts";
import { CPU_RULES } from "./rules_cpu.ts";
import { CRASH_RULES } from "./rules_crashes.ts";
import { CREDENTIAL_RULES } from "./rules_credentials.ts";
import { CRON_JOB_RULES } from "./rules_cron_jobs.ts";
import { DEPENDENCY_RULES } from "./rules_dependencies.ts";
import { DISK_RULES } from "./rules_disks.ts";
import { DISRUPTION_RULES } from "./rules_disruption.ts";
import { DNS_RULES } from "./rules_dns.ts";
import { DRIFT_RULES } from "./rules_drift.ts";
import { ERROR_RULES } from "./rules_errors.ts";
import { HOLDER_RULES } from "./rules_holders.ts";
import { HOST_RULES } from "./rules_hosts.ts";
import { IMAGE_RULES } from "./rules_images.ts";
import { INIT_RULES } from "./rules_init.ts";
import { LEAK_RULES } from "./rules_leaks.ts";
import { LIFECYCLE_RULES } from "./rules_lifecycle.ts";
import { LIMIT_DEFAULT_RULES } from "./rules_limit_defaults.ts";
import { MEMORY_RULES } from "./rules_memory.ts";
import { NETWORK_POLICY_RULES } from "./rules_network_policies.ts";
import { NODE_CPU_RULES } from "./rules_node_cpu.ts";
import { NODE_TROUBLE_RULES } from "./rules_node_troubles.ts";
import { NODE_RULES } from "./rules_nodes.ts";
import { POD_SANDBOX_RULES } from "./rules_pod_sandboxes.ts";
import { PREEMPTION_RULES } from "./rules_preemption.ts";
import { PROBE_RULES } from "./rules_probes.ts";
import { QUEUE_RULES } from "./rules_queues.ts";
import { REFERENCE_RULES } from "./rules_references.ts";
import { REFUSAL_RULES } from "./rules_refusals.ts";
import { ROLLOUT_RULES } from "./rules_rollouts.ts";
import { ROUTE_RULES } from "./rules_routes.ts";
import { SCALING_RULES } from "./rules_scaling.ts";
import { SCHEDULING_RULES } from "./rules_scheduling.ts";
import { SERVED_CERTIFICATE_RULES } from "./rules_served_certificates.ts";
import { SERVICE_ACCOUNT_RULES } from "./rules_service_accounts.ts";
import { SERVICE_RULES } from "./rules_services.ts";
import { SPACE_RULES } from "./rules_space.ts";
import { TRAFFIC_RULES } from "./rules_traffic.ts";
import { UNREACHABLE_RULES } from "./rules_unreachable.ts";
import { VOLUME_HOLD_RULES } from "./rules_volume_holds.ts";
import { VOLUME_RULES } from "./rules_volumes.ts";
import { WEBHOOK_REJECTION_RULES } from "./rules_webhook_rejections.ts";
import { WEBHOOK_RULES } from "./rules_webhooks.ts";

/** Every rule; adding one is adding a row to the table of its topic. */
export const FINDING_RULES: readonly FindingRule[] = [
  ...ADMISSION_RULES,
  ...API_SERVER_RULES,
  ...AUTOSCALING_RULES,
  ...BATCH_RULES,
  ...CERTIFICATE_RULES,
  ...CONNECTION_TRACKING_RULES,
  ...CPU_RULES,
  ...CRASH_RULES,
  ...CREDENTIAL_RULES,
  ...CRON_JOB_RULES,
  ...DEPENDENCY_RULES,
  ...DISK_RULES,
  ...DISRUPTION_RULES,
  ...DNS_RULES,
  ...DRIFT_RULES,
  ...ERROR_RULES,
  ...HOLDER_RULES,
  ...HOST_RULES,
  ...IMAGE_RULES,
  ...INIT_RULES,
  ...LEAK_RULES,
  ...LIFECYCLE_RULES,
  ...LIMIT_DEFAULT_RULES,
  ...MEMORY_RULES,
  ...NETWORK_POLICY_RULES,
  ...NODE_CPU_RULES,
  ...NODE_TROUBLE_RULES,
  ...NODE_RULES,
  ...POD_SANDBOX_RULES,
  ...PREEMPTION_RULES,
  ...PROBE_RULES,
  ...QUEUE_RULES,
  ...REFERENCE_RULES,
  ...REFUSAL_RULES,
  ...ROLLOUT_RULES,
  ...ROUTE_RULES,
  ...SCALING_RULES,
  ...SCHEDULING_RULES,
  ...SERVED_CERTIFICATE_RULES,
  ...SERVICE_ACCOUNT_RULES,
  ...SERVICE_RULES,
  ...SPACE_RULES,
  ...TRAFFIC_RULES,
  ...UNREACHABLE_RULES,
  ...VOLUME_HOLD_RULES,
  ...VOLUME_RULES,
  ...WEBHOOK_REJECTION_RULES,
  ...WEBHOOK_RULES,
];
