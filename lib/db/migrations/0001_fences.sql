-- Who is reading: a comma-separated list of organization ids, or '*' for the provider's people.
create function drawbridge_reaches(organization uuid) returns boolean
language sql stable parallel safe as $$
  select coalesce(
    current_setting('drawbridge.organizations', true) = '*'
      or organization = any (string_to_array(nullif(nullif(current_setting('drawbridge.organizations', true), ''), '*'), ',')::uuid[]),
    false)
$$;
--> statement-breakpoint
create function drawbridge_is_provider() returns boolean
language sql stable parallel safe as $$
  select coalesce(current_setting('drawbridge.organizations', true) = '*', false)
$$;
--> statement-breakpoint
create function drawbridge_person() returns uuid
language sql stable parallel safe as $$
  select nullif(current_setting('drawbridge.person', true), '')::uuid
$$;
--> statement-breakpoint
-- A tenant's change wakes a place without being able to read or write places.
create function drawbridge_wake_place(place uuid, full_sweep boolean) returns void
language sql security definer set search_path = public as $$
  update places set
    wake_seq = wake_seq + 1,
    due_at = least(due_at, now()),
    full_sweep_due_at = case when full_sweep then least(full_sweep_due_at, now()) else full_sweep_due_at end
  where id = place;
  select pg_notify('drawbridge_place', place::text);
$$;
--> statement-breakpoint
-- The provider's own account ids, for "this is our account, not yours"; nothing else of the accounts.
create function drawbridge_own_account_ids() returns setof text
language sql stable security definer set search_path = public as $$
  select account_id from aws_accounts
$$;
--> statement-breakpoint
-- Health of one place as tenants may see it: its age and what holds it, no role, no other tenant.
create function drawbridge_place_health(place uuid)
returns table (swept_at timestamptz, glanced_at timestamptz, inventoried_at timestamptz, held_reason text, held boolean, failures int, fault jsonb, mode text)
language sql stable security definer set search_path = public as $$
  select p.swept_at, p.glanced_at, p.inventoried_at, p.held_reason, p.held_at is not null, p.failures, p.fault, a.mode
  from places p join aws_accounts a on a.id = p.aws_account_id where p.id = place
$$;
--> statement-breakpoint
create function drawbridge_refuse_change() returns trigger
language plpgsql as $$
begin
  raise exception 'audit is append-only' using errcode = 'insufficient_privilege';
end
$$;
--> statement-breakpoint
create trigger audit_append_only before update or delete or truncate on audit
for each statement execute function drawbridge_refuse_change();
--> statement-breakpoint
grant usage on schema public to drawbridge_web, drawbridge_worker;
--> statement-breakpoint
grant select on all tables in schema public to drawbridge_web, drawbridge_worker;
--> statement-breakpoint
grant insert, update on organizations, people, memberships, sessions, password_links, rate_windows, aws_accounts, places,
  clusters, connections, requests, audit_heads to drawbridge_web;
--> statement-breakpoint
grant delete on memberships, rate_windows to drawbridge_web;
--> statement-breakpoint
grant insert on audit, events to drawbridge_web;
--> statement-breakpoint
revoke select on people, sessions, password_links, rate_windows, audit, audit_heads from drawbridge_worker;
--> statement-breakpoint
grant select, insert, update on places, vpcs, peerings, connections, attempts, workers, aws_accounts to drawbridge_worker;
--> statement-breakpoint
grant insert on events to drawbridge_worker;
--> statement-breakpoint
grant delete on peerings, vpcs, workers to drawbridge_worker;
--> statement-breakpoint
do $$
declare
  fenced text;
begin
  foreach fenced in array array['organizations', 'memberships', 'aws_accounts', 'places', 'vpcs', 'peerings', 'clusters',
    'connections', 'requests', 'attempts', 'events', 'audit', 'audit_heads']
  loop
    execute format('alter table %I enable row level security', fenced);
    execute format('create policy worker on %I to drawbridge_worker using (true) with check (true)', fenced);
  end loop;
  foreach fenced in array array['clusters', 'connections', 'requests', 'attempts', 'events', 'audit', 'audit_heads']
  loop
    execute format('create policy web on %I to drawbridge_web using (drawbridge_reaches(organization_id)) with check (drawbridge_reaches(organization_id))', fenced);
  end loop;
  foreach fenced in array array['aws_accounts', 'places']
  loop
    execute format('create policy web on %I to drawbridge_web using (drawbridge_is_provider()) with check (drawbridge_is_provider())', fenced);
  end loop;
end
$$;
--> statement-breakpoint
-- One sees the organizations one is a member of; only the provider makes or changes them.
create policy web_read on organizations for select to drawbridge_web using (
  drawbridge_reaches(id) or exists (
    select from memberships m where m.organization_id = organizations.id and m.person_id = drawbridge_person()));
--> statement-breakpoint
create policy web_write on organizations to drawbridge_web using (drawbridge_is_provider()) with check (drawbridge_is_provider());
--> statement-breakpoint
create policy web on memberships to drawbridge_web
using (drawbridge_reaches(organization_id) or person_id = drawbridge_person())
with check (drawbridge_reaches(organization_id));
--> statement-breakpoint
-- Inventory is seen by whoever has a cluster in that VPC, peerings by whoever has a cluster in one of their VPCs.
create policy web on vpcs for select to drawbridge_web using (
  drawbridge_is_provider() or exists (select from clusters c where c.place_id = vpcs.place_id and c.vpc_id = vpcs.vpc_id));
--> statement-breakpoint
create policy web on peerings for select to drawbridge_web using (
  drawbridge_is_provider() or exists (
    select from clusters c
    where c.place_id = peerings.place_id and c.vpc_id in (peerings.requester_vpc_id, peerings.accepter_vpc_id)));
