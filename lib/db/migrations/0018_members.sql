-- Rules over all members of an organization hold until commit, also for its own admins, who cannot change its row.
create function drawbridge_lock_organization(organization uuid) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform 1 from organizations o where o.id = organization and drawbridge_reaches(o.id) for no key update;
end
$$;
--> statement-breakpoint
-- When members of an organization within reach last signed in; nothing else of their sessions.
create function drawbridge_last_sign_ins(organization uuid)
returns table (person_id uuid, at timestamptz)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select s.person_id, max(s.created_at) from sessions s
  join memberships m on m.person_id = s.person_id and m.organization_id = organization
  where drawbridge_reaches(organization) group by s.person_id
$$;
--> statement-breakpoint
-- Shuts somebody out of everything, or lets them in again: the provider's to decide, and all it may change of a person.
create function drawbridge_disable_person(person uuid, moment timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if not drawbridge_is_provider() then
    raise exception 'only the provider disables people' using errcode = 'insufficient_privilege';
  end if;
  update people set disabled_at = moment where id = person;
end
$$;
--> statement-breakpoint
revoke execute on function drawbridge_lock_organization(uuid), drawbridge_last_sign_ins(uuid),
  drawbridge_disable_person(uuid, timestamptz) from public;
--> statement-breakpoint
grant execute on function drawbridge_lock_organization(uuid), drawbridge_last_sign_ins(uuid),
  drawbridge_disable_person(uuid, timestamptz) to drawbridge_web;
