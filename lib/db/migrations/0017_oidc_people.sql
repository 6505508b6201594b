-- Where somebody stands whom an OpenID provider vouched for, and what their groups lead to. Locked until commit, so that
-- two sign-ins of one person, or of the last two admins, are judged one after the other.
create function drawbridge_oidc_standing(issuer text, subject text, group_names text[])
returns jsonb
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  known people%rowtype;
begin
  if not drawbridge_is_entering() then
    raise exception 'only who signs in is looked up so' using errcode = 'insufficient_privilege';
  end if;
  perform pg_advisory_xact_lock(hashtextextended('drawbridge oidc ' || issuer || ' ' || subject, 0));
  select * into known from people p where p.oidc_issuer = issuer and p.oidc_subject = subject;
  perform 1 from organizations o
    where o.id in (select m.organization_id from memberships m
      where m.person_id = known.id and m.role = 'provider-admin' and m.source = 'oidc')
    order by o.id for no key update;
  return jsonb_build_object(
    'provider', (select o.id from organizations o where o.kind = 'provider' order by o.created_at limit 1),
    'personId', known.id,
    'disabled', known.disabled_at is not null,
    'held', coalesce((
      select jsonb_agg(jsonb_build_object('organizationId', m.organization_id, 'role', m.role, 'source', m.source)
        order by m.organization_id)
      from memberships m where m.person_id = known.id), '[]'),
    'mapped', coalesce((
      select jsonb_agg(jsonb_build_object('organizationId', g.organization_id, 'group', g.group_name, 'role', g.role)
        order by g.group_name, g.organization_id)
      from group_mappings g where g.group_name = any (group_names)), '[]'),
    'otherProviderAdmins', (
      select count(distinct m.person_id) from memberships m join people p on p.id = m.person_id
      where m.role = 'provider-admin' and p.disabled_at is null and p.id is distinct from known.id));
end
$$;
--> statement-breakpoint
-- Makes or finds the person, and has their memberships by groups be the wanted ones: each must stand in a mapping of
-- theirs, but for the last provider admin's own. What people here gave is left alone. Null: disabled, or unknown and
-- wanted nowhere; then there is no row.
create function drawbridge_enter_oidc_person(new_id uuid, issuer text, subject text, label text, shown_name text,
  group_names text[], wanted jsonb)
returns uuid
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  known people%rowtype;
begin
  if not drawbridge_is_entering() then
    raise exception 'only who signs in may enter' using errcode = 'insufficient_privilege';
  end if;
  select * into known from people p where p.oidc_issuer = issuer and p.oidc_subject = subject;
  if known.disabled_at is not null or (known.id is null and jsonb_array_length(wanted) = 0) then return null; end if;
  if exists (
    select from jsonb_to_recordset(wanted) as w ("organizationId" uuid, role text)
    where not exists (
      select from group_mappings g
      where g.organization_id = w."organizationId" and g.role = w.role and g.group_name = any (group_names))
    and not (w.role = 'provider-admin'
      and exists (select from memberships m
        where m.person_id = known.id and m.organization_id = w."organizationId" and m.role = w.role and m.source = 'oidc')
      and not exists (select from memberships m join people p on p.id = m.person_id
        where m.role = 'provider-admin' and p.disabled_at is null and p.id <> known.id))
  ) then
    raise exception 'no group of theirs gives that' using errcode = 'insufficient_privilege';
  end if;
  insert into people (id, email, name, oidc_issuer, oidc_subject) values (new_id, label, shown_name, issuer, subject)
    on conflict (oidc_issuer, oidc_subject) do update set email = excluded.email, name = excluded.name
    returning * into known;
  delete from memberships m
    where m.person_id = known.id and m.source = 'oidc' and not exists (
      select from jsonb_to_recordset(wanted) as w ("organizationId" uuid, role text)
      where w."organizationId" = m.organization_id);
  insert into memberships as m (organization_id, person_id, role, source)
    select w."organizationId", known.id, w.role, 'oidc'
    from jsonb_to_recordset(wanted) as w ("organizationId" uuid, role text)
    on conflict on constraint memberships_organization_id_person_id_pk do update set role = excluded.role
      where m.source = 'oidc' and m.role <> excluded.role;
  return known.id;
end
$$;
--> statement-breakpoint
revoke execute on function drawbridge_oidc_standing(text, text, text[]),
  drawbridge_enter_oidc_person(uuid, text, text, text, text, text[], jsonb) from public;
--> statement-breakpoint
grant execute on function drawbridge_oidc_standing(text, text, text[]),
  drawbridge_enter_oidc_person(uuid, text, text, text, text, text[], jsonb) to drawbridge_web;
--> statement-breakpoint
-- A mapping's role can be changed where it stands.
grant update (role) on group_mappings to drawbridge_web;
