-- Whoever decides for the provider no more, or admits to an organization no more, keeps nothing that would go on deciding
-- or admitting for them: by whatever way they lost it, a verb, their groups, VCD, or a hand in the database.
create function drawbridge_give_up_deciding(person uuid) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  -- The provider's admins invite to every organization; those that the person is an admin of all the same are left.
  update invitations i set revoked_at = now()
    where i.invited_by = person and i.accepted_at is null and i.revoked_at is null
    and not exists (select from memberships m join people p on p.id = m.person_id
      where m.person_id = person and p.disabled_at is null
      and (m.role = 'provider-admin' or (m.role = 'tenant-admin' and m.organization_id = i.organization_id)));
  if exists (select from memberships m join people p on p.id = m.person_id
    where m.person_id = person and m.role = 'provider-admin' and p.disabled_at is null) then return; end if;
  update request_approvals a set taken_back_at = now() from requests r
    where r.id = a.request_id and r.state = 'waiting' and r.edition = a.edition and a.person_id = person
    and a.taken_back_at is null;
  update delegations d set ended_at = now()
    where person in (d.person_id, d.delegate_id) and d.ended_at is null and d.until_at > now();
end
$$;
--> statement-breakpoint
create function drawbridge_after_membership() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform drawbridge_give_up_deciding(old.person_id);
  return null;
end
$$;
--> statement-breakpoint
create function drawbridge_after_disabling() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform drawbridge_give_up_deciding(new.id);
  return null;
end
$$;
--> statement-breakpoint
create trigger memberships_role_lost after update of role on memberships for each row
when (old.role in ('tenant-admin', 'provider-admin') and old.role is distinct from new.role)
execute function drawbridge_after_membership();
--> statement-breakpoint
create trigger memberships_ended after delete on memberships for each row
when (old.role in ('tenant-admin', 'provider-admin'))
execute function drawbridge_after_membership();
--> statement-breakpoint
create trigger people_disabled after update of disabled_at on people for each row
when (old.disabled_at is null and new.disabled_at is not null)
execute function drawbridge_after_disabling();
--> statement-breakpoint
revoke execute on function drawbridge_give_up_deciding(uuid), drawbridge_after_membership(), drawbridge_after_disabling() from public;
--> statement-breakpoint
-- What such people left behind until now.
select drawbridge_give_up_deciding(held.person) from (
  select i.invited_by as person from invitations i where i.accepted_at is null and i.revoked_at is null
  union select a.person_id from request_approvals a where a.taken_back_at is null
  union select d.person_id from delegations d where d.ended_at is null
  union select d.delegate_id from delegations d where d.ended_at is null) held;
