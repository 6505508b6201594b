-- Whoever changes their own password ends the links to choose another.
create policy web_own on password_links for update to drawbridge_web
using (person_id = drawbridge_person()) with check (person_id = drawbridge_person());
--> statement-breakpoint
create policy web_read_own on password_links for select to drawbridge_web using (person_id = drawbridge_person());
