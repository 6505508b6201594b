-- Takes an organization of VCD away from ours, with all that was merely read of it, and with the way in of its people.
-- False, and nothing is changed, where something was done there: that is history, and history has an owner.
create function drawbridge_unbind_vcd_organization(binding uuid) returns boolean
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  spot uuid;
begin
  if not drawbridge_is_provider() then
    raise exception 'only the provider says whose an organization of VCD is' using errcode = 'insufficient_privilege';
  end if;
  perform from vcd_organizations where id = binding for update;
  select p.id into spot from places p where p.vcd_organization_id = binding for update;
  if not found or exists (select from exposures where place_id = spot)
    or exists (select from cluster_acts where place_id = spot) then
    return false;
  end if;
  update sessions set ended_at = now()
    where ended_at is null and id in (select v.session_id from vcd_sessions v where v.vcd_organization_id = binding);
  delete from memberships m using vcd_sessions v
    where v.vcd_organization_id = binding and m.person_id = v.person_id and m.organization_id = v.organization_id;
  delete from asks where vcd_session_id in (select v.id from vcd_sessions v where v.vcd_organization_id = binding);
  delete from vcd_sessions where vcd_organization_id = binding;
  delete from vcd_tasks where place_id = spot;
  delete from vcd_edges where place_id = spot;
  delete from vcd_inventories where place_id = spot;
  delete from vcd_clusters where place_id = spot;
  delete from places where id = spot;
  delete from vcd_organizations where id = binding;
  return true;
end
$$;
--> statement-breakpoint
revoke execute on function drawbridge_unbind_vcd_organization(uuid) from public;
--> statement-breakpoint
grant execute on function drawbridge_unbind_vcd_organization(uuid) to drawbridge_web;
--> statement-breakpoint
revoke delete on vcd_organizations from drawbridge_web;
