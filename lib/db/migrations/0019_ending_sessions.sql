-- The worker ends what is left at VCD of a session that ran out here for lack of an act.
grant select (idle_ends_at) on sessions to drawbridge_worker;
--> statement-breakpoint
-- An admin of an organization ends the sessions of its members without being able to see them. Null, and nothing done,
-- where the member belongs to other organizations too: the provider alone ends those.
create function drawbridge_end_sessions_of(member uuid, organization uuid, at timestamptz) returns int
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  gone uuid[];
begin
  if not drawbridge_reaches(organization) or not exists (
    select from memberships m where m.person_id = member and m.organization_id = organization) then
    raise exception using errcode = 'insufficient_privilege', message = 'no member of an organization within reach';
  end if;
  if not drawbridge_is_provider() and exists (
    select from memberships m where m.person_id = member and m.organization_id <> organization) then
    return null;
  end if;
  with ended as (
    update sessions s set ended_at = at, end_reason = 'ended-by-admin'
    where s.person_id = member and s.ended_at is null and s.ends_at > at and s.idle_ends_at > at
    returning s.id)
  select coalesce(array_agg(id), '{}') into gone from ended;
  update vcd_sessions v set ended_at = at, end_reason = 'signed-out' where v.session_id = any (gone) and v.ended_at is null;
  return cardinality(gone);
end
$$;
--> statement-breakpoint
revoke execute on function drawbridge_end_sessions_of(uuid, uuid, timestamptz) from public;
--> statement-breakpoint
grant execute on function drawbridge_end_sessions_of(uuid, uuid, timestamptz) to drawbridge_web;
