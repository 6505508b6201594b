insert into settings (id) values (1);
--> statement-breakpoint
update memberships m set source = 'vcd' from people p where p.id = m.person_id and p.vcd_user_id is not null;
--> statement-breakpoint
do $$
declare
  fenced text;
begin
  foreach fenced in array array['settings', 'group_mappings', 'invitations', 'policies', 'policy_versions', 'request_approvals',
    'request_comments', 'delegations', 'notices', 'notifications', 'notification_preferences', 'webhooks', 'deliveries']
  loop
    execute format('alter table %I enable row level security', fenced);
    execute format('create policy worker on %I to drawbridge_worker using (true) with check (true)', fenced);
  end loop;
  foreach fenced in array array['request_approvals', 'request_comments', 'notices', 'webhooks', 'deliveries']
  loop
    execute format('create policy web on %I to drawbridge_web using (drawbridge_reaches(organization_id)) with check (drawbridge_reaches(organization_id))', fenced);
  end loop;
end
$$;
--> statement-breakpoint
-- What holds for everybody is no secret; only the provider changes it.
create policy web_read on settings for select to drawbridge_web using (true);
--> statement-breakpoint
create policy web_write on settings for update to drawbridge_web using (drawbridge_is_provider()) with check (drawbridge_is_provider());
--> statement-breakpoint
create policy web on group_mappings to drawbridge_web using (drawbridge_is_provider()) with check (drawbridge_is_provider());
--> statement-breakpoint
-- Whoever holds a token is nobody yet; everybody else sees what is in reach.
create policy web on invitations to drawbridge_web
using (drawbridge_reaches(organization_id) or drawbridge_is_entering())
with check (drawbridge_reaches(organization_id) or drawbridge_is_entering());
--> statement-breakpoint
create policy web on policies to drawbridge_web using (drawbridge_is_provider()) with check (drawbridge_is_provider());
--> statement-breakpoint
-- Of the rules, tenants read those that decided something of theirs.
create policy web_read on policy_versions for select to drawbridge_web using (
  drawbridge_is_provider() or exists (
    select from requests r where r.policy_id = policy_versions.policy_id and r.policy_version = policy_versions.version));
--> statement-breakpoint
create policy web_add on policy_versions for insert to drawbridge_web with check (drawbridge_is_provider());
--> statement-breakpoint
create policy web on delegations to drawbridge_web using (drawbridge_is_provider()) with check (drawbridge_is_provider());
--> statement-breakpoint
create policy web on notifications to drawbridge_web using (person_id = drawbridge_person()) with check (person_id = drawbridge_person());
--> statement-breakpoint
create policy web on notification_preferences to drawbridge_web using (person_id = drawbridge_person()) with check (person_id = drawbridge_person());
--> statement-breakpoint
-- The rules in force, for the verb that a tenant's request goes through: it has to judge by rules the tenant may not read.
create function drawbridge_policies_in_force()
returns table (id uuid, version int, name text, rule jsonb)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select p.id, p.version, v.name, v.rule from policies p
  join policy_versions v on v.policy_id = p.id and v.version = p.version
  where p."on" and p.deleted_at is null order by p.position, p.id
$$;
--> statement-breakpoint
revoke execute on function drawbridge_policies_in_force() from public;
--> statement-breakpoint
grant execute on function drawbridge_policies_in_force() to drawbridge_web, drawbridge_worker;
--> statement-breakpoint
grant select on settings, group_mappings, invitations, policies, policy_versions, request_approvals, request_comments,
  delegations, notices, notifications, notification_preferences, deliveries to drawbridge_web;
--> statement-breakpoint
-- Not even its own sealed text comes back to the web.
grant select (id, organization_id, name, url, kinds, "on", off_reason, created_by, created_at, deleted_at) on webhooks to drawbridge_web;
--> statement-breakpoint
grant update on settings, invitations, policies, delegations, notification_preferences, webhooks to drawbridge_web;
--> statement-breakpoint
grant update (read_at) on notifications to drawbridge_web;
--> statement-breakpoint
grant insert on group_mappings, invitations, policies, policy_versions, request_approvals, request_comments, delegations,
  notices, notification_preferences, webhooks, deliveries to drawbridge_web;
