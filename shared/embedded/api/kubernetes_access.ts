import { READER } from "../base/access_objects.ts";
import type { Denial, World } from "../world/world.ts";
import type { WorldObject } from "../world/kube_objects.ts";
import { forbidden, unauthorized } from "./kubernetes_status.ts";

export interface User {
  readonly name: string;
  readonly groups: readonly string[];
}

/** What somebody wants to do. */
export interface Attributes {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource?: string | undefined;
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
}

interface Rule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

interface Role extends WorldObject {
  rules?: Rule[];
}

interface Binding extends WorldObject {
  roleRef: { kind: string; name: string };
  subjects?: { kind: string; name: string; namespace?: string }[];
}

const RBAC = "rbac.authorization.k8s.io";
export const ADMIN_TOKEN = "embedded-admin";
export const READER_TOKEN = "embedded-reader";

export const ADMIN: User = {
  name: "admin",
  groups: ["system:masters", "system:authenticated"],
};
export const READER_USER: User = serviceAccount(READER.namespace, READER.name);

/** A ServiceAccount as the authenticator names it. */
export function serviceAccount(namespace: string, name: string): User {
  return {
    name: `system:serviceaccount:${namespace}:${name}`,
    groups: [
      "system:serviceaccounts",
      `system:serviceaccounts:${namespace}`,
      "system:authenticated",
    ],
  };
}

/** Who sends a request, by bearer token; an administrator may impersonate. @throws {StatusError} 401, 403 */
export function authenticate(request: Request, withoutToken: User | undefined): User {
  const token = /^Bearer (.+)$/.exec(request.headers.get("authorization") ?? "")?.[1];
  const user = token === undefined ? withoutToken : USERS[token];
  if (user === undefined) throw unauthorized();
  const wanted = request.headers.get("impersonate-user");
  if (wanted === null) return user;
  const [, , namespace, name] = wanted.startsWith(SERVICE_ACCOUNT) ? wanted.split(":") : [];
  const account = namespace && name ? { namespace, name } : undefined;
  if (user !== ADMIN) {
    const resource = account === undefined ? "users" : "serviceaccounts";
    const target = account ?? { name: wanted };
    throw forbidden(user.name, { verb: "impersonate", group: "", resource, ...target });
  }
  if (account !== undefined) return serviceAccount(account.namespace, account.name);
  const groups = request.headers.get("impersonate-group")?.split(", ") ?? [];
  return { name: wanted, groups: [...groups, "system:authenticated"] };
}

const SERVICE_ACCOUNT = "system:serviceaccount:";

const USERS: Readonly<Record<string, User>> = {
  [ADMIN_TOKEN]: ADMIN,
  [READER_TOKEN]: READER_USER,
};

/** Tells whether the loaded roles allow it, and nothing was taken from the reader that forbids it; masters may do all. */
export function isAllowed(world: World, user: User, wanted: Attributes): boolean {
  if (user.groups.includes("system:masters")) return true;
  const taken = user.name === READER_USER.name &&
    world.denials.some((denial) => denies(denial, wanted));
  return !taken && rulesFor(world, user, wanted.namespace).some((rule) => permits(rule, wanted));
}

// A list of all namespaces would show the one that is denied.
function denies({ namespace, resources, verbs }: Denial, wanted: Attributes): boolean {
  const covers = wanted.namespace === namespace ||
    (wanted.namespace === undefined && wanted.name === undefined);
  return covers && verbs.some((verb) => verb === "*" || verb === wanted.verb) &&
    resources.some((resource) =>
      resource === "*" || resource === resourceName(wanted) ||
      resource === `${wanted.resource}.${wanted.group}`
    );
}

function permits(rule: Rule, wanted: Attributes): boolean {
  return includes(rule.verbs, wanted.verb) && includes(rule.apiGroups, wanted.group) &&
    includes(rule.resources, resourceName(wanted)) &&
    (rule.resourceNames === undefined || rule.resourceNames.includes(wanted.name ?? ""));
}

function resourceName({ resource, subresource }: Attributes): string {
  return subresource === undefined ? resource : `${resource}/${subresource}`;
}

function includes(allowed: readonly string[] | undefined, value: string): boolean {
  return allowed?.some((candidate) => candidate === "*" || candidate === value) ?? false;
}

/** All rules that hold for a user in a namespace, or at the cluster scope. */
export function rulesFor(world: World, user: User, namespace: string | undefined): readonly Rule[] {
  const { store } = world;
  const bindings = [
    ...store.list<Binding>(`${RBAC}/clusterrolebindings`),
    ...(namespace === undefined ? [] : store.list<Binding>(`${RBAC}/rolebindings`, namespace)),
  ];
  return bindings.filter((binding) => binds(binding, user)).flatMap(({ roleRef, metadata }) => {
    const role = roleRef.kind === "ClusterRole"
      ? store.history<Role>(`${RBAC}/clusterroles`, { name: roleRef.name })
      : store.history<Role>(`${RBAC}/roles`, { namespace: metadata.namespace, name: roleRef.name });
    return role?.current?.rules ?? [];
  });
}

function binds({ subjects = [], metadata }: Binding, user: User): boolean {
  return subjects.some(({ kind, name, namespace }) =>
    kind === "Group" ? user.groups.includes(name) : user.name ===
      (kind === "User" ? name : serviceAccount(namespace ?? metadata.namespace ?? "", name).name)
  );
}
