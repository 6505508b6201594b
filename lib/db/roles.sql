-- Run once per server by a superuser (or a role with CREATEROLE), before the first migration.
-- `drawbridge_login` stands for the login that DATABASE_URL names; it must own the database.
--   grant drawbridge_web, drawbridge_worker to drawbridge_login;
do $$
begin
  if not exists (select from pg_roles where rolname = 'drawbridge_web') then
    create role drawbridge_web nologin;
  end if;
  if not exists (select from pg_roles where rolname = 'drawbridge_worker') then
    create role drawbridge_worker nologin;
  end if;
exception when duplicate_object or unique_violation then
  null; -- another process made them at the same moment
end
$$;
