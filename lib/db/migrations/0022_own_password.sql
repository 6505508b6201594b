-- Somebody with an account of ours changes their own password; of people the web may update nothing but that.
create policy web_change_own on people for update to drawbridge_web
using (id = drawbridge_person() and vcd_user_id is null and oidc_subject is null)
with check (id = drawbridge_person());
