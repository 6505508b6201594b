-- Rows of tenants: within reach of their organization, as everything of theirs.
do $$
declare
  fenced text;
begin
  foreach fenced in array array['vcd_organizations', 'vcd_sessions', 'vcd_inventories', 'vcd_edges', 'vcd_clusters', 'vcd_tasks',
    'exposures', 'exposure_attempts', 'address_reservations', 'edge_locks', 'cluster_acts', 'asks']
  loop
    execute format('alter table %I enable row level security', fenced);
    execute format('create policy worker on %I to drawbridge_worker using (true) with check (true)', fenced);
    execute format('create policy web on %I to drawbridge_web using (drawbridge_reaches(organization_id)) with check (drawbridge_reaches(organization_id))', fenced);
    execute format('grant select on %I to drawbridge_web, drawbridge_worker', fenced);
  end loop;
end
$$;
--> statement-breakpoint
-- Which organization of which site is whose is the provider's to say; a tenant reads its own.
drop policy web on vcd_organizations;
--> statement-breakpoint
create policy web_read on vcd_organizations for select to drawbridge_web using (drawbridge_reaches(organization_id));
--> statement-breakpoint
create policy web_write on vcd_organizations to drawbridge_web using (drawbridge_is_provider()) with check (drawbridge_is_provider());
--> statement-breakpoint
alter table vcd_sites enable row level security;
--> statement-breakpoint
create policy worker on vcd_sites to drawbridge_worker using (true) with check (true);
--> statement-breakpoint
create policy web_read on vcd_sites for select to drawbridge_web using (
  drawbridge_is_provider() or exists (
    select from vcd_organizations o where o.site_id = vcd_sites.id and drawbridge_reaches(o.organization_id)));
--> statement-breakpoint
create policy web_write on vcd_sites to drawbridge_web using (drawbridge_is_provider()) with check (drawbridge_is_provider());
--> statement-breakpoint
grant select on vcd_sites to drawbridge_worker;
--> statement-breakpoint
-- Not even its own sealed text comes back to the web.
grant select (id, name, url, certificate_authority, credential_label, mode, versions, cse_server, check_asked_at, checked_at,
  check_result, created_at) on vcd_sites to drawbridge_web;
--> statement-breakpoint
grant insert, update on vcd_sites, vcd_organizations to drawbridge_web;
--> statement-breakpoint
grant delete on vcd_organizations to drawbridge_web;
--> statement-breakpoint
grant insert, update on vcd_sessions, vcd_clusters, exposures, cluster_acts to drawbridge_web;
--> statement-breakpoint
grant insert, delete on asks to drawbridge_web;
--> statement-breakpoint
grant update on vcd_sites, vcd_sessions to drawbridge_worker;
--> statement-breakpoint
grant insert, update, delete on vcd_inventories, vcd_edges, vcd_tasks, address_reservations, edge_locks to drawbridge_worker;
--> statement-breakpoint
grant insert, update on vcd_clusters, exposures, exposure_attempts, cluster_acts to drawbridge_worker;
--> statement-breakpoint
grant update, delete on asks to drawbridge_worker;
--> statement-breakpoint
-- Sites that can be signed in to, for whoever has not yet said who they are: names and addresses only.
create function drawbridge_sign_in_sites()
returns table (id uuid, name text, url text, certificate_authority text, versions jsonb)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select s.id, s.name, s.url, s.certificate_authority, s.versions from vcd_sites s
  where drawbridge_is_entering() and exists (select from vcd_organizations o where o.site_id = s.id)
  order by lower(s.name)
$$;
--> statement-breakpoint
-- Whoever VCD vouched for becomes a person and a member of the organization that the provider bound to theirs. No row:
-- that organization of VCD is nobody's here, or the person is disabled.
create function drawbridge_enter_vcd_person(new_id uuid, site uuid, vcd_org text, vcd_user text, label text, shown_name text, new_role text)
returns table (person_id uuid, organization_id uuid, slug text, vcd_organization_id uuid)
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  binding vcd_organizations%rowtype;
  known people%rowtype;
