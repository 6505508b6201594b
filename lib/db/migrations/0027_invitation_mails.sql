ALTER TABLE "invitations" ADD CONSTRAINT "invitations_organization_id_id" UNIQUE("organization_id","id");--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "invitation_id" uuid;--> statement-breakpoint
ALTER TABLE "deliveries" ADD COLUMN "link_sealed" text;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_invitation" FOREIGN KEY ("organization_id","invitation_id") REFERENCES "public"."invitations"("organization_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "deliveries_invitation_links" ON "deliveries" USING btree ("invitation_id","created_at") WHERE invitation_id is not null;--> statement-breakpoint
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_link_waits" CHECK ("deliveries"."link_sealed" is null or "deliveries"."state" = 'waiting');
