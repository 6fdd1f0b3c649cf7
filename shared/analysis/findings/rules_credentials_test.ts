import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { cartEvent, cartPod, situationWith, told } from "../../testing/situation_fixture.ts";
import type { SituationParts } from "./situation.ts";
import type { LogShift } from "../signals/log_shift.ts";
import { CREDENTIAL_RULES } from "./rules_credentials.ts";
import { SERVICE_ACCOUNT_RULES } from "./rules_service_accounts.ts";

const AT = "2026-11-01T10:00:00Z";
const ROTATION = {
  at: AT,
  entity: { kind: "Secret", namespace: "shop", name: "cart-secret" },
  kind: "secret" as const,
  field: "resource version",
  by: "rotator",
  source: "series" as const,
};

function logged(sample: string, parts: Partial<LogShift> = {}): LogShift {
  const at = "2026-11-01T10:05:00Z";
  return {
    entity: { kind: "Deployment", namespace: "shop", name: "cart" },
    kind: "new",
    template: sample,
    sample,
    count: 40,
    expected: 0,
    since: at,
    lastAt: at,
    pods: [],
    nodes: [],
    ...parts,
  };
}

describe("secret-rotated-after-start", () => {
  const byEnv = {
    containers: [{
      name: "cart",
      env: [{ name: "P", valueFrom: { secretKeyRef: { name: "cart-secret", key: "p" } } }],
    }],
  };
  const mounted = {
    containers: [{ name: "cart", volumeMounts: [{ name: "s", mountPath: "/s" }] }],
    volumes: [{ name: "s", secret: { secretName: "cart-secret" } }],
  };
  const tell = (spec: object, logs: readonly LogShift[]) =>
    told(
      CREDENTIAL_RULES,
      situationWith({ objects: { pods: [cartPod({ spec })] }, changes: [ROTATION], logs }),
    );
  const refused = logged("password authentication failed for user cart");

  it("names the pods that hold the old one, and who is refused", () => {
    assertEquals(tell(byEnv, [refused]), [
      "secret-rotated-after-start 3: Secret shop/cart-secret since 10:00",
      "- cart-secret rotated 10:00 (resource version, changed 10:00 by rotator); 1 pods of Deployment shop/cart read it by env when they started, 31d ago, and hold the old one",
      "- Deployment shop/cart logs refusals (authentication failed) since 10:05, 40 lines «password authentication failed for user cart»",
      "+ cart: 1/1 ready",
    ]);
  });

  it("finds nothing where nobody is refused, or the Secret is mounted and follows", () => {
    assertEquals(tell(byEnv, []), []);
    assertEquals(tell(mounted, [refused]), []);
  });

  it("is disconfirmed by refusals that were as many before", () => {
    assertEquals(tell(byEnv, [{ ...refused, kind: "louder", expected: 30 }]), [
      "not secret-rotated-after-start: Deployment shop/cart was refused as often before",
    ]);
  });
});

describe("service account rules", () => {
  const sample =
    'pods is forbidden: User "system:serviceaccount:shop:cart" cannot list resource "pods" in API group ""';
  const bound = {
    metadata: { name: "cart", namespace: "shop" },
    roleRef: { kind: "Role", name: "reader" },
    subjects: [{ kind: "ServiceAccount", name: "cart" }],
  };
  const tell = (parts: Partial<SituationParts>) =>
    told(SERVICE_ACCOUNT_RULES, situationWith(parts));

  it("say whether any binding names the account", () => {
    const none = { objects: { roleBindings: [], clusterRoleBindings: [] }, logs: [logged(sample)] };
    assertEquals(tell(none).slice(0, 2), [
      "service-account-not-allowed 3: ServiceAccount shop/cart since 10:05",
      "- cart may not list pods: no RoleBinding or ClusterRoleBinding names it",
    ]);
    const objects = { roleBindings: [bound], clusterRoleBindings: [] };
    assertEquals(
      tell({ objects, logs: [logged(sample)] })[1],
      "- cart may not list pods: bound to Role reader, which does not allow it",
    );
  });

  it("find an account that does not exist", () => {
    const message = 'error looking up service account shop/cart: serviceaccount "cart" not found';
    assertEquals(tell({ events: [cartEvent({ reason: "FailedCreate", message })] }).slice(0, 1), [
      "service-account-missing 3: ServiceAccount shop/cart since 10:05",
    ]);
  });
});
