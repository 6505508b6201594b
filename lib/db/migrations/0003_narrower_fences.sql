-- '-' stands for nobody yet: only then may people be looked up by address, session or link.
create or replace function drawbridge_reaches(organization uuid) returns boolean
language sql stable parallel safe as $$
  select coalesce(
    current_setting('drawbridge.organizations', true) = '*'
      or organization = any (string_to_array(nullif(nullif(nullif(current_setting('drawbridge.organizations', true), ''), '*'), '-'), ',')::uuid[]),
    false)
$$;
--> statement-breakpoint
create function drawbridge_is_entering() returns boolean
language sql stable parallel safe as $$
  select coalesce(current_setting('drawbridge.organizations', true) = '-', false)
$$;
--> statement-breakpoint
alter table people enable row level security;
--> statement-breakpoint
alter table sessions enable row level security;
--> statement-breakpoint
alter table password_links enable row level security;
--> statement-breakpoint
alter table rate_windows enable row level security;
--> statement-breakpoint
-- Colleagues, and whoever asked or decided in an organization within reach; each list is read once a query.
create policy web_read on people for select to drawbridge_web using (
  drawbridge_is_provider() or drawbridge_is_entering() or id = drawbridge_person()
  or id in (select m.person_id from memberships m)
  or id in (select r.decided_by from requests r where r.decided_by is not null)
  or id in (select r.requested_by from requests r)
  or id in (select c.requested_by from connections c));
--> statement-breakpoint
create policy web_add on people for insert to drawbridge_web with check (drawbridge_is_provider());
--> statement-breakpoint
create policy web_change on people for update to drawbridge_web using (drawbridge_is_entering()) with check (drawbridge_is_entering());
--> statement-breakpoint
revoke update on people from drawbridge_web;
--> statement-breakpoint
grant update (password_hash) on people to drawbridge_web;
--> statement-breakpoint
create policy web on sessions to drawbridge_web using (drawbridge_is_entering()) with check (drawbridge_is_entering());
--> statement-breakpoint
create policy web on password_links to drawbridge_web
using (drawbridge_is_entering() or drawbridge_is_provider()) with check (drawbridge_is_entering() or drawbridge_is_provider());
--> statement-breakpoint
create policy web on rate_windows to drawbridge_web using (drawbridge_is_entering()) with check (drawbridge_is_entering());
--> statement-breakpoint
-- Members are the provider's to change; a tenant's reach only reads them.
drop policy web on memberships;
--> statement-breakpoint
create policy web_read on memberships for select to drawbridge_web using (drawbridge_reaches(organization_id) or person_id = drawbridge_person());
--> statement-breakpoint
create policy web_write on memberships to drawbridge_web using (drawbridge_is_provider()) with check (drawbridge_is_provider());
--> statement-breakpoint
revoke select on workers from drawbridge_web;
--> statement-breakpoint
grant select (id, seen_at) on workers to drawbridge_web;
--> statement-breakpoint
create function drawbridge_keep_head() returns trigger
language plpgsql as $$
begin
  if new.organization_id <> old.organization_id or new.seq <> old.seq + 1 then
    raise exception 'the head of an audit moves on by one entry at a time' using errcode = 'insufficient_privilege';
  end if;
  return new;
end
$$;
--> statement-breakpoint
create trigger audit_head_moves_on before update on audit_heads for each row execute function drawbridge_keep_head();
--> statement-breakpoint
-- Wakes only what the tenant has a cluster in. A minute is allowed for between the clocks of database and worker.
create or replace function drawbridge_wake_place(place uuid, full_sweep boolean) returns void
language sql security definer set search_path = pg_catalog, public, pg_temp as $$
  update places set
    wake_seq = wake_seq + 1,
    due_at = least(due_at, now() - interval '1 minute'),
    full_sweep_due_at = case when full_sweep then least(full_sweep_due_at, now() - interval '1 minute') else full_sweep_due_at end
  where id = place and (drawbridge_is_provider()
    or exists (select from clusters c where c.place_id = place and drawbridge_reaches(c.organization_id)));
  select pg_notify('drawbridge_place', place::text);
$$;
--> statement-breakpoint
create or replace function drawbridge_place_health(place uuid)
returns table (swept_at timestamptz, glanced_at timestamptz, inventoried_at timestamptz, held_reason text, held boolean, failures int, fault jsonb, mode text)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select p.swept_at, p.glanced_at, p.inventoried_at, p.held_reason, p.held_at is not null, p.failures, p.fault, a.mode
  from places p join aws_accounts a on a.id = p.aws_account_id
  where p.id = place and (drawbridge_is_provider()
    or exists (select from clusters c where c.place_id = place and drawbridge_reaches(c.organization_id)))
$$;
--> statement-breakpoint
alter function drawbridge_own_account_ids() set search_path = pg_catalog, public, pg_temp;
--> statement-breakpoint
revoke execute on function drawbridge_wake_place(uuid, boolean), drawbridge_place_health(uuid), drawbridge_own_account_ids() from public;
--> statement-breakpoint
grant execute on function drawbridge_wake_place(uuid, boolean), drawbridge_place_health(uuid), drawbridge_own_account_ids() to drawbridge_web;
