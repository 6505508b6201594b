CREATE INDEX "audit_at_organization_id_seq_index" ON "audit" USING btree ("at","organization_id","seq");--> statement-breakpoint
CREATE INDEX "audit_organization_id_at_seq_index" ON "audit" USING btree ("organization_id","at","seq");--> statement-breakpoint
CREATE INDEX "audit_person_id_at_index" ON "audit" USING btree ("person_id","at");--> statement-breakpoint
CREATE INDEX "audit_verb_at_index" ON "audit" USING btree ("verb","at");