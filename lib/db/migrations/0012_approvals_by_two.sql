ALTER TABLE "request_approvals" ADD COLUMN "taken_back_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "request_comments" ADD COLUMN "role" text NOT NULL;--> statement-breakpoint
ALTER TABLE "request_comments" ADD COLUMN "kind" text DEFAULT 'comment' NOT NULL;