begin
  if not drawbridge_is_entering() or new_role not in ('viewer', 'operator', 'tenant-admin') then
    raise exception 'only who signs in may enter, as a tenant' using errcode = 'insufficient_privilege';
  end if;
  select * into binding from vcd_organizations o where o.site_id = site and o.org_id = vcd_org;
  if not found then return; end if;
  insert into people (id, email, name, vcd_site_id, vcd_user_id) values (new_id, label, shown_name, site, vcd_user)
    on conflict (vcd_site_id, vcd_user_id) do update set email = excluded.email, name = excluded.name
    returning * into known;
  if known.disabled_at is not null then return; end if;
  insert into memberships (organization_id, person_id, role) values (binding.organization_id, known.id, new_role)
    on conflict on constraint memberships_organization_id_person_id_pk do update set role = excluded.role;
  return query select known.id, binding.organization_id, g.slug, binding.id from organizations g where g.id = binding.organization_id;
end
$$;
--> statement-breakpoint
create or replace function drawbridge_wake_place(place uuid, full_sweep boolean) returns void
language sql security definer set search_path = pg_catalog, public, pg_temp as $$
  update places set
    wake_seq = wake_seq + 1,
    due_at = least(due_at, now() - interval '1 minute'),
    full_sweep_due_at = case when full_sweep then least(full_sweep_due_at, now() - interval '1 minute') else full_sweep_due_at end
  where id = place and (drawbridge_is_provider()
    or exists (select from clusters c where c.place_id = place and drawbridge_reaches(c.organization_id))
    or exists (select from vcd_organizations o where o.id = places.vcd_organization_id and drawbridge_reaches(o.organization_id)));
  select pg_notify('drawbridge_place', place::text);
$$;
--> statement-breakpoint
create or replace function drawbridge_place_health(place uuid)
returns table (swept_at timestamptz, glanced_at timestamptz, inventoried_at timestamptz, held_reason text, held boolean, failures int, fault jsonb, mode text)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select p.swept_at, p.glanced_at, p.inventoried_at, p.held_reason, p.held_at is not null, p.failures, p.fault, coalesce(a.mode, s.mode)
  from places p
  left join aws_accounts a on a.id = p.aws_account_id
  left join vcd_organizations o on o.id = p.vcd_organization_id
  left join vcd_sites s on s.id = o.site_id
  where p.id = place and (drawbridge_is_provider()
    or exists (select from clusters c where c.place_id = place and drawbridge_reaches(c.organization_id))
    or drawbridge_reaches(o.organization_id))
$$;
--> statement-breakpoint
-- The one place of an organization of VCD, for those who may wake it but not read places.
create function drawbridge_vcd_place(vcd_organization uuid) returns uuid
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select p.id from places p join vcd_organizations o on o.id = p.vcd_organization_id
  where o.id = vcd_organization and (drawbridge_is_provider() or drawbridge_reaches(o.organization_id))
$$;
--> statement-breakpoint
revoke execute on function drawbridge_sign_in_sites(), drawbridge_enter_vcd_person(uuid, uuid, text, text, text, text, text),
  drawbridge_vcd_place(uuid) from public;
--> statement-breakpoint
grant execute on function drawbridge_sign_in_sites(), drawbridge_enter_vcd_person(uuid, uuid, text, text, text, text, text),
  drawbridge_vcd_place(uuid) to drawbridge_web;
--> statement-breakpoint
-- Names of those who asked for exposures, or had CSE do something, are read like those of connections.
drop policy web_read on people;
--> statement-breakpoint
create policy web_read on people for select to drawbridge_web using (
  drawbridge_is_provider() or drawbridge_is_entering() or id = drawbridge_person()
  or id in (select m.person_id from memberships m)
  or id in (select r.decided_by from requests r where r.decided_by is not null)
  or id in (select r.requested_by from requests r)
  or id in (select c.requested_by from connections c)
  or id in (select e.requested_by from exposures e)
  or id in (select a.person_id from cluster_acts a));