--> statement-breakpoint
grant delete on group_mappings to drawbridge_web;
--> statement-breakpoint
grant select on settings, policies, policy_versions, request_approvals, request_comments, delegations, notices, notifications,
  notification_preferences, webhooks, deliveries to drawbridge_worker;
--> statement-breakpoint
grant insert, update on notices, notifications, deliveries to drawbridge_worker;
--> statement-breakpoint
grant update on webhooks, requests to drawbridge_worker;
--> statement-breakpoint
grant insert on request_comments to drawbridge_worker;
--> statement-breakpoint
-- The worker writes to people and ends the sessions of those whom VCD ended; hashes stay out of its reach.
grant select (id, name, email, vcd_site_id, vcd_user_id, oidc_issuer, disabled_at) on people to drawbridge_worker;
--> statement-breakpoint
create policy worker on people for select to drawbridge_worker using (true);
--> statement-breakpoint
grant select (id, person_id, how, created_at, ends_at, ended_at, end_reason) on sessions to drawbridge_worker;
--> statement-breakpoint
grant update (ended_at, end_reason) on sessions to drawbridge_worker;
--> statement-breakpoint
create policy worker on sessions to drawbridge_worker using (true) with check (true);
--> statement-breakpoint
-- A person sees and ends their own sessions; the provider's people those of everybody.
drop policy web on sessions;
--> statement-breakpoint
create policy web on sessions to drawbridge_web
using (drawbridge_is_entering() or drawbridge_is_provider() or person_id = drawbridge_person())
with check (drawbridge_is_entering() or drawbridge_is_provider() or person_id = drawbridge_person());
--> statement-breakpoint
-- Tenants' admins keep their own members.
drop policy web_write on memberships;
--> statement-breakpoint
create policy web_write on memberships to drawbridge_web using (drawbridge_reaches(organization_id)) with check (drawbridge_reaches(organization_id));
--> statement-breakpoint
drop policy web_add on people;
--> statement-breakpoint
-- Whoever accepts an invitation becomes a person, with nothing but what they were invited to.
create policy web_add on people for insert to drawbridge_web with check (drawbridge_is_provider() or drawbridge_is_entering());
--> statement-breakpoint
-- Whatever a verb forgets: an organization gives its own kind's roles and no others.
create function drawbridge_check_role() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if (new.role in ('provider-auditor', 'provider-admin')) <> ((select kind from organizations where id = new.organization_id) = 'provider') then
    raise exception 'this organization cannot give that role' using errcode = 'check_violation';
  end if;
  return new;
end
$$;
--> statement-breakpoint
create trigger memberships_role before insert or update on memberships for each row execute function drawbridge_check_role();
--> statement-breakpoint
create trigger invitations_role before insert or update on invitations for each row execute function drawbridge_check_role();
--> statement-breakpoint
create trigger group_mappings_role before insert or update on group_mappings for each row execute function drawbridge_check_role();
--> statement-breakpoint
-- Whatever a verb forgets: nobody approves what they asked for, or edited, themselves.
create function drawbridge_check_approver() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if exists (select from requests r where r.id = new.request_id and new.person_id in (r.requested_by, r.edited_by)) then
    raise exception 'nobody approves what they asked for' using errcode = 'check_violation';
  end if;
  return new;
end
$$;
--> statement-breakpoint
create trigger request_approvals_second_person before insert or update on request_approvals
for each row execute function drawbridge_check_approver();
--> statement-breakpoint
create or replace function drawbridge_enter_vcd_person(new_id uuid, site uuid, vcd_org text, vcd_user text, label text, shown_name text, new_role text)
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
  insert into memberships (organization_id, person_id, role, source) values (binding.organization_id, known.id, new_role, 'vcd')
    on conflict on constraint memberships_organization_id_person_id_pk do update set role = excluded.role, source = 'vcd';
  return query select known.id, binding.organization_id, g.slug, binding.id from organizations g where g.id = binding.organization_id;
end
$$;
--> statement-breakpoint
revoke execute on function drawbridge_check_role(), drawbridge_check_approver() from public;
