/** What brings a ledger from each version to the next; what has been released is never edited. */
export const LEDGER_MIGRATIONS: readonly string[] = [
  `create table changes (
     cluster text not null,
     uid text not null,
     resource_version text not null,
     field text not null,
     at_ms integer not null,
     text text not null,
     primary key (cluster, uid, resource_version, field)
   ) without rowid;
   create index changes_by_time on changes (cluster, at_ms);
   create table objects (
     cluster text not null,
     kind text not null,
     uid text not null,
     text text not null,
     primary key (cluster, kind, uid)
   ) without rowid;
   create table "values" (name text primary key, value text not null) without rowid;`,
];
